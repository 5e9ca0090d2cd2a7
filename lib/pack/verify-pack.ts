import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ConformanceResult, printable } from '../report';
import { judgeFiles } from './file-findings';
import { MANIFEST } from './layout';
import { type Manifest, readManifest } from './manifest';
import { type OpenPack, withPack } from './open-pack';
import { type Findings, problemsOf } from './problems';
import { readAttested } from './read-attested';
import { judgeRecord } from './record-findings';
import { judgeSignature } from './signature';
import { type JudgeAgain, judgeVerdict } from './verdict-findings';
import type { Verification } from './verification';

export interface VerifyOptions {
  /** The public key that must have signed; null takes that in the pack. */
  readonly key: KeyObject | null;
  /** Judges the evidence again. Given from outside, since it runs the suites in this process. */
  readonly judgeAgain: JudgeAgain;
}

/**
 * Says whether a pack is as it was made, whether its reports say what its record says, and whether the verdict follows from
 * the evidence. Asks nothing of the network, and changes nothing.
 *
 * @param path a zip, or the folder that one was unpacked to
 * @throws NoPack when there is none; RefusedPack when it is damaged, or not to be unpacked or read
 */
export function verifyPack(path: string, options: VerifyOptions): Promise<Verification> {
  return withPack(path, (pack) => verified(path, pack, options));
}

async function verified(
  path: string,
  pack: OpenPack,
  { key, judgeAgain }: VerifyOptions,
): Promise<Verification> {
  const { root, files } = pack;
  const { bytes, manifest, problem } = manifestIn(root);
  const attested = readAttested(root);
  const signature = judgeSignature(root, { bytes, manifest }, key);
  const signedBy = manifest?.signedBy?.fingerprint ?? null;
  const record = await judgeRecord(pack, { attested, signedBy });
  const findings: Findings = {
    files: manifest && (await judgeFiles(root, files, manifest)),
    signature,
    reports: record.reports,
    verdict: await judgeVerdict(root, record, judgeAgain),
  };
  const problems = [
    ...(problem === null ? [] : [problem]),
    ...problemsOf(findings),
    ...(manifest && record.result && !isOfRun(manifest, record.result)
      ? [`${MANIFEST} tells of another run, or of another verdict, than the record.`]
      : []),
    ...record.damage.map((sentence) => `The record of the run is damaged: ${sentence}.`),
  ];
  return {
    schemaVersion: 1,
    good: problems.length === 0,
    problems,
    pack: path,
    run: manifest?.run ?? null,
    attested,
    ...findings,
  };
}

/** Far more than a manifest of as many files as a pack may have. */
const MOST_MANIFEST_BYTES = 100_000_000;

interface ReadManifest {
  /** Null when it is not there. */
  readonly bytes: Buffer | null;
  /** Null when it cannot be read. */
  readonly manifest: Manifest | null;
  /** Why not. */
  readonly problem: string | null;
}

function manifestIn(root: string): ReadManifest {
  const file = join(root, MANIFEST);
  if (!existsSync(file)) return { bytes: null, manifest: null, problem: `${MANIFEST} is missing.` };
  if (statSync(file).size > MOST_MANIFEST_BYTES)
    return { bytes: null, manifest: null, problem: `${MANIFEST} is too large for what it is.` };
  const bytes = readFileSync(file);
  const read = readManifest(bytes.toString('utf8'));
  return 'problem' in read
    ? { bytes, manifest: null, problem: `${MANIFEST} ${printable(read.problem)}.` }
    : { bytes, manifest: read, problem: null };
}

function isOfRun(
  { run }: Manifest,
  { run: { id, startedAt, finishedAt }, target, verdict }: ConformanceResult,
): boolean {
  const told = [run.id, run.startedAt, run.finishedAt, run.target, run.verdict];
  const found = [id, startedAt, finishedAt, target.baseUrl, verdict];
  return told.every((text, index) => text === found[index]);
}
