import {
  ASSURANCE_SCRIPT,
  assuranceRequirements,
  requirementsOf,
  ruleById,
  UNPUBLISHED_REQUIREMENTS,
} from '../../lib/rules/index';

/** The script, test by test; it is written down here a second time so that no requirement can get lost. */
const SCRIPT: Record<string, readonly string[]> = {
  T1: ['P1'],
  T2: ['P2'],
  T3: ['P3'],
  T4: ['P4'],
  T5: ['P5'],
  T6: ['P7'],
  T7: ['P8'],
  T8: ['P9'],
  T9: ['P10'],
  T10: ['P11', 'P12', 'P13'],
  T11: ['P14'],
  T12: ['P19'],
  T13: ['P23'],
  T14: ['P24'],
  T15: ['P25'],
  T16: ['P26'],
  T17: ['P27'],
  T18: ['P29'],
  T19: ['P31'],
  T20: ['P35'],
  T21: ['P36'],
  T22: ['P38'],
  T23: ['P39'],
  T24: ['P40'],
  T25: ['P41'],
  T26: ['P42'],
};

test('holds every requirement of the script, under its test and in its order', () => {
  const tests = Object.entries(SCRIPT).flatMap(([test, ids]) => ids.map((id) => ({ id, test })));
  expect(assuranceRequirements.map(({ id, test }) => ({ id, test }))).toEqual(tests);
});

test('knows of every number up to the last one, public or not', () => {
  const numbers = [...assuranceRequirements.map(({ id }) => id), ...UNPUBLISHED_REQUIREMENTS];
  expect(numbers.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))).toEqual(
    Array.from({ length: 42 }, (_, index) => `P${index + 1}`),
  );
});

test('links to the public page that offers the script', () => {
  expect(ASSURANCE_SCRIPT.link).toBe('https://developer.nhs.uk/apis/uec-appointments/dep_testplan.html');
});

describe.each(assuranceRequirements)('$id', ({ rules, covered, why, title, requirement }) => {
  test('names rules of the rulebook that bind a server, each once', () => {
    expect(rules.map((id) => ruleById(id).binds)).toEqual(rules.map(() => 'server'));
    expect(new Set(rules).size).toBe(rules.length);
  });

  test('has rules, or a reason why it has none; and says what they leave open', () => {
    expect(rules.length === 0).toBe(covered === 'not');
    expect(why === null).toBe(covered === 'wholly');
    if (why !== null) expect(why).toMatch(/^[A-Z].*\.$/);
  });

  test('has a title of one line, and says in a sentence what is asked', () => {
    expect(title).toMatch(/^[A-Z][^\n]*[^.\s]$/);
    expect(requirement).toMatch(/^[A-Z].*\.$/);
  });

  test('is called partly covered where one of its rules holds with an overlay alone', () => {
    if (rules.some((id) => ruleById(id).source === 'uec')) expect(covered).toBe('partly');
  });
});

test.each(['P1', 'P2', 'P3', 'P4'])('%s tells that the API’s page asks for another status', (id) => {
  const found = assuranceRequirements.find((requirement) => requirement.id === id);
  expect(found?.why).toMatch(/401.*403/);
});

test('a rule knows the requirements that it covers', () => {
  expect(requirementsOf('fhir.response.valid')).toEqual(['P8', 'P12', 'P14']);
  expect(requirementsOf('http.date')).toEqual([]);
});
