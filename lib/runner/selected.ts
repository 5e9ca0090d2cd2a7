import { type Rule, rulesFor, selectRules } from '../rules';
import type { Settings } from '../target';
import { entriesOf, type JournalEntry, type RunEntry, type UnknownCasesEntry } from '../verdict';

/**
 * The rules that the settings select, in the order of the rulebook: those that the selectors name, or without a selector
 * all; of an overlay only when it was chosen.
 */
export function selectedRules({ only, overlays }: Pick<Settings, 'only' | 'overlays'>): readonly Rule[] {
  const rules = rulesFor(overlays);
  if (only.length === 0) return rules;
  const chosen = new Set(only.flatMap((selector) => selectRules(selector)));
  return rules.filter((rule) => chosen.has(rule));
}

/**
 * Why a run that was not stopped had nothing to judge, in words for the user; null when it had, or when it is a shard:
 * then others may have.
 */
export function nothingSelected(
  { shard }: Pick<RunEntry, 'shard'>,
  entries: readonly JournalEntry[],
): string | null {
  const [unknown] = entriesOf('unknown-cases', entries);
  if (unknown) return unknownCases(unknown);
  if (shard !== undefined) return null;
  return entries.some(({ kind }) => kind === 'check' || kind === 'fault') ? null : NOTHING_SELECTED;
}

/** What to tell a user whose selection comes to nothing. */
export const NOTHING_SELECTED =
  'Nothing is selected: none of the rules (--only, ONLY) is judged on one of the cases (--case, CASES).';

/** What to tell a user who named cases that there are not. */
function unknownCases({ patterns, names }: UnknownCasesEntry): string {
  const near = patterns.map((pattern) => {
    const likely = names.filter((name) => name.toLowerCase().includes(pattern.toLowerCase().trim()));
    const meant = likely.length > 0 ? `\n    did you mean: ${likely.slice(0, 5).join('; ')}` : '';
    return `  ${pattern}\n    names no case${meant}`;
  });
  const heading = 'Of the cases that were asked for (--case, CASES, --failed), these do not exist:';
  return `${heading}\n${near.join('\n')}\nAllowed is the name of a case as a report shows it, or a glob such as "*without*".`;
}
