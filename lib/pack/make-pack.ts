import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ConformanceResult, printable } from '../report';
import { RULEBOOK } from '../rules';
import { lockFolder } from '../runner/folder-lock';
import { madeElsewhere } from '../runner/make-reports';
import { PACK, RECORD, REPORTS } from '../runner/output-folder';
import { resultOf, runEntryOf } from '../runner/result';
import { readRunRecord, type StoredRecord } from '../runner/run-record';
import { suiteVersion } from '../runner/suite-version';
import type { RunEntry } from '../verdict';
import { attestationOf } from './attestation';
import type { Attested } from './attested';
import { derivedFiles } from './derived-files';
import { demandBounds, filesIn, packedFile, packedText } from './folder-files';
import { asPem, fingerprintOf } from './keys';
import { MANIFEST, PUBLIC_KEY, REPORTS_FOLDER, SIGNATURE } from './layout';
import { MANIFEST_VERSION, type Manifest, manifestText } from './manifest';
import { NoPack, NotPackable } from './refused';
import { compareReports } from './reports-again';
import { signatureOf } from './signature';
import { isZip } from './zip-reader';
import { writeZip, type ZipContent } from './zip-writer';

export interface PackOptions {
  /** Where the pack goes. An earlier one there is replaced. */
  readonly to: string;
  /** What a person says of the run; null when nobody does. */
  readonly attested: Attested | null;
  /** The private key that signs; null leaves the pack unsigned. */
  readonly key: KeyObject | null;
}

/** A pack that was made. */
export interface MadePack {
  readonly file: string;
  readonly run: Manifest['run'];
  /** How many files it has. */
  readonly files: number;
  /** How large the zip is. */
  readonly bytes: number;
  /** Of the key that signed; null when none did. */
  readonly fingerprint: string | null;
  /** What whoever hands it in should know, each a sentence. */
  readonly caveats: readonly string[];
}

/** Where a pack goes when no other place is named: among the reports of the run, until the next one. */
export const packIn = (folder: string): string => join(folder, PACK);

/**
 * Makes one zip of all that a run left in a folder, which is not changed by it. The same run, options and version of the
 * suite give the same zip, byte by byte.
 *
 * @throws NoPack when there is no run in the folder, or no zip can go where it is to go; NotPackable when the reports are
 *   not those of the run, or of another version of the suite; FolderInUse while the run goes on; RefusedPack when there is
 *   something in the folder that no run leaves; Error with a plain sentence when the pack cannot be written
 */
export async function makePack(folder: string, options: PackOptions): Promise<MadePack> {
  await demandPlaceFor(options.to);
  const release = await sayingWhy(`${printable(folder)} cannot be kept to ourselves`, () =>
    lockFolder(folder),
  );
  try {
    return await packed(folder, options);
  } finally {
    release();
  }
}

async function packed(folder: string, { to, attested, key }: PackOptions): Promise<MadePack> {
  const { record, run } = runIn(folder);
  const result = resultOf(record, run, record.damage);
  const reports = filesIn(folder, (name) => [...RECORD, ...REPORTS].includes(name));
  await demandReports(folder, reports, record, run, result);

  const fingerprint = key && fingerprintOf(createPublicKey(key));
  const texts = derivedFiles(run, result, attested, fingerprint);
  if (key) texts.set(PUBLIC_KEY, Buffer.from(asPem(createPublicKey(key))));
  const files = [...texts].map(([path, content]) => packedText(path, content));
  for (const path of reports) {
    const file = await packedFile(folder, path);
    files.push({ ...file, path: `${REPORTS_FOLDER}/${path}` });
  }
  demandBounds(
    files.length,
    files.reduce((sum, { size }) => sum + size, 0),
  );

  const manifest = manifestOf(result, fingerprint, files);
  const bytes = manifestText(manifest);
  const contents = new Map<string, ZipContent>([
    ...texts,
    ...reports.map((path) => [`${REPORTS_FOLDER}/${path}`, { file: join(folder, path) }] as const),
    [MANIFEST, bytes],
  ]);
  if (key) contents.set(SIGNATURE, signatureOf(bytes, key));
  await sayingWhy(`The pack cannot be written to ${printable(to)}`, () =>
    writeZip(to, contents, new Date(result.run.finishedAt)),
  );
  return {
    file: to,
    run: manifest.run,
    files: contents.size,
    bytes: statSync(to).size,
    fingerprint,
    caveats: attestationOf(result, attested, fingerprint).run.caveats,
  };
}

/** @throws Error that says what could not be done, and why the file system refused it */
async function sayingWhy<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new Error(`${what}: ${(error as Error).message}`);
  }
}

/** @throws NoPack when a folder is there, or a file that is no zip: it would be lost */
async function demandPlaceFor(to: string): Promise<void> {
  if (!existsSync(to)) return;
  if (statSync(to).isDirectory()) throw new NoPack(`${printable(to)} is a folder; name a file for the pack.`);
  if (!(await isZip(to)))
    throw new NoPack(`${printable(to)} is there already, and is no pack; name another file, or remove it.`);
}

/** @throws NoPack when the folder has none; NotPackable when this version of the suite cannot report on it */
function runIn(folder: string): { record: StoredRecord; run: RunEntry } {
  const record = readRunRecord(folder);
  const run = record && runEntryOf(record.entries);
  if (!record || !run)
    throw new NoPack(`There is no journal of a run in ${printable(folder)}, or it is empty or damaged.`);
  const foreign = madeElsewhere(run);
  if (foreign !== null) throw new NotPackable(foreign);
  return { record, run };
}

/** @throws NotPackable when the reports are not there, or do not say what the record says */
async function demandReports(
  folder: string,
  files: readonly string[],
  record: StoredRecord,
  run: RunEntry,
  result: ConformanceResult,
): Promise<void> {
  const mend = `They are made again by\n  booking-conformance report ${printable(folder)}`;
  if (!files.includes('conformance.json'))
    throw new NotPackable(`There are no reports of the run in ${printable(folder)}. ${mend}`);
  const { different } = await compareReports(folder, files, record, run, result);
  if (different.length === 0) return;
  throw new NotPackable(`Reports are not what the journal of the run gives: ${inShort(different)}. ${mend}`);
}

const MOST_NAMED = 5;

/** Some of the paths; all of them when they are few. */
function inShort(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  const named = paths.slice(0, MOST_NAMED).map((path) => printable(path));
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function manifestOf(
  result: ConformanceResult,
  fingerprint: string | null,
  files: Manifest['files'],
): Manifest {
  const { run, target, verdict } = result;
  return {
    schemaVersion: MANIFEST_VERSION,
    run: {
      id: run.id,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      target: target.baseUrl,
      verdict,
    },
    madeBy: { ...suiteVersion(), rulebook: RULEBOOK, node: process.version },
    signedBy: fingerprint === null ? null : { algorithm: 'Ed25519', fingerprint },
    files: [...files].sort((one, other) => (one.path < other.path ? -1 : 1)),
  };
}
