import { type Issue, outcomeProblems, validate } from '../../lib/fhir';
import { mutated, ODDITIES, pickOf, randomNumbers } from './mutants';
import {
  aBookedAppointment,
  aCapabilityStatement,
  anAppointment,
  anOperationOutcome,
  aSearchset,
} from './samples';

const isText = (value: unknown) => typeof value === 'string';

test('No mutation makes it throw, and every issue is whole', () => {
  const random = randomNumbers(20_310_506);
  const pick = <T>(items: readonly T[]): T => pickOf(items, random);
  const makers = [anAppointment, aBookedAppointment, aSearchset, aCapabilityStatement, anOperationOutcome];
  const uses = ['request', 'response', 'cancel'] as const;
  for (let round = 0; round < 5000; round += 1) {
    const resource = mutated(pick(makers)(), random);
    outcomeProblems(resource);
    const issues = validate(resource, { as: pick(uses) });
    const isWhole = (issue: Issue) => issue.message !== '' && Object.values(issue).every(isText);
    expect(issues.filter((issue) => !isWhole(issue))).toEqual([]);
  }
});

test.each(ODDITIES.map((value) => [value]))('Takes %p for a resource', (value) => {
  expect(validate(value, { as: 'request' }).length).toBeGreaterThan(0);
  expect(outcomeProblems(value)).not.toEqual([]);
});

describe('Depth and number are bounded', () => {
  const nested = (opening: string, closing: string, levels: number): string =>
    opening.repeat(levels) + closing.repeat(levels);

  test('extensions in each other, far too deep', () => {
    const extension = `${'{"url":"x","extension":['.repeat(5000)}{"url":"x","valueCode":"c"}${']}'.repeat(5000)}`;
    const issues = validate(JSON.parse(`{"resourceType":"Patient","extension":[${extension}]}`));
    expect(issues.map(({ rule }) => rule)).toContain('stu3:depth');
  });

  test.each([
    [
      'type',
      '{"resourceType":"CapabilityStatement","rest":[{"mode":"client","resource":[{"type":@},{"type":@}]}]}',
    ],
    [
      'versionId',
      '{"resourceType":"Bundle","entry":[{"fullUrl":"urn:x","resource":{"meta":{"versionId":@}}}]}',
    ],
    ['id', '{"resourceType":"Patient","contained":[{"resourceType":"Slot","id":@}]}'],
    ['resourceType', '{"resourceType":@}'],
    ['severity', '{"resourceType":"OperationOutcome","issue":[{"severity":@,"code":@}]}'],
    ['valueCode', '{"resourceType":"Patient","name":[{"use":@}],"identifier":[{"system":@}]}'],
  ])('arrays in each other as %s', (_name, text) => {
    const value = JSON.parse(text.replaceAll('@', nested('[', ']', 20_000)));
    expect(validate(value, { as: 'response' }).length).toBeGreaterThan(0);
    expect(outcomeProblems(value).length).toBeGreaterThan(0);
  });

  test('Bundles in each other', () => {
    const opening = '{"resourceType":"Bundle","type":"collection","entry":[{"resource":';
    const value = JSON.parse(`${opening.repeat(500)}null${'}]}'.repeat(500)}`);
    expect(validate(value).some(({ rule }) => rule === 'stu3:depth')).toBe(true);
  });

  test('no more issues than a reader can use', () => {
    const elements = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`x${index}`, index]));
    const issues = validate({ resourceType: 'Patient', ...elements }, { layers: ['base'] });
    expect(issues.length).toBe(501);
    expect(issues.at(-1)).toMatchObject({ severity: 'information', rule: 'too-many-issues' });
  });

  test('white space without end', () => {
    const value = `a${' '.repeat(100_000)}`;
    const narrative = { status: 'generated', div: `<div${' '.repeat(100_000)}` };
    const resource = { resourceType: 'Patient', language: value, text: narrative, photo: [{ data: value }] };
    const started = performance.now();
    expect(validate(resource, { layers: ['base'] }).length).toBe(3);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
