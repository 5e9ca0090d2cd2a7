import { cutText } from '../../lib/http/ellipsis';

/** As much of a value as a reader needs. */
const LONGEST = 300;

/** A value of an answer as messages show it, in JSON, cut where it is long; whatever it is, it can be shown. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return cutText(JSON.stringify(value), LONGEST);
  } catch {
    return 'something nested too deeply to be shown';
  }
}
