import type { Appointment, DocumentReference, Patient, Reference } from 'fhir/r3';
import { instantOf } from '../../lib/fhir/instant';
import { allContainedIn, containedIn } from './created';
import { shown } from './shown';

/** Something that was submitted and does not come back. */
export interface Loss {
  /** Where it stood in what was sent, such as `Patient.name[0].given`. */
  readonly path: string;
  readonly sent: string;
  /** What is there instead. */
  readonly got: string;
}

/** What a server sets, generates or completes by itself, in each resource. */
const FOR_THE_SERVER: readonly string[] = ['id', 'meta', 'text', 'language', 'identifier'];

/**
 * What of a booking a server did not keep, or null: of description, participants, supporting information, and of the
 * contained Patient and DocumentReference. The order of lists does not matter, nor what the server adds; a reference is
 * kept when it still leads to the same kind of resource, wherever that is held now.
 */
export function lossOf(sent: Appointment, got: Appointment): Loss | null {
  const kinds: Kinds = { sent: kindsIn(sent), got: kindsIn(got) };
  const { description, participant, supportingInformation } = sent;
  return (
    lossIn({ description, participant, supportingInformation }, got, 'Appointment', kinds) ??
    lossOfContained<Patient>(sent, got, 'Patient', kinds) ??
    lossOfContained<DocumentReference>(sent, got, 'DocumentReference', kinds)
  );
}

function lossOfContained<T extends Patient | DocumentReference>(
  sent: Appointment,
  got: Appointment,
  type: T['resourceType'],
  kinds: Kinds,
): Loss | null {
  const ours = containedIn<T>(sent, type);
  if (!ours) return null;
  const content = Object.entries(ours).filter(([element]) => !FOR_THE_SERVER.includes(element));
  // A server may add a resource of the same type, before or behind the one that was sent.
  const [first, ...others] = allContainedIn<T>(got, type);
  const losses = [first, ...others].map((one) => lossIn(Object.fromEntries(content), one, type, kinds));
  return losses.includes(null) ? null : (losses[0] as Loss);
}

/** Types of the contained resources of either Appointment, by their ids. */
interface Kinds {
  readonly sent: ReadonlyMap<string, string>;
  readonly got: ReadonlyMap<string, string>;
}

function kindsIn(appointment: Appointment): Map<string, string> {
  const contained: unknown[] = Array.isArray(appointment.contained) ? appointment.contained : [];
  return new Map(
    contained.flatMap((resource) => {
      const { id, resourceType } = (resource ?? {}) as { id?: unknown; resourceType?: unknown };
      if (typeof id !== 'string' || typeof resourceType !== 'string') return [];
      // Some servers write the sign of a reference into the id itself.
      return [[id.replace(/^#/, ''), resourceType]];
    }),
  );
}

function lossIn(sent: unknown, got: unknown, path: string, kinds: Kinds): Loss | null {
  if (sent === undefined) return null;
  if (Array.isArray(sent)) return lossInList(sent, Array.isArray(got) ? got : [], path, kinds);
  if (!isObject(sent)) return sameValue(sent, got) ? null : { path, sent: shown(sent), got: shown(got) };
  if (!isObject(got)) return { path, sent: shown(sent), got: shown(got) };
  for (const [element, value] of Object.entries(sent)) {
    if (element === 'reference' && keepsReference(sent, got, kinds)) continue;
    const loss = lossIn(value, got[element], `${path}.${element}`, kinds);
    if (loss) return loss;
  }
  return null;
}

/** Every item that was sent is among those that came back; of a single one, tells what of it is lost. */
function lossInList(
  sent: readonly unknown[],
  got: readonly unknown[],
  path: string,
  kinds: Kinds,
): Loss | null {
  for (const [index, item] of sent.entries()) {
    const losses = got.map((candidate) => lossIn(item, candidate, `${path}[${index}]`, kinds));
    if (losses.some((loss) => loss === null)) continue;
    const only = losses.length === 1 ? losses[0] : undefined;
    return only ?? { path: `${path}[${index}]`, sent: shown(item), got: shown(got) };
  }
  return null;
}

/** Both lead to a resource of one type; of a reference to elsewhere, the type is all that can be told. */
function keepsReference(sent: Reference, got: Reference, kinds: Kinds): boolean {
  const wanted = kindOf(sent.reference, kinds.sent);
  return wanted !== null && wanted === kindOf(got.reference, kinds.got);
}

function kindOf(reference: unknown, kinds: ReadonlyMap<string, string>): string | null {
  if (typeof reference !== 'string') return null;
  if (reference.startsWith('#')) return kinds.get(reference.slice(1)) ?? null;
  return /(?:^|\/)([A-Z][A-Za-z]+)\/[^/]+(?:\/_history\/[^/]+)?$/.exec(reference)?.[1] ?? null;
}

/**
 * The same value; of times, the same moment in whatever zone, to the second: FHIR has no need of fractions
 * (http://hl7.org/fhir/STU3/datatypes.html#dateTime), and many databases keep none.
 */
function sameValue(sent: unknown, got: unknown): boolean {
  if (sent === got) return true;
  const [one, other] = [instantOf(sent), instantOf(got)];
  return one !== null && other !== null && Math.abs(one - other) < SECOND_MS;
}

const SECOND_MS = 1_000;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
