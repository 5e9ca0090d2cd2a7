import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of Allure's results within the reports of a run. */
export const ALLURE_RESULTS = 'allure-results';

const RESULT = '-result.json';
const ATTACHMENT = '-attachment.';

/**
 * Which of these Allure results are not among those that were made again. They are compared by what they say: Allure gives
 * each result, and each attachment, a name of its own whenever it is written.
 *
 * @param files paths below `folder`
 * @param fresh the folder below which the results were made again
 */
export function differingResults(
  folder: string,
  files: readonly string[],
  fresh: string,
): { readonly different: readonly string[]; readonly missing: readonly string[] } {
  const unmatched = new Map<string, number>();
  const names = existsSync(join(fresh, ALLURE_RESULTS)) ? readdirSync(join(fresh, ALLURE_RESULTS)) : [];
  const expected = names.map((name) => `${ALLURE_RESULTS}/${name}`).filter((path) => !isAttachment(path));
  for (const path of expected) {
    const said = saidBy(fresh, path).said;
    unmatched.set(said, (unmatched.get(said) ?? 0) + 1);
  }
  const different: string[] = [];
  const attached = new Set<string>();
  for (const path of files.filter((each) => !isAttachment(each))) {
    const { said, attachments } = saidBy(folder, path);
    const left = unmatched.get(said) ?? 0;
    if (left === 0) different.push(path);
    else unmatched.set(said, left - 1);
    for (const attachment of attachments) attached.add(attachment);
  }
  // What no result refers to shows nothing of this run.
  for (const path of files.filter(isAttachment)) if (!attached.has(path)) different.push(path);
  const lacking =
    [...unmatched.values()].reduce((sum, left) => sum + left, 0) - different.filter(isResult).length;
  return {
    different,
    missing: files.length > 0 && lacking > 0 ? [`${ALLURE_RESULTS} (${lacking} results)`] : [],
  };
}

const isResult = (path: string): boolean => path.endsWith(RESULT);
const isAttachment = (path: string): boolean => path.includes(ATTACHMENT);

interface Said {
  readonly said: string;
  /** The paths of what it attaches. */
  readonly attachments: readonly string[];
}

/** What a file says whatever it is called; one that is no result says its name and its bytes. */
function saidBy(folder: string, path: string): Said {
  const bytes = bytesOf(folder, path);
  if (bytes === null) return { said: `${path} is too large`, attachments: [] };
  return (
    (isResult(path) ? saidByResult(folder, bytes) : null) ?? {
      said: `${path} ${digest(bytes)}`,
      attachments: [],
    }
  );
}

/** What a result says, with the content of its attachments in the place of their names; null when it is none. */
function saidByResult(folder: string, bytes: Buffer): Said | null {
  const attachments: string[] = [];
  const contentOf = (name: string): string | null => {
    const path = `${ALLURE_RESULTS}/${name}`;
    if (!/^[\w.-]+$/.test(name) || !existsSync(join(folder, path))) return null;
    const attached = bytesOf(folder, path);
    if (attached === null) return null;
    attachments.push(path);
    return digest(attached);
  };
  try {
    const { uuid: _, ...result } = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    const said = JSON.stringify(result, (key, part: unknown) =>
      key === 'source' && typeof part === 'string' ? (contentOf(part) ?? part) : inOneOrder(part),
    );
    return { said, attachments };
  } catch {
    // No JSON, or nested deeper than any result.
    return null;
  }
}

/** More than any result or exchange has. */
const MOST_BYTES = 500_000_000;

/** Null for a file that is larger than any of Allure's. */
function bytesOf(folder: string, path: string): Buffer | null {
  const file = join(folder, path);
  return statSync(file).size > MOST_BYTES ? null : readFileSync(file);
}

/** An object with its members sorted: who writes a result need not write them in the order of another. */
function inOneOrder(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
