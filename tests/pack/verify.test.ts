import { sign } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Verification, verifyPack } from '../../lib/pack';
import { filesIn } from '../../lib/pack/folder-files';
import { fingerprintOf } from '../../lib/pack/keys';
import type { Manifest } from '../../lib/pack/manifest';
import type { JudgedAgain } from '../../lib/runner/judge-again';
import { startProvider } from '../../provider';
import { conformanceRun, removeOutputs } from '../support/command';
import {
  ATTESTED,
  asRecorded,
  copyOf,
  edit,
  newKeys,
  packOf,
  remakeManifest,
  unpacked,
} from '../support/packs';

/** What is done to a pack after it was made is found, and what was not done is not told. */

jest.setTimeout(300_000);
afterAll(removeOutputs);

const keys = newKeys();
/** An unpacked pack that is signed and attested, and one that is neither. */
let signed: string;
let plain: string;

beforeAll(async () => {
  const provider = await startProvider({ faults: ['profile-400'] });
  const selection = [
    ...['--only', 'book.created.status', '--only', 'book.profile.status'],
    ...['--case', 'Booking a free slot', '--case', 'Booking with the status pending'],
  ];
  const run = await conformanceRun(selection, provider.env);
  await provider.close();
  signed = await unpacked((await packOf(run.out, { key: keys.privateKey, attested: ATTESTED })).file);
  plain = await unpacked((await packOf(run.out)).file);
});

const verify = (root: string, key = keys.publicKey): Promise<Verification> =>
  verifyPack(root, { key, judgeAgain: asRecorded });
const withoutKey = (root: string): Promise<Verification> =>
  verifyPack(root, { key: null, judgeAgain: asRecorded });

test('A pack that nobody touched is good', async () => {
  const { good, problems, files, signature, reports, verdict, attested, run } = await verify(signed);
  expect(problems).toEqual([]);
  expect(good).toBe(true);
  expect(files).toMatchObject({ changed: [], missing: [], added: [] });
  expect(files?.listed).toBe(filesIn(signed).length - 2);
  expect(signature).toMatchObject({ state: 'good', keyGiven: true });
  expect(reports).toMatchObject({ state: 'same', different: [], missing: [] });
  expect(reports.notCompared).toEqual(['reports/allure-report/index.html']);
  expect(verdict).toMatchObject({ state: 'follows', reported: run?.verdict, byEvidence: run?.verdict });
  expect(attested).toEqual(ATTESTED);
});

test('One changed byte is found in every file, and the file is named', async () => {
  const root = copyOf(signed);
  const paths = filesIn(root);
  expect(paths).toEqual(
    expect.arrayContaining(['manifest.json', 'manifest.sig', 'manifest.pub.pem', 'attestation.html']),
  );
  expect(paths.filter((path) => path.startsWith('reports/')).length).toBeGreaterThan(10);
  for (const path of paths) {
    const file = join(root, path);
    const bytes = readFileSync(file);
    for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      writeFileSync(file, changed);
      const { good, problems } = await verify(root);
      expect({ path, at, good }).toEqual({ path, at, good: false });
      expect(problems.filter((problem) => problem.includes(path))).not.toEqual([]);
    }
    writeFileSync(file, bytes);
  }
  expect(await verify(root)).toMatchObject({ good: true });
});

test('A file that is taken away is named, whichever it is', async () => {
  const root = copyOf(signed);
  for (const path of filesIn(root).filter((each) => !each.includes('allure-results'))) {
    const file = join(root, path);
    renameSync(file, `${root}-aside`);
    const { good, problems } = await verify(root);
    expect({ path, good }).toEqual({ path, good: false });
    expect(problems.filter((problem) => problem.includes(path))).not.toEqual([]);
    renameSync(`${root}-aside`, file);
  }
});

test('A file that is added is named, and one that is renamed twice', async () => {
  const root = copyOf(signed);
  writeFileSync(join(root, 'reports', 'letter.html'), 'all is well');
  writeFileSync(join(root, 'notes.txt'), 'all is well');
  renameSync(join(root, 'reports', 'conformance.html'), join(root, 'reports', 'report.html'));
  const { files, good } = await verify(root);
  expect(good).toBe(false);
  expect(files).toMatchObject({
    changed: [],
    added: ['notes.txt', 'reports/letter.html', 'reports/report.html'],
    missing: ['reports/conformance.html'],
  });
});

describe('The signature', () => {
  test('is not that of a key other than the one that is given', async () => {
    const { good, signature } = await verify(signed, newKeys().publicKey);
    expect(good).toBe(false);
    expect(signature.state).toBe('bad');
    expect(signature.why).toMatch(
      /not signed by the key that was given; the key in the pack is another one, sha256:[0-9a-f]{64}/,
    );
  });

  test('of the key in the pack is good, and it is said that this proves nothing about who signed', async () => {
    const { good, signature } = await withoutKey(signed);
    expect(good).toBe(true);
    expect(signature).toMatchObject({ state: 'good', keyGiven: false });
    expect(signature.why).toContain('proves nothing about who signed');
  });

  test('does not fit a manifest that was made anew', async () => {
    const root = copyOf(signed);
    edit(root, 'attestation.json', 'integration', 'production');
    await remakeManifest(root);
    for (const { good, signature } of [await verify(root), await withoutKey(root)]) {
      expect({ good, state: signature.state }).toEqual({ good: false, state: 'bad' });
      expect(signature.why).toContain('manifest.json or manifest.sig was changed after it was signed');
    }
  });

  test('of somebody else is found by the key, also where all was signed anew', async () => {
    const root = copyOf(signed);
    const thief = newKeys();
    const fingerprint = fingerprintOf(thief.publicKey);
    writeFileSync(join(root, 'manifest.pub.pem'), thief.publicKey.export({ type: 'spki', format: 'pem' }));
    await remakeManifest(root, { signedBy: { algorithm: 'Ed25519', fingerprint } });
    const manifest = readFileSync(join(root, 'manifest.json'));
    writeFileSync(join(root, 'manifest.sig'), sign(null, manifest, thief.privateKey));
    expect((await withoutKey(root)).signature.state).toBe('good');
    expect(await verify(root)).toMatchObject({ good: false, signature: { state: 'bad' } });
  });

  test('cannot just be taken away', async () => {
    const root = copyOf(signed);
    rmSync(join(root, 'manifest.sig'));
    expect((await withoutKey(root)).signature).toMatchObject({
      state: 'bad',
      why: 'manifest.sig is missing.',
    });
    rmSync(join(root, 'manifest.pub.pem'));
    expect((await withoutKey(root)).signature.state).toBe('bad');
    await remakeManifest(root, { signedBy: null });
    expect((await withoutKey(root)).signature.state).toBe('none');
    expect(await verify(root)).toMatchObject({ good: false, signature: { state: 'bad' } });
  });

  test('is missed where a key is given, and only told where none is', async () => {
    expect(await verify(plain)).toMatchObject({ good: false, signature: { state: 'bad' } });
    const { good, signature } = await withoutKey(plain);
    expect({ good, state: signature.state }).toEqual({ good: true, state: 'none' });
    expect(signature.why).toContain('whoever had it could change it');
  });
});

describe('What the record does not give is found, also where the manifest was made anew:', () => {
  const ALLURE_RESULT = /allure-results\/[\w-]+-result\.json$/;
  const TAMPERED: ReadonlyArray<readonly [what: string, path: string | RegExp, from: RegExp, to: string]> = [
    ['the verdict', 'reports/conformance.json', /"verdict": "non-conformant"/, '"verdict": "conformant"'],
    ['a verdict on the page', 'reports/conformance.html', /Not conformant/, 'Conformant'],
    ['a result of Allure', ALLURE_RESULT, /"status":"\w+"/, '"status":"unknown"'],
    ['a setting', 'settings.json', /"RACE_REQUESTS": "10"/, '"RACE_REQUESTS": "50"'],
    ['a version', 'versions.json', /"node": "v/, '"node": "w'],
    [
      'the verdict that is attested',
      'attestation.json',
      /"verdict": "NON-CONFORMANT"/,
      '"verdict": "CONFORMANT"',
    ],
    ['the page of the attestation', 'attestation.html', /Nobody attests/, 'The NHS attests'],
  ];

  test.each(TAMPERED)('%s', async (_, file, from, to) => {
    const root = copyOf(plain);
    const paths = filesIn(root).filter((path) =>
      typeof file === 'string' ? path === file : file.test(path),
    );
    const path = paths.find((each) => from.test(readFileSync(join(root, each), 'utf8'))) as string;
    edit(root, path, from, to);
    await remakeManifest(root);
    const { good, files, reports, problems } = await withoutKey(root);
    expect(files).toMatchObject({ changed: [], missing: [], added: [] });
    expect({ good, state: reports.state }).toEqual({ good: false, state: 'different' });
    expect(reports.different).toContain(path);
    expect(problems.join()).toContain(`${path} does not say what the record of the run gives`);
  });

  test('an attachment of Allure, by the result that shows it', async () => {
    const root = copyOf(plain);
    const isBooked = (path: string): boolean =>
      path.includes('-attachment.') && readFileSync(join(root, path), 'utf8').includes('"status":201');
    const path = filesIn(root).find(isBooked) as string;
    edit(root, path, '"status":201', '"status":200');
    await remakeManifest(root);
    const { reports } = await withoutKey(root);
    expect(reports.different).toHaveLength(1);
    expect(readFileSync(join(root, String(reports.different[0])), 'utf8')).toContain(basename(path));
  });

  test('the verdict, in all of its places', async () => {
    const root = copyOf(plain);
    edit(root, 'reports/conformance.json', /"verdict": "non-conformant"/, '"verdict": "conformant"');
    const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')) as Manifest;
    await remakeManifest(root, { run: { ...manifest.run, verdict: 'conformant' } });
    const { verdict, problems } = await withoutKey(root);
    expect(verdict.reported).toBe('conformant');
    expect(problems).toContainEqual(
      `The verdict is told as conformant, and by the checks of the journal it is ${verdict.byChecks}.`,
    );
    expect(problems).toContainEqual(
      expect.stringContaining('manifest.json tells of another run, or of another verdict'),
    );
  });

  test('a file that no run leaves', async () => {
    const root = copyOf(plain);
    for (const path of ['reports/letter.html', 'reports/allure-results/x-attachment.txt', 'letter.html'])
      writeFileSync(join(root, path), 'all is well');
    await remakeManifest(root);
    const { reports } = await withoutKey(root);
    expect([...reports.different].sort()).toEqual([
      'letter.html',
      'reports/allure-results/x-attachment.txt',
      'reports/letter.html',
    ]);
  });

  test('a check that is gone from the journal', async () => {
    const root = copyOf(plain);
    edit(root, 'reports/journal.ndjson', /\n\{"kind":"check".*/, '');
    await remakeManifest(root);
    const { good, reports } = await withoutKey(root);
    expect({ good, state: reports.state }).toEqual({ good: false, state: 'different' });
    expect(reports.different).toContain('reports/conformance.json');
  });
});

describe('What this version of the suite cannot tell is not called good:', () => {
  test.each<readonly [what: string, from: RegExp, to: string, why: RegExp]>([
    [
      'a run of another rulebook',
      /"nhs-booking-2\.0\.4\/\d+"/,
      '"nhs-booking-9.9.9/1"',
      /Make the reports with the version that made the run/,
    ],
    ['a journal without a beginning', /^.*\n/, '', /no journal of a run in it that can be read/],
    [
      'rules that nobody knows',
      /"book\.created\.status"/g,
      '"book.created.nothing"',
      /record of the run cannot be read: .*book\.created\.nothing/,
    ],
  ])('%s', async (_, from, to, why) => {
    const root = copyOf(plain);
    edit(root, 'reports/journal.ndjson', from, to);
    await remakeManifest(root);
    const { good, reports, problems } = await withoutKey(root);
    expect({ good, state: reports.state }).toEqual({ good: false, state: 'unknown' });
    expect(reports.why).toMatch(why);
    expect(problems).toContain(reports.why);
  });

  test('a record with a line that is none', async () => {
    const root = copyOf(plain);
    edit(root, 'reports/journal.ndjson', /\n\{"kind":"check"/, '\n{"kind":"chuck"');
    await remakeManifest(root);
    const { good, problems } = await withoutKey(root);
    expect(good).toBe(false);
    expect(problems.join()).toMatch(
      /The record of the run is damaged: line \d+ of journal\.ndjson is no entry/,
    );
  });
});

test.each([
  ['no JSON', 'x', 'manifest.json is no JSON.'],
  ['something else', '{"files":[]}', 'manifest.json is no manifest: it must have required property'],
  ['of a later version', '{"schemaVersion":2,"run":{}}', 'manifest.json is no manifest'],
])(
  'A manifest that is %s is told as that, and what can be judged all the same is',
  async (_, text, problem) => {
    const root = copyOf(plain);
    writeFileSync(join(root, 'manifest.json'), text);
    const { good, files, reports, problems } = await withoutKey(root);
    expect({ good, files, state: reports.state }).toEqual({ good: false, files: null, state: 'same' });
    expect(problems.join()).toContain(problem);
  },
);

describe('The verdict', () => {
  const judgedAgain = (more: Partial<JudgedAgain>): Promise<Verification> =>
    verifyPack(plain, {
      key: null,
      judgeAgain: async (folder) => ({ ...(await asRecorded(folder)), ...more }),
    });
  const check = { rule: 'book.profile.status', case: 'Booking with the status pending' };

  test('is not good where judging the evidence again comes to something else', async () => {
    const { good, verdict, problems } = await judgedAgain({
      differences: [{ ...check, recorded: 'pass', again: 'fail', why: 'status 400' }],
      verdict: { recorded: 'conformant', again: 'non-conformant' },
    });
    expect({ good, state: verdict.state }).toEqual({ good: false, state: 'contradicted' });
    expect(problems).toEqual([
      'book.profile.status in “Booking with the status pending”: the journal says pass, and the evidence gives fail (status 400).',
    ]);
  });

  test.each([
    ['the journal lacks', { recorded: null, again: 'fail' as const }, 'the journal has no such check'],
    ['the evidence lacks', { recorded: 'pass' as const, again: null }, 'the evidence gives no such check'],
  ])('is not good where %s a check', async (_, outcomes, told) => {
    const { good, problems } = await judgedAgain({ differences: [{ ...check, ...outcomes, why: null }] });
    expect(good).toBe(false);
    expect(problems.join()).toContain(told);
  });

  test('is not good where the evidence contradicts itself', async () => {
    const { good, problems } = await judgedAgain({ problems: ['exchange x0001 is missing'] });
    expect({ good, problems }).toEqual({
      good: false,
      problems: ['The evidence contradicts itself: exchange x0001 is missing'],
    });
  });

  test('holds as far as the evidence shows it, where some of it cannot be judged again', async () => {
    const { good, verdict } = await judgedAgain({
      notJudged: [{ ...check, reason: 'the token is redacted' }],
    });
    expect({ good, state: verdict.state }).toEqual({ good: true, state: 'partly' });
  });

  test('of a run that came to no check follows from that', async () => {
    expect(await judgedAgain({ judged: 0, same: 0 })).toMatchObject({
      good: true,
      verdict: { state: 'follows' },
    });
  });

  test('is not known where nothing could be judged again, or judging ends otherwise', async () => {
    const reason = 'it was recorded by another version';
    const none = await judgedAgain({ judged: 0, same: 0, notJudged: [{ ...check, reason }] });
    expect(none).toMatchObject({ good: false, verdict: { state: 'unknown', byEvidence: null } });
    expect(none.problems).toEqual([`Nothing could be judged again: ${reason}.`]);
    const crashed = await verifyPack(plain, {
      key: null,
      judgeAgain: () => Promise.reject(new Error('no such case')),
    });
    expect(crashed.problems).toEqual(['The evidence cannot be judged again: no such case.']);
  });

  test('is not excused by masks that the run did not put on', async () => {
    const root = copyOf(plain);
    edit(root, 'reports/exchanges.ndjson', '"complete":true', '"masked":true,"complete":true');
    await remakeManifest(root);
    const { good, problems } = await withoutKey(root);
    expect(good).toBe(false);
    expect(problems.join()).toContain('1 exchange is marked as masked, and the run masked nothing');
  });
});
