import { isObject, type JsonObject, listOf } from '../json';
import type { ValueSet } from './model';

/**
 * Whether a coded value has a code of a value set: a code one of any of its systems; a Coding, or one of the codings of
 * a CodeableConcept, a code of the system that it names.
 */
export function isInValueSet(value: unknown, valueSet: ValueSet): boolean {
  if (typeof value === 'string') return [...valueSet.values()].some((codes) => codes.has(value));
  return codingsOf(value).some(({ system, code }) => {
    return typeof system === 'string' && typeof code === 'string' && valueSet.get(system)?.has(code) === true;
  });
}

function codingsOf(value: unknown): readonly JsonObject[] {
  if (!isObject(value)) return [];
  const isCoding = value.coding === undefined && value.code !== undefined;
  return isCoding ? [value] : listOf(value.coding).filter(isObject);
}
