import jsonld from 'jsonld';
import { earlJsonLd } from '../../lib/report/earl';
import { rulesFor } from '../../lib/rules';
import { eventful, finished, MUST, NEEDY, OTHER_MUST, SHOULD, UNSEEN } from './finished-run';
import { check, resultOf as resultOfRun, STEERING } from './samples';

const EARL = 'http://www.w3.org/ns/earl#';
const DCT = 'http://purl.org/dc/terms/';

type Value = { '@id'?: string; '@value'?: string; '@type'?: string };
type Node = Record<string, readonly Value[]> & { '@id': string; '@type'?: readonly string[] };

/** Nothing may be asked of the network to read it. */
const documentLoader = (url: string): never => {
  throw new Error(`${url} was asked for`);
};

let nodes: readonly Node[];

beforeAll(async () => {
  const expanded = await jsonld.flatten(JSON.parse(earlJsonLd(eventful())), undefined, { documentLoader });
  nodes = expanded as unknown as readonly Node[];
});

const ofType = (type: string): Node[] => nodes.filter((node) => node['@type']?.includes(EARL + type));
const one = (node: Node, name: string): Value => {
  expect(node[name]).toHaveLength(1);
  return node[name]?.[0] as Value;
};
const resultOf = (assertion: Node): Node => {
  const { '@id': id } = one(assertion, `${EARL}result`);
  return nodes.find((node) => node['@id'] === id) as Node;
};
/** The assertion about a rule, or about one of its cases. */
const about = (test: string): Node =>
  ofType('Assertion').find((assertion) => one(assertion, `${EARL}test`)['@id'] === test) as Node;
const outcomeOf = (test: string): string | undefined =>
  one(resultOf(about(test)), `${EARL}outcome`)['@id']?.replace(EARL, '');
const rule = (id: string): string => `urn:x-nhs-booking-conformance:rule:${id}`;

test('Every assertion has what EARL asks for, and is about something that is described', () => {
  const assertions = ofType('Assertion');
  expect(assertions).toHaveLength(rulesFor([]).length + 6);
  const described = new Set(nodes.map((node) => node['@id']));
  for (const assertion of assertions) {
    for (const name of ['assertedBy', 'subject', 'test'])
      expect(described).toContain(one(assertion, EARL + name)['@id']);
    expect(one(assertion, `${EARL}mode`)['@id']).toBe(`${EARL}automatic`);
    expect(resultOf(assertion)['@type']).toEqual([`${EARL}TestResult`]);
    expect(one(resultOf(assertion), `${EARL}outcome`)['@id']).toMatch(
      /#(?:passed|failed|cantTell|inapplicable|untested)$/,
    );
  }
  expect(ofType('Assertor')).toHaveLength(1);
  expect(ofType('TestSubject')).toHaveLength(1);
});

test.each([
  [MUST, 'failed'],
  [OTHER_MUST, 'failed'],
  [SHOULD, 'cantTell'],
  [NEEDY, 'untested'],
  [UNSEEN, 'inapplicable'],
  ['book.created.body', 'untested'],
])('%s is %s', (id, outcome) => expect(outcomeOf(rule(id))).toBe(outcome));

test('A case is a part of its rule, with an outcome of its own and the exchanges that show it', () => {
  const name = `urn:x-nhs-booking-conformance:case:${MUST}:Booking%20a%20free%20slot`;
  const test = nodes.find((node) => node['@id'] === name) as Node;
  expect(one(test, `${DCT}isPartOf`)['@id']).toBe(rule(MUST));
  expect(outcomeOf(name)).toBe('passed');
  expect(one(resultOf(about(name)), `${EARL}pointer`)['@id']).toBe('urn:uuid:r1#x0001');
});

test('A SHOULD that STRICT lets decide has failed', () => {
  const outcomes = (strict: boolean) =>
    JSON.parse(earlJsonLd(finished(resultOfRun([check(SHOULD, 'warn')], {}, { strict }))))
      ['@graph'].filter(({ test: of = '' }: { test?: string }) => of.includes(SHOULD))
      .map(({ result }: { result: { outcome: string } }) => result.outcome);
  expect(outcomes(false)).toEqual(['earl:cantTell', 'earl:cantTell']);
  expect(outcomes(true)).toEqual(['earl:failed', 'earl:failed']);
});

test('A warning and a waiver are told', () => {
  const info = (id: string) => one(resultOf(about(rule(id))), `${EARL}info`)['@value'];
  expect(info(SHOULD)).toMatch(/^WARNING: says /);
  expect(info(OTHER_MUST)).toBe('sends no Location header; waived until 2030-01-31, by jo: mended soon');
});

test('What a server says is text, and is seen', () => {
  const text = earlJsonLd(eventful());
  const strings = nodes.flatMap((node) => Object.values(node).flatMap((values) => JSON.stringify(values)));
  expect(strings.join('')).toContain('<script>alert(1)</script>');
  expect(strings.join('')).not.toMatch(STEERING);
  expect(text).not.toMatch(/\\u[0-9a-f]{4}/);
});
