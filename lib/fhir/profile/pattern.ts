import { isObject } from '../json';

/**
 * Whether a value has what a pattern has (`ElementDefinition.pattern[x]`): an object each of its members, an array each
 * of its items somewhere, anything else the same value.
 */
export function hasPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return Array.isArray(value) && pattern.every((part) => value.some((item) => hasPattern(item, part)));
  }
  if (!isObject(pattern)) return value === pattern;
  return isObject(value) && Object.keys(pattern).every((name) => hasPattern(value[name], pattern[name]));
}
