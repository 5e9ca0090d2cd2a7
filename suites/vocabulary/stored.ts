import { randomUUID } from 'node:crypto';
import type { Appointment } from 'fhir/r3';
import type { ReceivedResponse } from '../../lib/http';
import { isLeftCoded } from '../../lib/http/content';
import type { Interaction } from '../../lib/target';
import { broken, inconclusive } from '../../lib/verdict';
import { answerOf, type Recorded } from './exchange';
import { bodyOf, inShort, isSuccess } from './expectations';
import { shown } from './shown';

/** Statuses that say that the interaction is not served, or not to us: nothing is judged on them. */
const NOT_SERVED = [401, 403, 405, 501];

/** The Appointment in the answer to a read. Ends the running check as inconclusive when there is none. */
export function appointmentIn(read: Recorded<Interaction>): Appointment {
  const response = answerOf(read);
  const body = bodyOf(response) as Appointment | null | undefined;
  if (response.status === 200 && body?.resourceType === 'Appointment') return body;
  return inconclusive(`the booking could not be read: ${inShort(response)}`);
}

/** The version id of the Appointment that was read. Ends the running check as inconclusive when it shows none. */
export function versionIn(read: Recorded<Interaction>): string {
  const versionId: unknown = appointmentIn(read).meta?.versionId;
  return typeof versionId === 'string'
    ? versionId
    : inconclusive('the Appointment that was read shows no meta.versionId');
}

/** What the URL of a read or a version read names. */
export function askedFor(read: Recorded<Interaction>): { readonly id: string; readonly versionId?: string } {
  const [id = '', , versionId] = read.result.exchange.request.url
    .replace(/^.*\/Appointment\//, '')
    .split('/');
  return versionId === undefined ? { id } : { id, versionId };
}

/** A read that succeeds returns the Appointment with the id in its URL (`fhir.read.id`). */
export function expectIdAskedFor(read: Recorded<Interaction>): void {
  expectAppointmentItself(read);
  const { id } = appointmentIn(read);
  const { id: asked } = askedFor(read);
  if (id === asked) return;
  broken('a read returns an Appointment with another id than the one asked for', {
    expected: `id ${shown(asked)}`,
    actual: `id ${shown(id)}`,
  });
}

/** A read that succeeds brings the Appointment, and neither something around it nor nothing. */
export function expectAppointmentItself(read: Recorded<Interaction>): void {
  const response = answerOf(read);
  const body = bodyOf(response) as Partial<Appointment> | null | undefined;
  if (response.status !== 200 || body?.resourceType === 'Appointment') return;
  if (isLeftCoded(response)) inconclusive('the answer has a content coding that is not known here');
  broken('a read succeeds, and returns no Appointment', {
    expected: 'the Appointment that was asked for',
    actual: inShort(response),
  });
}

/** A version read returns the id and the version in its URL (`fhir.vread.version`). */
export function expectVersionAskedFor(read: Recorded<Interaction>): void {
  expectAppointmentItself(read);
  const { id, versionId } = askedFor(read);
  const { id: gotId, meta } = appointmentIn(read);
  if (gotId === id && meta?.versionId === versionId) return;
  broken('a version read returns something else than the version asked for', {
    expected: `id ${shown(id)}, version ${shown(versionId)}`,
    actual: `id ${shown(gotId)}, version ${shown(meta?.versionId)}`,
  });
}

/** For `unless`: the reason why nothing can be judged when an Appointment that exists cannot be read. */
export function unreadable(read: Recorded<Interaction>): () => string | null {
  return () => {
    const response = answerOf(read);
    const body = bodyOf(response) as Appointment | null | undefined;
    if (response.status === 200 && body?.resourceType === 'Appointment') return null;
    return `the booking itself could not be read: ${inShort(response)}`;
  };
}

/** The answer. Ends the running check as inconclusive when it says that the interaction is not served, or not to us. */
export function servedAnswerOf(recorded: Recorded<Interaction>): ReceivedResponse {
  const response = answerOf(recorded);
  if (NOT_SERVED.includes(response.status)) inconclusive(`it is not served to us: ${inShort(response)}`);
  return response;
}

/**
 * A version id that an Appointment never had, in the style of one that it has: a server that numbers its versions may
 * say of a word that it is no version at all.
 */
export function neverGivenVersion(versionId: string): string {
  return /^\d{1,60}$/.test(versionId) ? String(BigInt(versionId) + 1_000n) : randomUUID();
}

/** An update that must be refused, with what shows that it was refused for the reason that the case is about. */
export interface RefusedUpdate {
  readonly sent: Recorded<Interaction>;
  /** The Appointment as it was read before and after. */
  readonly before: Recorded<Interaction>;
  readonly after: Recorded<Interaction>;
  /** The cancellation that followed, in which nothing was wrong. */
  readonly cancelled: Recorded<Interaction>;
}

/**
 * The update was refused and left the Appointment as it was; gives the refusal. Ends the running check as inconclusive
 * when the target takes no update at all, since then it may have refused this one for the same reason; what was changed
 * all the same tells even then.
 */
export function expectUpdateRefused({ sent, before, after, cancelled }: RefusedUpdate): ReceivedResponse {
  const response = answerOf(sent);
  if (isSuccess(response.status)) {
    broken('accepts an update that it must refuse', { expected: 'a refusal', actual: inShort(response) });
  }
  const [then, now] = [appointmentIn(before), appointmentIn(after)].map(
    ({ status, meta }) => `status ${shown(status)}, version ${shown(meta?.versionId)}`,
  ) as [string, string];
  if (then !== now) {
    broken('refuses an update, and changes the Appointment all the same', { expected: then, actual: now });
  }
  const right = answerOf(cancelled);
  if (!isSuccess(right.status)) {
    inconclusive(`an update in which nothing is wrong is not accepted either: ${inShort(right)}`);
  }
  return response;
}
