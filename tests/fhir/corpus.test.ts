import { validate } from '../../lib/fhir';
import { nodesOf } from '../../lib/fhir/base/nodes';
import { definedNames, definitionOf } from '../../lib/fhir/base/table';
import { aFullBookedAppointment, aFullBooking, aFullCancellation } from './corpus/bookings';
import { type Corpus, type Fault, spoil } from './corpus/fault';
import { IN_BOOKINGS } from './corpus/in-bookings';
import { IN_MESSAGES } from './corpus/in-messages';
import { IN_VALUES } from './corpus/in-values';
import {
  aBatchResponse,
  aFullCapabilityStatement,
  aFullSearchset,
  aHistory,
  anOutcome,
  aTestReport,
} from './corpus/messages';
import * as peopleAndPlaces from './corpus/people-and-places';
import type { Resource } from './samples';

/** The validator on resources that use all of STU3, and on the same with one fault each. */

/** What all types have is tried out on some only. */
const ABSTRACT = ['Element', 'BackboneElement', 'Resource', 'DomainResource'];

/** What CareConnect forbids: animals, and another way to tell languages than its extension. */
const FORBIDDEN = /^Patient\.(?:animal|communication)|^Practitioner\.communication$/;

const CORPORA: readonly Corpus[] = [...IN_BOOKINGS, ...IN_MESSAGES, ...IN_VALUES];

/** What is told of good resources: claims that nobody here can check. */
const NOTED = ['Extension-CareConnect-NHSCommunication-1:extension:language.value[x]', 'unknown-profile'];

const GOOD: [string, () => Resource, 'request' | 'response' | 'cancel' | undefined][] = [
  ['a booking', aFullBooking, 'request'],
  ['a booked Appointment', aFullBookedAppointment, 'response'],
  ['a cancellation', aFullCancellation, 'cancel'],
  ...[
    ...Object.values(peopleAndPlaces),
    aFullSearchset,
    aHistory,
    aBatchResponse,
    anOutcome,
    aFullCapabilityStatement,
    aTestReport,
  ].map((make): (typeof GOOD)[number] => [make.name, make, undefined]),
];

describe('Good resources', () => {
  test.each(GOOD)('%s: no error, no warning', (_name, make, as) => {
    const issues = validate(make(), as === undefined ? {} : { as });
    expect(issues.filter(({ severity }) => severity !== 'information')).toEqual([]);
    expect(NOTED).toEqual(expect.arrayContaining(issues.map(({ rule }) => rule)));
  });

  test('use every element of the table, and every type of a choice', () => {
    const nodes = GOOD.flatMap(([, make]) => nodesOf(make()));
    const used = new Set(
      nodes.flatMap(({ type, value }) => Object.keys(value).map((name) => `${type.name}.${name}`)),
    );
    const everywhere = ABSTRACT.flatMap((name) => definitionOf(name)?.elements ?? []);
    const unused = definedNames().flatMap((type) =>
      [...(definitionOf(type)?.properties.values() ?? [])]
        .filter(({ element, isSibling }) => !isSibling && !everywhere.includes(element))
        .map(({ name }) => `${type}.${name}`)
        .filter((path) => !used.has(path)),
    );
    expect(unused.filter((path) => !FORBIDDEN.test(path))).toEqual([]);
  });
});

test('The corpus is large, and no fault is there twice', () => {
  const spoilt = CORPORA.flatMap((corpus) =>
    corpus.faults.map((fault) => `${corpus.as} ${JSON.stringify(spoil(corpus, fault))}`),
  );
  expect(spoilt.length).toBeGreaterThanOrEqual(400);
  expect(new Set(spoilt).size).toBe(spoilt.length);
});

describe.each(CORPORA)('$of', (corpus) => {
  test.each(corpus.faults.map((fault): [string, Fault] => [fault.name, fault]))('%s', (_name, fault) => {
    const resource = spoil(corpus, fault);
    const issues = validate(resource, corpus.as === undefined ? {} : { as: corpus.as });
    const errors = issues.filter(({ severity }) => severity === 'error');
    const told = errors.map(({ layer, rule, path }) => `${layer} ${rule} ${path}`);
    const root = [resource.resourceType, corpus.within].filter((part) => part !== '').join('.');
    expect(told.sort()).toEqual(fault.errors.map((error) => inFull(error, root)).sort());
  });
});

/** An expected error with its whole path. */
function inFull(error: string, root: string): string {
  const [layer, rule, path = ''] = error.split(' ');
  const whole = path.startsWith('/') ? path.slice(1) : path === '.' ? root : `${root}.${path}`;
  return `${layer} ${rule} ${whole}`;
}
