import { join } from 'node:path';
import type { ConformanceResult } from '../report';
import { madeElsewhere } from '../runner/make-reports';
import { resultOf, runEntryOf } from '../runner/result';
import { readRunRecord, type StoredRecord } from '../runner/run-record';
import type { RunEntry } from '../verdict';
import type { Attested } from './attested';
import { derivedFiles } from './derived-files';
import { isSame, packedFile, packedText } from './folder-files';
import { MANIFEST, PUBLIC_KEY, REPORTS_FOLDER, SIGNATURE } from './layout';
import type { OpenPack } from './open-pack';
import { compareReports } from './reports-again';
import type { ReportFindings } from './verification';

/** What the record in a pack gives. */
export interface RecordFindings {
  readonly reports: ReportFindings;
  /** The result that follows from the checks in the journal; null when it cannot be made. */
  readonly result: ConformanceResult | null;
  /** What of the record cannot be read, each a sentence. */
  readonly damage: readonly string[];
}

/** What a person says, and with which key it was signed: all of a pack that does not follow from the record. */
export interface Said {
  readonly attested: Attested | null;
  readonly signedBy: string | null;
}

/**
 * Makes all that a pack says of its run again, of nothing but the record of the run, and compares.
 *
 * @throws Error of the file system
 */
export async function judgeRecord({ root, files }: OpenPack, said: Said): Promise<RecordFindings> {
  const folder = join(root, REPORTS_FOLDER);
  try {
    const record = readRunRecord(folder);
    const run = record && runEntryOf(record.entries);
    if (!record || !run) return unknown('There is no journal of a run in it that can be read.');
    const foreign = madeElsewhere(run);
    if (foreign !== null) return unknown(foreign);
    const result = resultOf(record, run, record.damage);
    return {
      reports: await compared(root, files, record, run, result, said),
      result,
      damage: [...record.damage, ...strangeMasks(record, run)],
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    // A journal that somebody made up may say what no run does.
    return unknown(`The record of the run cannot be read: ${(error as Error).message}.`);
  }
}

/** What is masked cannot be judged again: so nothing may be where the run did not mask it. */
function strangeMasks({ evidence }: StoredRecord, { settings }: RunEntry): string[] {
  if (settings.MASK_PATIENTS === 'true') return [];
  const masked = [...evidence.values()].filter(({ request, response }) => request.masked || response?.masked);
  if (masked.length === 0) return [];
  const which = masked.length === 1 ? '1 exchange is' : `${masked.length} exchanges are`;
  return [`${which} marked as masked, and the run masked nothing`];
}

function unknown(why: string): RecordFindings {
  const reports = { same: 0, different: [], missing: [], notCompared: [] };
  return { reports: { state: 'unknown', why, ...reports }, result: null, damage: [] };
}

async function compared(
  root: string,
  files: readonly string[],
  record: StoredRecord,
  run: RunEntry,
  result: ConformanceResult,
  { attested, signedBy }: Said,
): Promise<ReportFindings> {
  const below = `${REPORTS_FOLDER}/`;
  const reports = files.filter((path) => path.startsWith(below)).map((path) => path.slice(below.length));
  const { same, different, missing, notCompared } = await compareReports(
    join(root, REPORTS_FOLDER),
    reports,
    record,
    run,
    result,
  );
  const derived = derivedFiles(run, result, attested, signedBy);
  const otherwise: string[] = [];
  for (const [path, bytes] of derived)
    if (!files.includes(path) || !isSame(await packedFile(root, path), packedText(path, bytes)))
      otherwise.push(path);
  const ours = [...derived.keys(), MANIFEST, SIGNATURE, PUBLIC_KEY];
  const strange = files.filter((path) => !path.startsWith(below) && !ours.includes(path));
  const allDifferent = [...otherwise, ...different.map((path) => below + path), ...strange];
  return {
    state: allDifferent.length === 0 ? 'same' : 'different',
    why: null,
    same: same + derived.size - otherwise.length,
    different: allDifferent,
    missing: missing.map((path) => below + path),
    notCompared: notCompared.map((path) => below + path),
  };
}
