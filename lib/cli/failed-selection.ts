import { failuresOf, printable, readResult, type StoredResult, UnreadableResult } from '../report';
import { selectRules } from '../rules';
import { SETTINGS, type Written, type WrittenSettings } from '../target';
import { namesCase } from '../verdict';
import { UsageError } from './usage-error';

/**
 * The settings of a run of what failed in an earlier one: its rules, on the cases in which one of them failed. Where ONLY
 * or CASES are set as well, only what they name of it.
 *
 * @returns the settings as they are, when FAILED_FROM (--failed) is not set
 * @throws UsageError when there is no such result, or nothing in it failed: a run of nothing must not be a success
 */
export function onlyFailed(written: WrittenSettings): WrittenSettings {
  const { FAILED_FROM: from } = written;
  if (!from) return written;
  // Without a value, the option means the last result.
  const path = from.value || (written.REPORTS_DIR?.value ?? SETTINGS.REPORTS_DIR.default);
  const { file, result } = resultAt(path, from);
  const failed = failuresOf(result).flatMap(({ rule, checks }) =>
    checks.map((check) => ({ rule: rule.id, case: check.case })),
  );
  if (failed.length === 0) throw new UsageError(nothingFailed(file, result));
  const chosen = failed.filter((each) => isChosen(each, written));
  if (chosen.length === 0)
    throw new UsageError(
      `${from.as}: of the ${failed.length} failures in ${printable(file)}, --only and --case (ONLY, CASES) leave none. Leave them out, or name what failed.`,
    );
  const as = `${from.as} ${file}`;
  const rules = [...new Set(chosen.map(({ rule }) => rule))];
  const cases = casesOf(chosen);
  const selected: WrittenSettings = { ...written, ONLY: { value: rules.join(','), as } };
  delete selected.CASES;
  if (cases !== null) selected.CASES = { value: cases.join(SETTINGS.CASES.separator), as };
  return selected;
}

interface Failed {
  readonly rule: string;
  readonly case: string;
}

function resultAt(path: string, { as }: Written): { readonly file: string; readonly result: StoredResult } {
  try {
    return readResult(path);
  } catch (error) {
    if (!(error instanceof UnreadableResult)) throw error;
    throw new UsageError(
      `${as}: ${printable(path)} ${printable(error.message, 1_000)}. Run once without --failed, or name the result of another run: --failed reports/conformance.json`,
    );
  }
}

function nothingFailed(file: string, { verdict }: StoredResult): string {
  const why = verdict === 'incomplete' ? ', though not all could be judged' : '';
  return `Nothing failed in the last run (${printable(file)}: ${verdict}${why}), so there is nothing to run again, and nothing was tested. Run without --failed.`;
}

function isChosen({ rule, case: name }: Failed, { ONLY, CASES }: WrittenSettings): boolean {
  const selectors = listed(ONLY, ',');
  const patterns = listed(CASES, SETTINGS.CASES.separator);
  return (
    (selectors.length === 0 ||
      selectors.some((selector) => selectRules(selector).some(({ id }) => id === rule))) &&
    (patterns.length === 0 || patterns.some((pattern) => namesCase(pattern, name)))
  );
}

const listed = (written: Written | undefined, separator: string): string[] =>
  (written?.value ?? '')
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);

/**
 * The cases to select; null for all of them: what is sent for the sake of many cases has a name in parentheses, and
 * cannot be sent alone.
 */
function casesOf(failed: readonly Failed[]): string[] | null {
  const rules = [...new Set(failed.map(({ rule }) => rule))];
  const isNamed = (each: Failed): boolean => !each.case.startsWith('(');
  const haveCase = rules.every((rule) => failed.some((each) => each.rule === rule && isNamed(each)));
  return haveCase ? [...new Set(failed.filter(isNamed).map((each) => each.case))] : null;
}
