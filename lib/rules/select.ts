import type { Rule } from './rule';
import { rules } from './rulebook';

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));

/** As many suggestions as one can take in at a glance. */
const MOST_SUGGESTIONS = 3;

/** No id is nearly as long; what lies beyond cannot make a text more like one. */
const LONGEST_COMPARED = 100;

/**
 * Gives the rule with this id.
 *
 * @throws Error when there is none; its message names the id and those most like it.
 */
export function ruleById(id: string): Rule {
  const rule = byId.get(id);
  if (rule === undefined) {
    const nearest = nearestRuleIds(id);
    const hint = nearest.length > 0 ? ` Did you mean ${nearest.join(', ')}?` : '';
    throw new Error(`The rulebook has no rule "${id}".${hint}`);
  }
  return rule;
}

/**
 * Gives the rules that a selector names, in the order of the rulebook: the one rule with exactly this id; else, where
 * the selector has a `*`, those that match it from end to end (`*` standing for any characters, dots included); else
 * those whose id begins with it. Nothing matches an empty selector.
 */
export function selectRules(selector: string): Rule[] {
  const exact = byId.get(selector);
  if (exact !== undefined) return [exact];
  if (selector === '') return [];
  if (selector.includes('*')) return rules.filter((rule) => matchesGlob(rule.id, selector));
  return rules.filter((rule) => rule.id.startsWith(selector));
}

/** Gives up to three ids of rules that a mistyped text may have meant, the likeliest first; none when none comes near. */
export function nearestRuleIds(text: string): string[] {
  return nearestIds(
    text,
    rules.map(({ id }) => id),
  );
}

/** Gives, of these ids, up to three that a mistyped text may have meant, the likeliest first. */
export function nearestIds(text: string, ids: readonly string[]): string[] {
  const meant = text.trim().toLowerCase().slice(0, LONGEST_COMPARED);
  if (meant === '') return [];
  return ids
    .map((id) => ({ id, distance: id.includes(meant) ? 0 : editDistance(meant, id) }))
    .filter(({ id, distance }) => distance <= id.length / 2)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MOST_SUGGESTIONS)
    .map(({ id }) => id);
}

/**
 * Whether a text matches a glob from end to end, `*` standing for any characters. Finds the pieces between the stars one
 * after the other, each as early as possible: linear, unlike a RegExp.
 */
export function matchesGlob(id: string, glob: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return id === glob;
  if (!id.startsWith(first)) return false;

  let position = first.length;
  for (const piece of rest) {
    const found = id.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
  }
  return id.length - last.length >= position && id.endsWith(last);
}

/** Levenshtein distance: how many characters to insert, delete or replace to turn one text into the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(previous, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, at(previous, column) + 1, at(current, column - 1) + 1));
    }
    previous = current;
  }
  return at(previous, to.length);
}

function at(distances: readonly number[], column: number): number {
  return distances[column] ?? Number.POSITIVE_INFINITY;
}
