import { spawn } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ABSENT, anAppointment, anOperationOutcome, change, type Json } from '../fhir/samples';
import { command, type Ended, removeOutputs, temporaryFolder } from '../support/command';

/** The command `validate` as a process, as a user meets it. */

const BIN = join(__dirname, '..', '..', 'bin', 'booking-conformance.cjs');

jest.setTimeout(60_000);
afterAll(removeOutputs);

const folder = temporaryFolder();
const validate = (...args: string[]): Promise<Ended> => command(['validate', ...args], { cwd: folder });

function write(name: string, content: Json): string {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return name;
}

/** The line of a file, counted from 1, that has a text. */
function lineOf(name: string, text: string): number {
  const lines = readFileSync(join(folder, name), 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

const good = write('good.json', anAppointment());
const misspelt = write('misspelt.json', change(anAppointment(), 'status', 'bookd'));

describe('Exit codes', () => {
  test.each<[what: string, args: string[], code: number]>([
    ['all valid', [good, '--as', 'request'], 0],
    ['one not valid', [good, misspelt], 1],
    ['valid, but not as what it is for', [good, '--as', 'response'], 1],
    ['not JSON', [write('broken.json', '{"resourceType":')], 1],
    ['empty', [write('empty.json', '')], 1],
    ['warnings only', [write('bom.json', `\uFEFF${JSON.stringify(anOperationOutcome())}`)], 0],
  ])('%s', async (_what, args, code) => {
    expect(await validate(...args)).toMatchObject({ code, stderr: '' });
  });

  test.each<[what: string, args: string[], says: string[]]>([
    ['no file', [], ['There is no file to validate', 'Example: booking-conformance validate']],
    ['a file that is not there', [good, 'none.json'], ['  none.json: there is no such file']],
    ['a folder', [`${folder}/`], [`that is a folder; name the files in it, such as ${folder}/*.json`]],
    [
      'a use that does not exist',
      [good, '--as', 'booking'],
      ['--as booking: allowed are request, response, cancel'],
    ],
    [
      'an option that does not exist',
      [good, '--strict'],
      ["Unknown option '--strict'", '--json, --as, --profiles'],
    ],
    ['standard input twice', ['-', '-'], ['name it once']],
    [
      'profiles that are not there',
      [good, '--profiles', 'none'],
      ['--profiles: none', 'there is no such folder'],
    ],
  ])('64: %s', async (_what, args, says) => {
    const { code, stdout, stderr } = await validate(...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    for (const text of says) expect(stderr).toContain(text);
  });
});

describe('What is told', () => {
  test('each issue with its place in the file, in the order of the text, and a sum', async () => {
    const two = change(anAppointment(), 'participant[0].status', 'yes');
    const name = write('two.json', change(two, 'contained[1].gender', 'F'));
    const { stdout } = await validate(good, name);
    const lines = stdout.split('\n').filter((line) => line !== '');
    expect(lines[0]).toBe('good.json: valid');
    expect(lines[1]).toBe('two.json: not valid');
    expect(lines.slice(2, -1).map((line) => line.replace(/: .*/, ''))).toEqual([
      `  two.json:${lineOf(name, '"gender": "F"')}:7 error base Appointment.contained[1].gender`,
      `  two.json:${lineOf(name, '"status": "yes"')}:7 error base Appointment.participant[0].status`,
    ]);
    expect(lines.at(-1)).toBe('2 files: 1 valid, 1 not; 2 errors, 0 warnings.');
  });

  test('as JSON, every member of the contract, also where the place is not known', async () => {
    const name = join(folder, 'large.json');
    writeFileSync(name, '');
    truncateSync(name, 9 * 1024 * 1024);
    const { code, stdout } = await validate('--json', good, misspelt, name);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      { file: good, valid: true, issues: [] },
      {
        file: misspelt,
        valid: false,
        issues: [
          {
            severity: 'error',
            layer: 'base',
            path: 'Appointment.status',
            message: expect.stringContaining('found "bookd"'),
            line: lineOf(misspelt, '"bookd"'),
            column: 3,
          },
        ],
      },
      {
        file: name,
        valid: false,
        issues: [
          {
            severity: 'error',
            layer: 'syntax',
            path: '',
            message: 'The body is larger than 8388608 bytes, and was not read.',
            line: null,
            column: null,
          },
        ],
      },
    ]);
  });

  test('the layer booking only with --as', async () => {
    const name = write('untold.json', change(anAppointment(), 'description', ABSENT));
    const layers = async (...args: string[]): Promise<string[]> => {
      const [{ issues }] = JSON.parse((await validate(name, '--json', ...args)).stdout);
      return issues.map(({ layer }: { layer: string }) => layer);
    };
    expect(await layers()).not.toContain('booking');
    expect(await layers('--as', 'request')).toContain('booking');
  });

  test('of XML as of JSON', async () => {
    const name = write('slot.xml', '<Slot xmlns="http://hl7.org/fhir">\n  <status value="free"/>\n</Slot>');
    const { code, stdout } = await validate(name);
    expect(code).toBe(1);
    expect(stdout).toContain('slot.xml:1:1 error base Slot.schedule: schedule is required and missing.');
    expect(stdout).toContain('error profile Slot.identifier: ');
  });

  test('that of a resource type outside the base table only the common part was checked', async () => {
    const { code, stdout } = await validate(write('encounter.json', { resourceType: 'Encounter', x: 1 }));
    expect(code).toBe(0);
    expect(stdout).toContain(
      'encounter.json:1:1 information base Encounter: Encounter is not in the base table: only what all resources have in common was checked.',
    );
  });

  test('nothing that steers a terminal', async () => {
    const [esc, turn] = ['\u001b', '\u202e'];
    const name = write(`hostile${esc}[2J.json`, {
      resourceType: 'Slot',
      [`${esc}[31m`]: turn,
      comment: 1,
    });
    const { stdout } = await validate(name);
    expect(stdout).toContain('has no element');
    expect([esc, turn].filter((each) => stdout.includes(each))).toEqual([]);
  });

  test('of standard input under the name -', async () => {
    const child = spawn(process.execPath, ['--', BIN, 'validate', '-', '--json'], { cwd: folder });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stdin.end(JSON.stringify(anOperationOutcome()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, told: JSON.parse(stdout) }).toEqual({
      code: 0,
      told: [{ file: '-', valid: true, issues: [] }],
    });
  });
});

describe('Profiles of the user', () => {
  const profiles = temporaryFolder();
  const url = 'https://example.org/fhir/Patience';
  const element = [
    { id: 'OperationOutcome', path: 'OperationOutcome', min: 0, max: '*' },
    { id: 'OperationOutcome.text', path: 'OperationOutcome.text', min: 1, max: '1' },
  ];
  const profile = {
    resourceType: 'StructureDefinition',
    url,
    type: 'OperationOutcome',
    snapshot: { element },
  };
  writeFileSync(join(profiles, 'patience.json'), JSON.stringify(profile));
  writeFileSync(join(profiles, 'broken.json'), '{');
  const claiming = write('claiming.json', { ...anOperationOutcome(), meta: { profile: [url] } });

  test.each<[string, () => Promise<Ended>]>([
    ['--profiles', () => validate(claiming, '--profiles', profiles)],
    ['PROFILES_DIR', () => command(['validate', claiming], { cwd: folder, env: { PROFILES_DIR: profiles } })],
  ])('named by %s', async (_what, run) => {
    const { code, stdout, stderr } = await run();
    expect(code).toBe(1);
    expect(stdout).toContain('error profile OperationOutcome.text: Expected at least 1 of text, found none.');
    expect(stderr).toContain('Read 1 profile and 0 value sets. Not used, or only in part:\n  broken.json: ');
  });

  test('not named: the claim is told of, and not judged', async () => {
    const { code, stdout } = await validate(claiming);
    expect(code).toBe(0);
    expect(stdout).toContain('is not known here and was not checked');
  });
});
