import { join } from 'node:path';
import { readResult, UnreadableResult } from '../report';
import type { JudgedAgain } from '../runner/judge-again';
import type { Verdict } from '../verdict';
import { REPORTS_FOLDER } from './layout';
import type { RecordFindings } from './record-findings';
import type { VerdictFindings } from './verification';

/** Judges the exchanges again that a run recorded in a folder, without its target. */
export type JudgeAgain = (folder: string) => Promise<JudgedAgain>;

/**
 * Whether the verdict that an unpacked pack tells is that of the checks in its journal, and these are those of the evidence.
 *
 * @throws Error of the file system
 */
export async function judgeVerdict(
  root: string,
  { result, reports }: RecordFindings,
  judgeAgain: JudgeAgain,
): Promise<VerdictFindings> {
  const reported = reportedVerdict(root);
  if (result === null) return { ...NOTHING, why: reports.why, reported, byChecks: null };
  const byChecks = result.verdict;
  let again: JudgedAgain;
  try {
    again = await judgeAgain(join(root, REPORTS_FOLDER));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    // A journal that somebody made up may say what no run does.
    const why = `The evidence cannot be judged again: ${(error as Error).message}.`;
    return { ...NOTHING, why, reported, byChecks };
  }
  const { judged, same, differences, notJudged, problems, verdict } = again;
  const isContradicted =
    (reported !== null && reported !== byChecks) ||
    verdict.again !== byChecks ||
    differences.length + problems.length > 0;
  // A run that came to no check has a verdict, too.
  const isUnknown = judged === 0 && notJudged.length > 0;
  return {
    state: isContradicted ? 'contradicted' : stateOf(again),
    why: isUnknown ? `Nothing could be judged again: ${notJudged[0]?.reason}.` : null,
    reported,
    byChecks,
    byEvidence: isUnknown ? null : verdict.again,
    judged,
    same,
    differences,
    notJudged,
    contradictions: problems,
  };
}

const NOTHING = {
  state: 'unknown',
  byEvidence: null,
  judged: 0,
  same: 0,
  differences: [],
  notJudged: [],
  contradictions: [],
} as const;

function stateOf({ judged, notJudged }: JudgedAgain): VerdictFindings['state'] {
  if (notJudged.length === 0) return 'follows';
  return judged === 0 ? 'unknown' : 'partly';
}

/** The verdict as `conformance.json` says it; null when it says none that can be read. */
function reportedVerdict(root: string): Verdict | null {
  try {
    return readResult(join(root, REPORTS_FOLDER, 'conformance.json')).result.verdict;
  } catch (error) {
    if (error instanceof UnreadableResult) return null;
    throw error;
  }
}
