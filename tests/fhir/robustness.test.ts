import { type Issue, outcomeProblems, parseJson, validate } from '../../lib/fhir';
import * as bookings from './corpus/bookings';
import * as messages from './corpus/messages';
import * as peopleAndPlaces from './corpus/people-and-places';
import { ODDITIES, spoilAtRandom } from './mutants';
import { type Chance, chanceOf } from './random';
import {
  aBookedAppointment,
  aCapabilityStatement,
  anAppointment,
  anOperationOutcome,
  aSearchset,
  type Json,
} from './samples';

const SMALL = [anAppointment, aBookedAppointment, aSearchset, aCapabilityStatement, anOperationOutcome];
const FULL = [...Object.values(bookings), ...Object.values(messages), ...Object.values(peopleAndPlaces)];
const USES = ['request', 'response', 'cancel'] as const;

/** How long one resource of a test may take, in milliseconds of the processor: a hundred times what it does take. */
const TIME_LIMIT = 500;

/** The processor time that `work` takes, in milliseconds: other than the time of day, it is ours alone. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const isText = (value: unknown) => typeof value === 'string';

/** Names of elements, hostile ones included, with an index where they repeat and [x] for a choice; from a resource type on. */
const PATH = /^(?:[A-Z]\w*(?:\.[^.[\]]+(?:\[(?:\d+|x)\])*)*|resourceType|)$/;

/** The issues that lack something, or whose path is no path. */
function malformed(issues: readonly Issue[]): Issue[] {
  return issues.filter(
    (issue) =>
      issue.message === '' ||
      issue.rule === '' ||
      !Object.values(issue).every(isText) ||
      !PATH.test(issue.path),
  );
}

test.each([
  ['small', SMALL, 600],
  ['full', FULL, 4],
] as const)(
  'No mutation of a %s resource makes it throw, and every issue is whole',
  (_size, makers, rounds) => {
    const chance = chanceOf(20_310_506);
    let errors = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const make of makers === SMALL ? [chance.pick(makers)] : makers) {
        const resource = spoilAtRandom(make(), 1 + chance.below(4), chance);
        let issues: Issue[] = [];
        const time = processorTime(() => {
          outcomeProblems(resource);
          issues = validate(resource, { as: chance.pick(USES) });
        });
        expect(time).toBeLessThan(TIME_LIMIT);
        expect(malformed(issues)).toEqual([]);
        if (issues.some(({ severity }) => severity === 'error')) errors += 1;
      }
    }
    // Mutants are faulty, nearly all of them.
    expect(errors).toBeGreaterThan(rounds * 0.8);
  },
);

test('The same resource gives the same issues, and is left as it was', () => {
  const chance = chanceOf(42);
  for (const make of FULL) {
    const resource = spoilAtRandom(make(), 2, chance);
    const before = structuredClone(resource);
    expect(validate(resource, { as: 'response' })).toEqual(validate(resource, { as: 'response' }));
    expect(resource).toEqual(before);
  }
});

/** Names that mean something to JavaScript, to FHIR, or to neither. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'then',
  'length',
  '0',
  '',
  ' ',
  '_',
  '__',
  '_id',
  'resourceType',
  'id',
  'meta',
  'profile',
  'contained',
  'extension',
  'modifierExtension',
  'url',
  'value',
  'valueReference',
  '_valueString',
  'reference',
  'coding',
  'system',
  'code',
  'entry',
  'resource',
  'participant',
  'actor',
  'identifier',
  'name',
  'status',
  'text',
  'div',
  '\u0000',
  '\ud800',
  'é',
];

const RESOURCE_TYPES = [
  'Appointment',
  'Patient',
  'Bundle',
  'CapabilityStatement',
  'Encounter',
  '__proto__',
  'constructor',
];

/** Some JSON, at most `depth` levels deep; names and types are such as may trip a validator up. */
function anyJson(depth: number, chance: Chance): Json {
  const kind = chance.next();
  const size = chance.below(6);
  if (depth === 0 || kind < 0.3) return structuredClone(chance.pick(ODDITIES));
  if (kind < 0.5) return Array.from({ length: size }, () => anyJson(depth - 1, chance));
  const members = Array.from({ length: size }, (): [string, Json] => [
    chance.pick(NAMES),
    anyJson(depth - 1, chance),
  ]);
  const type: [string, Json] = ['resourceType', chance.pick(RESOURCE_TYPES)];
  const text = [type, ...members]
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join();
  // As parsed from text, for a literal would take __proto__ for the prototype.
  return JSON.parse(`{${text}}`);
}

test('Takes any JSON', () => {
  const chance = chanceOf(7);
  for (let round = 0; round < 600; round += 1) {
    const value = anyJson(5, chance);
    let issues: Issue[] = [];
    const time = processorTime(() => {
      outcomeProblems(value);
      issues = validate(value, { as: chance.pick(USES) });
    });
    expect(time).toBeLessThan(TIME_LIMIT);
    expect(issues.length).toBeLessThanOrEqual(4 * 501);
    expect(issues.filter((issue) => !Object.values(issue).every(isText))).toEqual([]);
  }
});

test('Takes any bytes', () => {
  const chance = chanceOf(9);
  const good = Buffer.from(JSON.stringify(anAppointment()));
  for (let round = 0; round < 400; round += 1) {
    const bytes = Uint8Array.from(good);
    for (let fault = 0; fault < 3; fault += 1) bytes[chance.below(bytes.length)] = chance.below(256);
    const { value, issues } = parseJson(bytes);
    if (value === undefined) expect(issues.some(({ severity }) => severity === 'error')).toBe(true);
    else validate(value, { as: 'request' });
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
    let issues: Issue[] = [];
    const time = processorTime(() => {
      issues = validate(resource, { layers: ['base'] });
    });
    expect(issues.length).toBe(3);
    expect(time).toBeLessThan(TIME_LIMIT);
  });
});
