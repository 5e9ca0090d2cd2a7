import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyPack } from '../../lib/pack';
import { removeOutputs, temporaryFolder } from '../support/command';
import { asRecorded } from '../support/packs';
import { type RawEntry, rawZip } from '../support/raw-zip';

/** Who verifies a pack unpacks what a stranger made: nothing of it comes to lie elsewhere, or to fill the disk. */

afterAll(removeOutputs);

const MANIFEST: RawEntry = { name: 'manifest.json', content: '{}' };

function written(bytes: Buffer): string {
  const file = join(temporaryFolder(), 'pack.zip');
  writeFileSync(file, bytes);
  return file;
}

/** The folders to which packs are unpacked, and that are there now. */
const unpacked = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`booking-conformance-${process.pid}-`));

async function refusal(bytes: Buffer): Promise<string> {
  const before = unpacked();
  const error = await verifyPack(written(bytes), { key: null, judgeAgain: asRecorded }).then(
    () => new Error('it was unpacked'),
    (reason: Error) => reason,
  );
  expect(unpacked().filter((name) => !before.includes(name))).toEqual([]);
  return `${error.name}: ${error.message}`;
}

const UNICODE_PATH = Buffer.from([0x75, 0x70, 5, 0, 1, 0, 0, 0, 0]);

const HOSTILE: ReadonlyArray<readonly [what: string, entries: readonly RawEntry[], sentence: RegExp]> = [
  [
    'a path that leads out',
    [{ name: '../outside.txt', content: 'x' }],
    /\.\.\/outside\.txt leads out of the pack/,
  ],
  ['one that leads out further down', [{ name: 'reports/../../x', content: 'x' }], /leads out of the pack/],
  ['one with backslashes', [{ name: 'reports\\..\\..\\x', content: 'x' }], /leads out of the pack/],
  ['an absolute path', [{ name: '/etc/passwd', content: 'x' }], /\/etc\/passwd is an absolute path/],
  ['that of a drive', [{ name: 'C:/x', content: 'x' }], /is an absolute path/],
  ['a backslash', [{ name: 'reports\\x', content: 'x' }], /is none that a pack has/],
  ['an empty part', [{ name: 'reports//x', content: 'x' }], /is none that a pack has/],
  ['a NUL', [{ name: 'reports/x\0.html', content: 'x' }], /is none that a pack has/],
  ['what steers a terminal', [{ name: 'x\u001b[2J', content: 'x' }], /x�\[2J is none that a pack has/],
  ['a name that Windows cuts', [{ name: 'manifest.json.', content: 'x' }], /is none that a pack has/],
  ['a stream of a file', [{ name: 'manifest.json:x', content: 'x' }], /is none that a pack has/],
  ['an endless name', [{ name: 'x'.repeat(5_000), content: 'x' }], /is longer than 300 characters/],
  ['a link', [{ name: 'reports', content: '/etc', mode: 0o120777 }], /reports is a link, or no file/],
  ['a device', [{ name: 'reports', mode: 0o060666 }], /is a link, or no file/],
  ['a name twice', [MANIFEST, MANIFEST], /manifest\.json is there twice/],
  [
    'names that differ by case',
    [MANIFEST, { name: 'Manifest.JSON', content: 'x' }],
    /Manifest\.JSON differs from manifest\.json by nothing but capital letters/,
  ],
  [
    'folders that differ by case',
    [
      { name: 'reports/a', content: 'x' },
      { name: 'Reports/b', content: 'x' },
    ],
    /Reports\/b differs from reports by nothing but capital letters/,
  ],
  [
    'a file in a file',
    [
      { name: 'reports', content: 'x' },
      { name: 'reports/journal.ndjson', content: 'x' },
    ],
    /is a file and a folder/,
  ],
  [
    'a file in the place of a folder',
    [
      { name: 'reports/journal.ndjson', content: 'x' },
      { name: 'REPORTS', content: 'x' },
    ],
    /is a file and a folder/,
  ],
  ['an encrypted file', [{ name: 'manifest.json', content: 'x', flags: 1 }], /manifest\.json is encrypted/],
  [
    'a strange compression',
    [{ name: 'manifest.json', content: 'x', method: 12 }],
    /in a way that no pack is/,
  ],
  ['a second name', [{ name: 'manifest.json', content: 'x', extra: UNICODE_PATH }], /has a second name/],
  ['a folder with content', [{ name: 'reports/', content: 'x', mode: 0o040755 }], /is a folder with content/],
  [
    'more than fits on a disk',
    Array.from({ length: 3 }, (_, index) => ({ name: `reports/${index}`, content: 'x', size: 2 ** 31 })),
    /more than 4294967296 bytes together/,
  ],
  [
    'less than there is: a bomb',
    [{ name: 'manifest.json', content: Buffer.alloc(5_000_000), size: 10 }],
    /damaged: manifest\.json cannot be unpacked: too many bytes in the stream/,
  ],
  [
    'more than there is',
    [{ name: 'manifest.json', content: '{}', size: 10 }],
    /damaged: manifest\.json cannot be unpacked: not enough bytes/,
  ],
];

test.each(HOSTILE)('A zip with %s is refused', async (_, entries, sentence) => {
  const told = await refusal(rawZip(entries));
  expect(told).toMatch(/^RefusedPack: /);
  expect(told).toMatch(sentence);
});

test('Nothing is written where a zip would have it', async () => {
  const name = `booking-conformance-outside-${process.pid}`;
  await refusal(rawZip([MANIFEST, { name: `../${name}`, content: 'x' }]));
  expect(existsSync(join(tmpdir(), name))).toBe(false);
});

test('A zip with more files than a run leaves is refused before any is looked at', async () => {
  const bytes = rawZip([MANIFEST]);
  // Of the end of the central directory: how many entries there are, on this disk and in all.
  for (const at of [bytes.length - 14, bytes.length - 12]) bytes.writeUInt16LE(0xffff, at);
  expect(await refusal(bytes)).toMatch(/^RefusedPack: There are more than 60000 files/);
});

test.each([1, 20, 60])('A zip that is cut off by %i bytes is refused', async (cut) => {
  const bytes = rawZip([MANIFEST, { name: 'reports/journal.ndjson', content: 'x'.repeat(100) }]);
  expect(await refusal(bytes.subarray(0, bytes.length - cut))).toMatch(/^RefusedPack: The zip is damaged/);
});

test('No byte of a small zip can be changed so that verifying ends otherwise than by a word on it', async () => {
  const bytes = rawZip([MANIFEST, { name: 'reports/x', content: 'x'.repeat(30) }]);
  for (let at = 0; at < bytes.length; at++) {
    const other = Buffer.from(bytes);
    other[at] = (other[at] ?? 0) ^ 0xff;
    const error = await verifyPack(written(other), { key: null, judgeAgain: asRecorded }).then(
      ({ good }) => (good ? new Error('good') : null),
      (reason: Error) => reason,
    );
    expect([null, 'NoPack', 'RefusedPack']).toContain(error?.name ?? null);
  }
});

describe('What is no pack is told as that:', () => {
  test.each([
    ['text', Buffer.from('just text')],
    ['nothing', Buffer.alloc(0)],
    ['a zip without a manifest', rawZip([{ name: 'notes.txt', content: 'x' }])],
    ['an empty zip', rawZip([])],
  ])('%s', async (_, bytes) => {
    expect(await refusal(bytes)).toMatch(/^NoPack: .*pack\.zip is no (zip|pack)/);
  });

  test('no file at all', async () => {
    await expect(
      verifyPack(join(temporaryFolder(), 'none.zip'), { key: null, judgeAgain: asRecorded }),
    ).rejects.toThrow(/There is no file and no folder/);
  });

  test('a folder without a manifest', async () => {
    await expect(verifyPack(temporaryFolder(), { key: null, judgeAgain: asRecorded })).rejects.toThrow(
      /is no pack: it has no manifest/,
    );
  });
});

test('A link in an unpacked folder is refused, and not followed', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'manifest.json'), '{}');
  symlinkSync('/etc', join(folder, 'reports'));
  await expect(verifyPack(folder, { key: null, judgeAgain: asRecorded })).rejects.toThrow(
    /reports is a link; a pack has files alone/,
  );
});
