/** The reports for those who collect the results of many tests, made by real runs: EARL, TestReport, and what GitHub shows. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonld from 'jsonld';
import { type RunningProvider, startProvider } from '../../provider';
import { command, conformanceRun, type Run, removeOutputs, temporaryFolder } from '../support/command';

let provider: RunningProvider;
let run: Run;
let summary: string;

beforeAll(async () => {
  provider = await startProvider({ faults: ['created-location-missing', 'created-etag-missing'] });
  summary = join(temporaryFolder(), 'summary.md');
  writeFileSync(summary, 'from an earlier step\n');
  const env = { ...provider.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
  run = await conformanceRun(['--case', 'Booking a free slot*', '--no-html'], env);
}, 120_000);

afterAll(async () => {
  await provider.close();
  removeOutputs();
});

const read = (name: string): string => readFileSync(join(run.out, name), 'utf8');

test('EARL has an assertion for each rule and each check of the result', async () => {
  const nodes = await jsonld.flatten(JSON.parse(read('earl.jsonld')));
  const assertions = (nodes as unknown as Array<{ '@type'?: string[] }>).filter((node) =>
    node['@type']?.includes('http://www.w3.org/ns/earl#Assertion'),
  );
  const { rules = [] } = run.result ?? {};
  expect(assertions).toHaveLength(rules.length + rules.flatMap(({ checks }) => checks).length);
});

test('The TestReport is valid by the validator that the suite has for everybody', async () => {
  const { code, stdout } = await command(['validate', '--json', join(run.out, 'testreport.json')]);
  expect([code, JSON.parse(stdout)[0].issues]).toEqual([0, []]);
  expect(JSON.parse(read('testreport.json'))).toMatchObject({ resourceType: 'TestReport', result: 'fail' });
});

test('GitHub gets annotations that nothing before them can forge, and a summary behind that of other steps', () => {
  const lines = run.stdout.split('\n');
  const stop = lines.findIndex((line) => line.startsWith('::stop-commands::'));
  const go = lines.indexOf(`::${lines[stop]?.slice('::stop-commands::'.length)}::`);
  expect(stop).toBe(0);
  expect(go).toBeGreaterThan(lines.findIndex((line) => line.startsWith('NON-CONFORMANT')));
  const annotations = lines.slice(go + 1).filter((line) => line !== '');
  expect(annotations[0]).toMatch(/^::error title=Not conformant::/);
  expect(annotations).toContainEqual(expect.stringMatching(/^::error title=MUST book\.created\.location::/));
  expect(readFileSync(summary, 'utf8')).toMatch(/^from an earlier step\n<h2>❌ NON-CONFORMANT<\/h2>\n/);
});

test('A summary that cannot be written is told, and changes nothing', async () => {
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: temporaryFolder() };
  const { code, stderr } = await command(['report', run.out, '--no-html'], { env });
  expect(code).toBe(0);
  expect(stderr).toContain('The summary of the job cannot be written: EISDIR');
});

test('Elsewhere nothing of that is told, and the reports come out the same again', async () => {
  const before = ['earl.jsonld', 'testreport.json'].map(read);
  const { stdout } = await command(['report', run.out, '--no-html']);
  expect(stdout).not.toMatch(/^::/m);
  expect(['earl.jsonld', 'testreport.json'].map(read)).toEqual(before);
});
