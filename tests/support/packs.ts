import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attested, type MadePack, makePack } from '../../lib/pack';
import { filesIn, packedFile } from '../../lib/pack/folder-files';
import { type Manifest, manifestText } from '../../lib/pack/manifest';
import { unpack } from '../../lib/pack/zip-reader';
import type { JudgedAgain } from '../../lib/runner/judge-again';
import { resultOf, runEntryOf } from '../../lib/runner/result';
import { readRunRecord, type StoredRecord } from '../../lib/runner/run-record';
import type { RunEntry } from '../../lib/verdict';
import { temporaryFolder } from './command';

/** Packs of a run, and what somebody may do to them who wants better ones. */

export const ATTESTED: Attested = {
  product: 'Booking Hub',
  productVersion: '4.2.0',
  environment: 'integration',
  signatory: 'Jo Bloggs',
  role: 'Head of Clinical Safety',
};

export interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const newKeys = (): Keys => generateKeyPairSync('ed25519');

/** Judges nothing again, and finds the outcomes of the journal: where a test is about something else. */
export async function asRecorded(folder: string): Promise<JudgedAgain> {
  const record = readRunRecord(folder) as StoredRecord;
  const { verdict } = resultOf(record, runEntryOf(record.entries) as RunEntry, record.damage);
  const nothing = { differences: [], notJudged: [], problems: [] };
  return { judged: 1, same: 1, ...nothing, verdict: { recorded: verdict, again: verdict } };
}

/** Packs what a run left, into a folder of its own. */
export function packOf(
  folder: string,
  { key = null, attested = null }: { key?: KeyObject | null; attested?: Attested | null } = {},
): Promise<MadePack> {
  return makePack(folder, { to: join(temporaryFolder(), 'pack.zip'), key, attested });
}

/** Unpacks a pack into a folder of its own. */
export async function unpacked(file: string): Promise<string> {
  const root = temporaryFolder();
  await unpack(file, root);
  return root;
}

/** A copy of an unpacked pack, to be tampered with. */
export function copyOf(root: string): string {
  const copy = temporaryFolder();
  cpSync(root, copy, { recursive: true });
  return copy;
}

/** Replaces some text of a file; the text must be there. */
export function edit(root: string, path: string, from: string | RegExp, to: string): void {
  const before = readFileSync(join(root, path), 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${path} does not have what was to be replaced`);
  writeFileSync(join(root, path), after);
}

/** Makes the manifest anew, for the files as they are now: as anybody can who has no key. */
export async function remakeManifest(root: string, more: Partial<Manifest> = {}): Promise<void> {
  const file = join(root, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const paths = filesIn(root).filter((path) => !['manifest.json', 'manifest.sig'].includes(path));
  const files = await Promise.all(paths.map((path) => packedFile(root, path)));
  writeFileSync(file, manifestText({ ...manifest, ...more, files }));
}
