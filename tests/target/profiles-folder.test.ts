import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { definitionsInFolder, readSettings, SettingsError } from '../../lib/target';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'profiles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, content: unknown): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const aValueSet = (name: string): object => ({
  resourceType: 'ValueSet',
  url: `https://example.org/ValueSet/${name}`,
  compose: { include: [{ system: 'urn:a', concept: [{ code: 'A' }] }] },
});

const namesOf = (): string[] =>
  [...definitionsInFolder(folder).library.valueSets.keys()]
    .filter((url) => url.startsWith('https://example.org/'))
    .map((url) => url.slice(url.lastIndexOf('/') + 1));

test('Definitions lie in the folder and below it; what packages hold beside them is passed over', () => {
  write('a.json', aValueSet('a'));
  write('package/b.json', `\uFEFF${JSON.stringify(aValueSet('b'))}`);
  write('package/package.json', '{"name": "an.example"}');
  write('package/.index.json', '{}');
  write('package/examples/c.json', aValueSet('c'));
  write('package/readme.txt', 'no JSON');
  expect(namesOf()).toEqual(['a', 'b']);
  expect(definitionsInFolder(folder).notes).toEqual([]);
});

test('What cannot be read is left out, with a note', () => {
  write('a.json', aValueSet('a'));
  write('broken.json', '{"resourceType":');
  write('folder.json/x.txt', '');
  write('latin.json', '');
  writeFileSync(join(folder, 'latin.json'), Buffer.from([0x22, 0xe9, 0x22]));
  truncateSync(write('huge.json', ''), 33 * 1024 * 1024);
  write('profile.xml', '<StructureDefinition xmlns="http://hl7.org/fhir"/>');
  symlinkSync(join(folder, 'nothing'), join(folder, 'link.json'));
  symlinkSync(folder, join(folder, 'loop'));
  write(`${'deep/'.repeat(9)}d.json`, aValueSet('d'));

  const { notes } = definitionsInFolder(folder);
  expect(Object.fromEntries(notes.map(({ file, why }) => [file, why]))).toEqual({
    'broken.json': expect.stringContaining('The body is not JSON'),
    'latin.json': expect.stringContaining('UTF-8'),
    'huge.json': 'It is larger than 33554432 bytes: left out.',
    'profile.xml': 'Definitions are read as JSON; XML files are left out.',
    'link.json': 'It cannot be read (ENOENT).',
    ['deep/'.repeat(9).slice(0, -1)]: 'Folders as deep as this are not looked at.',
  });
  expect(namesOf()).toEqual(['a']);
});

describe('PROFILES_DIR', () => {
  const settingsWith = (value: string) =>
    readSettings({ PROFILES_DIR: { value, as: '--profiles' } }, { sources: ['booking'], overlays: [] });

  test('is read with the settings', () => {
    write('a.json', aValueSet('a'));
    const { profilesDir, profiles } = settingsWith(folder);
    expect(profilesDir).toBe(folder);
    expect(profiles?.library.valueSets.has('https://example.org/ValueSet/a')).toBe(true);
  });

  test('is not needed', () => {
    const { profilesDir, profiles } = readSettings({}, { sources: ['booking'], overlays: [] });
    expect({ profilesDir, profiles }).toEqual({ profilesDir: null, profiles: null });
  });

  test.each<[what: string, value: () => string, why: string]>([
    ['a folder that is not there', () => join(folder, 'none'), 'there is no such folder'],
    ['a file', () => write('a.json', '{}'), 'that is a file, not a folder'],
    ['a path that cannot be', () => 'a\0b', 'the folder cannot be read'],
    ['an empty folder', () => folder, 'holds no profile and no value set that can be used, in 0 JSON files'],
    [
      'a folder without definitions',
      () => dirname(write('a.json', '[]')),
      'in 1 JSON files; of a.json: It holds no FHIR resource.',
    ],
  ])('refuses %s', (_what, value, why) => {
    const path = value();
    expect(() => settingsWith(path)).toThrow(SettingsError);
    expect(() => settingsWith(path)).toThrow(`--profiles: ${path}`);
    expect(() => settingsWith(path)).toThrow(why);
  });
});
