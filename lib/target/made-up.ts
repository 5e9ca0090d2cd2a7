import { createHash } from 'node:crypto';
import { instantOf, readMessage } from '../fhir';

/** The family name of every made-up patient begins with it, so that nobody takes one for a person. */
export const MADE_UP_FAMILY = 'XXTESTPATIENT';

/** What every made-up booking says of itself, to begin with. */
export const MADE_UP_DESCRIPTION = 'Conformance test, not a real patient';

/**
 * By what a run is known in a diary: the beginning of its id, short enough for any list of appointments; of a run that
 * was put together, those of its parts.
 */
export function runMark(...runIds: readonly string[]): string {
  return runIds.map((id) => `run ${id.slice(0, 8)}`).join(', ');
}

/** The description of a booking that a run makes, so that whoever finds it in a diary knows where it comes from. */
export function madeUpDescription(runId: string): string {
  return `${MADE_UP_DESCRIPTION} (${runMark(runId)})`;
}

/**
 * What tells one made-up patient from another: the numbered family name, and an NHS number of the test range; or what
 * masks one of them.
 */
export const MARKS = new RegExp(`${MADE_UP_FAMILY}-\\d{5}|\\b999\\d{7}\\b|\\[masked [0-9a-f]{12}\\]`, 'g');

/** What stands in evidence for a mark, where patients are masked: still one mark is told from another by it. */
export function maskOfMark(mark: string): string {
  if (mark.startsWith('[')) return mark;
  return `[masked ${createHash('sha256').update(mark).digest('hex').slice(0, 12)}]`;
}

/** The marks in a text; those of a masked one and of the text that it was are the same. */
function marksIn(text: string): string[] {
  return (text.match(MARKS) ?? []).map(maskOfMark);
}

/** What tells the made-up patient in a request from others, to look for in a diary; null when it names none. */
export function patientIn(sent: Buffer): string | null {
  const marks = new Set(sent.toString('utf8').match(MARKS));
  return marks.size === 0 ? null : [...marks].join(' ');
}

/**
 * Whether an Appointment that the target serves is the one that was sent: it names the same made-up patient; or, where
 * it shows no patient at all, it is a made-up booking for the same time. Only then may it be changed: a target that
 * answers with the id of somebody else's booking must not make us cancel that.
 *
 * @param sent the bytes of the request
 * @param served the Appointment as it was read
 */
export function isOurs(sent: Buffer, served: object): boolean {
  const wanted = new Set(marksIn(sent.toString('utf8')));
  const shown = marksIn(JSON.stringify(served));
  if (shown.length > 0) return shown.some((mark) => wanted.has(mark));
  const { description, start } = served as { description?: unknown; start?: unknown };
  const isMadeUp = typeof description === 'string' && description.startsWith(MADE_UP_DESCRIPTION);
  const startsAt = instantOf(start);
  return isMadeUp && startsAt !== null && startsAt === instantOf(startIn(sent));
}

/** The start in what was sent; a body that was made unreadable on purpose says no time that could be compared. */
function startIn(sent: Buffer): unknown {
  return (readMessage(sent).value as { start?: unknown } | null | undefined)?.start;
}
