import type { Issue } from './issue';

/** What a layer finds: an issue without its layer. An error unless it says otherwise. */
export interface Finding extends Pick<Issue, 'code' | 'rule' | 'path' | 'message'> {
  readonly severity?: Issue['severity'];
}

/** Takes the findings of a layer. */
export type Report = (finding: Finding) => void;

/** A value as messages show it: text quoted and shortened, arrays and objects by name only. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
