/** As much of a value as a reader needs. */
const LONGEST = 300;

/** A value of an answer as messages show it, in JSON, cut where it is long; whatever it is, it can be shown. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return cut(JSON.stringify(value), LONGEST);
  } catch {
    return 'something nested too deeply to be shown';
  }
}

/** A text, cut where it is longer than so many characters; there it has an ellipsis. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
