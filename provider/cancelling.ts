import { isDeepStrictEqual } from 'node:util';
import type { Appointment } from 'fhir/r3';
import { parseEntityTag } from '../lib/fhir';
import { answerRefusal, answerWith, type Refusal, type Reply, refusal } from './answer';
import { readAppointment } from './appointment-body';
import { resourceOf, type Version } from './appointments';
import type { Provider } from './provider';
import { headerOf, type ProviderRequest } from './request';
import { locationOf, versionHeaders } from './version-headers';

/**
 * Cancels an Appointment by the one update that is allowed, to the status `cancelled` (NHS Booking API "Cancel an
 * appointment"; FHIR STU3 http.html#update, #concurrency).
 *
 * 200 with the new version, its Location, ETag and Last-Modified, and the slot is free again; 404 for an Appointment that
 * does not exist, 412 without If-Match, 400 for one that is no entity-tag, 409 for a stale one, 400 and 422 by the tiers of the body as in booking, 400 for
 * another id in the body, 422 for any other change and for an Appointment that is cancelled already.
 */
export function cancel(request: ProviderRequest, provider: Provider): Reply {
  const current = provider.appointments.history(request.id).at(-1);
  if (!current) return answerRefusal(refusal('not-found', 'not-found', 'There is no such Appointment.'));
  const conflict = checkVersion(headerOf(request.headers, 'If-Match'), current);
  const { appointment, refusal: invalid } = readAppointment(request, 'cancel', provider);
  if (!appointment) return answerRefusal(conflict ?? invalid);
  const decided =
    conflict ?? checkId(appointment, current) ?? invalid ?? checkChange(appointment, resourceOf(current));
  const refused = provider.behaviour.updateRefusal(decided, { request, appointment, current });
  if (!refused) return update(appointment, current, provider);
  if (provider.behaviour.updateAfterRefusal(false, refused)) update(appointment, current, provider);
  return answerRefusal(refused);
}

/** Stores the new version, and frees the slot. */
function update(appointment: Appointment, current: Version, provider: Provider): Reply {
  const now = new Date();
  const nextId = String(provider.appointments.history(current.id).length + 1);
  const versionId = provider.behaviour.versionIdToAssign(nextId, appointment, current);
  const stored = asCancelled(resourceOf(current), versionId, now);
  const isStored = provider.behaviour.storesUpdate(true);
  const version = isStored
    ? provider.appointments.store(stored, current.id, versionId, now)
    : { ...current, versionId, lastUpdated: now };
  if (!version) return answerRefusal(refusal('server-error', 'no-store', 'The provider has no memory left.'));
  if (isStored) provider.diary.release(current.id, now);
  return answerWith('cancelled', 200, stored, [
    ['Location', locationOf(version, provider.publicBaseUrl)],
    ...versionHeaders(version, provider.publicBaseUrl),
  ]);
}

/**
 * A stale version is 409 and a missing If-Match 412 (STU3 http.html#concurrency; R4 has it otherwise). STU3 says nothing
 * of a value that is no entity-tag and so names no version at all: malformed syntax, 400 (RFC 9110 section 15.5.1).
 */
function checkVersion(ifMatch: string | undefined, current: Version): Refusal | null {
  if (ifMatch === undefined || ifMatch.trim() === '') {
    return refusal(
      'if-match-missing',
      'required',
      'An update needs an If-Match header with the version it is based on.',
    );
  }
  if (ifMatch.trim() === '*') return null;
  const tags = ifMatch.split(',').map((tag) => parseEntityTag(tag.trim()));
  if (tags.includes(null)) {
    return refusal('bad-request', 'value', 'If-Match must hold entity-tags, such as W/"1".');
  }
  if (tags.some((tag) => tag?.tag === current.versionId)) return null;
  return refusal(
    'version-conflict',
    'conflict',
    `The Appointment is at version ${current.versionId} by now.`,
  );
}

function checkId(appointment: Appointment, current: Version): Refusal | null {
  if (appointment.id === current.id) return null;
  return refusal('id-mismatch', 'invalid', 'The id in the body must be the id in the URL.', 'Appointment.id');
}

/** The Appointment must be as it was read, but for its status, which becomes `cancelled`. */
function checkChange(sent: Appointment, current: Appointment): Refusal | null {
  if (sent.status !== 'cancelled') {
    const text = 'The status can only be changed to "cancelled".';
    return refusal('change-not-allowed', 'business-rule', text, 'Appointment.status');
  }
  if (current.status === 'cancelled') {
    return refusal(
      'change-not-allowed',
      'business-rule',
      'The Appointment is cancelled already.',
      'Appointment.status',
    );
  }
  const changed = changedElements(sent, current);
  if (changed.length === 0) return null;
  return {
    ground: 'change-not-allowed',
    findings: changed.map((element) => ({
      code: 'business-rule',
      text: `Only the status may be changed, and "${element}" has been.`,
      expression: `Appointment.${element}`,
    })),
  };
}

/** What an update is compared with: all but the status, and what the provider writes itself. */
function compared({ meta, status: _, ...content }: Appointment): Map<string, unknown> {
  const { versionId: __, lastUpdated: ___, ...others } = meta ?? {};
  return new Map(Object.entries({ ...content, meta: others }));
}

function changedElements(sent: Appointment, current: Appointment): string[] {
  const before = compared(current);
  const after = compared(sent);
  const elements = new Set([...before.keys(), ...after.keys()]);
  return [...elements].filter((element) => !isDeepStrictEqual(before.get(element), after.get(element)));
}

function asCancelled(current: Appointment, versionId: string, now: Date): Appointment {
  return {
    ...current,
    meta: { ...current.meta, versionId, lastUpdated: now.toISOString() },
    status: 'cancelled',
  };
}
