import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SettingsError } from '../target';
import { lockFolder } from './folder-lock';
import { LANES_FOLDER } from './lane';
import { type RecordFiles, recordFilesIn } from './recorder';
import { runEntryOf } from './result';
import { ledgerOf, readRunRecord, type StoredRecord } from './run-record';

/** Where a run writes what it leaves. */
export interface OutputFolder extends RecordFiles {
  readonly root: string;
  readonly allureResults: string;
  /** Where the record of an earlier run was put that left bookings behind; null when none did. */
  readonly unfinished: string | null;
  /** Lets other runs in again. */
  readonly release: () => void;
}

/** What a run notes while it goes on. */
export const RECORD = ['journal.ndjson', 'exchanges.ndjson', LANES_FOLDER];
/** What reports are made of it; the history of Allure's page is of all runs, and stays. */
export const REPORTS = [
  'conformance.json',
  'conformance.schema.json',
  'conformance.html',
  'junit.xml',
  'traceability.csv',
  'exchanges.har',
  'badge.svg',
  'earl.jsonld',
  'testreport.json',
  'allure-results',
  'allure-report',
];
/** What is handed in of both, where no other place is named. */
export const PACK = 'conformance-pack.zip';
/** Where the records of runs are kept whose bookings are not all cancelled. */
export const UNFINISHED = 'unfinished';

/**
 * Makes the folder ready for a new run, and keeps others out: what an earlier run left there is removed first, so that a
 * run that dies cannot be mistaken for its predecessor. Nothing else in the folder is touched. Where bookings of the
 * earlier run may still be in the diary, its record is kept aside, since nothing else knows of them.
 *
 * @param as the name by which the user gave the folder
 * @throws SettingsError when it is a file; FolderInUse when another run writes there; Error with a plain sentence when
 *   it cannot be written
 */
export async function prepareOutputFolder(dir: string, as: string): Promise<OutputFolder> {
  const root = resolve(dir);
  if (existsSync(root) && !statSync(root).isDirectory())
    throw new SettingsError([`  ${as}: ${dir}\n    is a file; name a folder, which need not exist`]);
  return writing(root, async () => {
    makeFolder(root);
    accessSync(root, constants.W_OK);
    const files = recordFilesIn(root);
    const allureResults = join(root, 'allure-results');
    if (existsSync(allureResults) && !existsSync(files.journal))
      throw new Error('it holds allure-results of something else; choose another folder with --out');
    const release = await lockFolder(root);
    try {
      const unfinished = keepUnfinished(root);
      for (const name of [...RECORD, ...REPORTS, PACK])
        rmSync(join(root, name), { recursive: true, force: true });
      writeFileSync(files.journal, '');
      writeFileSync(files.exchanges, '');
      return { root, allureResults, ...files, unfinished, release };
    } catch (error) {
      release();
      throw error;
    }
  });
}

/**
 * Does something that writes in the folder of the reports.
 *
 * @throws Error with a plain sentence when the file system refuses it
 */
export async function writing<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'FolderInUse') throw error;
    throw new Error(`The reports cannot be written to ${root}: ${(error as Error).message}`);
  }
}

/** Makes a folder level by level: left to make all at once, Node never ends in some file systems, such as /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Keeps the record of an earlier run aside when it shows bookings that may still be there; gives where. */
function keepUnfinished(root: string): string | null {
  const record = readRunRecord(root);
  if (!record || !mayHaveLeftovers(record)) return null;
  const folder = freeName(join(root, UNFINISHED, runEntryOf(record.entries)?.id ?? 'unknown'));
  makeFolder(folder);
  for (const name of RECORD) {
    if (existsSync(join(root, name))) renameSync(join(root, name), join(folder, name));
  }
  return folder;
}

/** Whether bookings of a run are, or may be, still in a diary. */
export function mayHaveLeftovers(record: StoredRecord | null): boolean {
  if (!record) return false;
  const run = runEntryOf(record.entries);
  // What the embedded provider had in its diary went with it.
  if (run?.target.embedded) return false;
  // A line that cannot be read may be that of a booking.
  const isDamaged = run !== undefined && record.damage.length > 0;
  return isDamaged || ledgerOf(record).leftBehind.length > 0;
}

/** The path, or where there is such a folder already, the path with a number. */
function freeName(path: string): string {
  if (!existsSync(path)) return path;
  for (let number = 2; ; number++) {
    const name = join(dirname(path), `${basename(path)}-${number}`);
    if (!existsSync(name)) return name;
  }
}
