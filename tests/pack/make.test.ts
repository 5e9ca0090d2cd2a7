import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makePack } from '../../lib/pack';
import { filesIn } from '../../lib/pack/folder-files';
import { fingerprintOf } from '../../lib/pack/keys';
import type { Manifest } from '../../lib/pack/manifest';
import { type RunningProvider, startProvider } from '../../provider';
import { conformanceRun, removeOutputs, temporaryFolder } from '../support/command';
import { ATTESTED, copyOf, edit, newKeys, packOf, unpacked } from '../support/packs';

/** What is handed in of a run: all of it, as it is, and nothing that is not of it. */

jest.setTimeout(300_000);

let provider: RunningProvider;
let out: string;
const keys = newKeys();

const SELECTION = ['--only', 'book.created.status', '--case', 'Booking a free slot'];

beforeAll(async () => {
  provider = await startProvider();
  out = (await conformanceRun(SELECTION, provider.env)).out;
});
afterAll(async () => {
  await provider.close();
  removeOutputs();
});

const jsonIn = <T>(root: string, path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;

test('A pack has all that the run left, byte by byte, and what tells about it', async () => {
  const made = await packOf(out, { key: keys.privateKey, attested: ATTESTED });
  const root = await unpacked(made.file);
  const reports = filesIn(out, (name) => name !== 'allure-history.jsonl');
  expect(filesIn(root)).toEqual(
    [
      ...['attestation.html', 'attestation.json', 'manifest.json', 'manifest.pub.pem', 'manifest.sig'],
      ...['settings.json', 'versions.json'],
      ...reports.map((path) => `reports/${path}`),
    ].sort(),
  );
  for (const path of reports)
    expect(readFileSync(join(root, 'reports', path)).equals(readFileSync(join(out, path)))).toBe(true);
  expect(made).toMatchObject({ files: filesIn(root).length, fingerprint: fingerprintOf(keys.publicKey) });
});

test('It names what the run was made with, how it was set, and who answers for it', async () => {
  const root = await unpacked((await packOf(out, { key: keys.privateKey, attested: ATTESTED })).file);
  const { suite, run } = jsonIn<{ suite: object; run: { id: string; settings: object } }>(
    root,
    'reports/conformance.json',
  );
  const versions = jsonIn<{ suite: object; runtime: { node: string; dependencies: object } }>(
    root,
    'versions.json',
  );
  expect(versions.suite).toEqual(suite);
  expect(versions.runtime.node).toBe(process.version);
  expect(versions.runtime.dependencies).toMatchObject({
    jest: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    // Of a package that only another one needs.
    'pretty-format': expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
  expect(jsonIn(root, 'settings.json')).toEqual(run.settings);
  expect(jsonIn(root, 'attestation.json')).toMatchObject({
    attested: ATTESTED,
    run: { id: run.id, target: provider.baseUrl, verdict: expect.stringMatching(/CONFORMANT|INCOMPLETE/) },
    signedBy: fingerprintOf(keys.publicKey),
  });
  const page = readFileSync(join(root, 'attestation.html'), 'utf8');
  for (const text of [...Object.values(ATTESTED), run.id, fingerprintOf(keys.publicKey)])
    expect(page).toContain(text);
});

test('The same run and options give the same bytes', async () => {
  const one = await packOf(out, { key: keys.privateKey, attested: ATTESTED });
  const other = await packOf(copyOf(out), { key: keys.privateKey, attested: ATTESTED });
  expect(readFileSync(one.file).equals(readFileSync(other.file))).toBe(true);
});

test('What a person says is shown as text', async () => {
  const product = '<script>alert(1)</script>"&';
  const root = await unpacked((await packOf(out, { attested: { ...ATTESTED, product, role: null } })).file);
  const page = readFileSync(join(root, 'attestation.html'), 'utf8');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;');
  expect(page).not.toContain('<script');
});

test('A pack that lies among the reports is not packed again, nor what no run leaves', async () => {
  const folder = copyOf(out);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const to = join(folder, 'conformance-pack.zip');
  const first = await makePack(folder, { to, key: null, attested: null });
  const bytes = readFileSync(to);
  const second = await makePack(folder, { to, key: null, attested: null });
  expect(second).toEqual(first);
  expect(readFileSync(to).equals(bytes)).toBe(true);
  expect(filesIn(await unpacked(to)).filter((path) => /notes|zip/.test(path))).toEqual([]);
});

test('It is told what the run is less than one may take it for', async () => {
  const { caveats } = await packOf(out);
  expect(caveats).toEqual(
    expect.arrayContaining([
      expect.stringContaining('Only some cases were selected'),
      expect.stringMatching(/Only 1 of the \d+ requirements were selected/),
    ]),
  );
});

describe('No pack is made', () => {
  const refused = async (folder: string, to = join(temporaryFolder(), 'pack.zip')): Promise<string> => {
    const error = await makePack(folder, { to, key: null, attested: null }).then(
      () => new Error('a pack was made'),
      (reason: Error) => reason,
    );
    return `${error.name}: ${error.message}`;
  };

  test('of a folder without a run', async () => {
    expect(await refused(temporaryFolder())).toMatch(/^NoPack: There is no journal of a run in /);
  });

  test('of a run that still goes on', async () => {
    const folder = copyOf(out);
    // The parent of this process goes on as long as the test does.
    writeFileSync(join(folder, '.running'), JSON.stringify({ pid: process.ppid, host: hostname() }));
    expect(await refused(folder)).toMatch(/^FolderInUse: Another run writes to /);
  });

  test('of a run without reports: it is told how they are made', async () => {
    const folder = copyOf(out);
    rmSync(join(folder, 'conformance.json'));
    expect(await refused(folder)).toMatch(
      /^NotPackable: There are no reports of the run in .*\n {2}booking-conformance report /,
    );
  });

  test('with reports that are not those of the journal', async () => {
    const folder = copyOf(out);
    edit(folder, 'conformance.json', /"verdict": "[\w-]+"/, '"verdict": "non-conformant"');
    expect(await refused(folder)).toMatch(
      /^NotPackable: Reports are not what the journal of the run gives: conformance\.json\. They are made again by\n {2}booking-conformance report /,
    );
  });

  test('of a run of another rulebook', async () => {
    const folder = copyOf(out);
    edit(folder, 'journal.ndjson', /"nhs-booking-2\.0\.4\/\d+"/, '"nhs-booking-9.9.9/1"');
    expect(await refused(folder)).toMatch(
      /^NotPackable: .*Make the reports with the version that made the run/,
    );
  });

  test('of a folder with a link in it', async () => {
    const folder = copyOf(out);
    renameSync(join(folder, 'allure-report'), join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'allure-report'));
    expect(await refused(folder)).toMatch(/^RefusedPack: allure-report is a link/);
  });

  test('in the place of something else', async () => {
    const file = join(temporaryFolder(), 'letter.txt');
    writeFileSync(file, 'not to be lost');
    expect(await refused(out, file)).toMatch(/^NoPack: .*letter\.txt is there already, and is no pack/);
    expect(readFileSync(file, 'utf8')).toBe('not to be lost');
    expect(await refused(out, temporaryFolder())).toMatch(/^NoPack: .* is a folder; name a file/);
    expect(await refused(out, join(out, 'none', 'pack.zip'))).toMatch(
      /^Error: The pack cannot be written to /,
    );
  });

  test('and nothing is left behind then', async () => {
    const folder = copyOf(out);
    appendFileSync(join(folder, 'conformance.html'), 'more');
    const to = join(temporaryFolder(), 'pack.zip');
    await refused(folder, to);
    expect([existsSync(to), existsSync(`${to}.new`), existsSync(join(folder, '.running'))]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

test('The manifest lists every other file with its size, sorted, and names the run', async () => {
  const root = await unpacked((await packOf(out)).file);
  const { files, run, signedBy, madeBy } = jsonIn<Manifest>(root, 'manifest.json');
  expect(files.map(({ path }) => path)).toEqual(filesIn(root).filter((path) => path !== 'manifest.json'));
  for (const { path, size } of files) expect(readFileSync(join(root, path)).length).toBe(size);
  expect(run.id).toMatch(/^[\da-f-]{36}$/);
  expect(signedBy).toBeNull();
  expect(madeBy.node).toBe(process.version);
});
