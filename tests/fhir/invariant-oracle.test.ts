import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as fhirpath from 'fhirpath';
import * as stu3 from 'fhirpath/fhir-context/stu3';
import { validate } from '../../lib/fhir';
import { type Node, nodesOf } from '../../lib/fhir/base/nodes';
import type { TypeDefinition } from '../../lib/fhir/base/table';
import { INVARIANTS } from '../../lib/fhir/invariant/invariants';
import { objectsOf } from '../../lib/fhir/json';
import { spoil } from './corpus/fault';
import { IN_BOOKINGS } from './corpus/in-bookings';
import { IN_MESSAGES } from './corpus/in-messages';
import { IN_VALUES } from './corpus/in-values';
import { aFullCapabilityStatement, aHistory, aTestReport } from './corpus/messages';
import { anOrganization, aPatient } from './corpus/people-and-places';
import { spoilAtRandom } from './mutants';
import { chanceOf } from './random';
import { aBookedAppointment, anAppointment, aSearchset, type Resource } from './samples';

/**
 * The invariants against fhirpath: the expressions of the specification, evaluated by an independent engine, break on
 * the same elements. An expression that gives nothing, or cannot be evaluated, gives no verdict.
 */

/** The expressions of STU3 by type and key, without the calls of `trace`, which only print. */
const EXPRESSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Appointment: {
    'app-2': 'start.empty() xor end.exists()',
    'app-3': "(start.exists() and end.exists()) or (status in ('proposed' | 'cancelled'))",
  },
  'Appointment.participant': { 'app-1': 'type.exists() or actor.exists()' },
  Attachment: { 'att-1': 'data.empty() or contentType.exists()' },
  Bundle: {
    'bdl-1': "total.empty() or (type = 'searchset') or (type = 'history')",
    'bdl-2': "entry.search.empty() or (type = 'searchset')",
    'bdl-3': "entry.request.empty() or type = 'batch' or type = 'transaction' or type = 'history'",
    'bdl-4': "entry.response.empty() or type = 'batch-response' or type = 'transaction-response'",
    'bdl-7': 'entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()',
    'bdl-9': "type = 'document' implies (identifier.system.exists() and identifier.value.exists())",
  },
  'Bundle.entry': {
    'bdl-5': 'resource.exists() or request.exists() or response.exists()',
    'bdl-8': "fullUrl.contains('/_history/').not()",
  },
  CapabilityStatement: {
    'cpb-1': 'rest.exists() or messaging.exists() or document.exists()',
    'cpb-2': '(description.count() + software.count() + implementation.count()) > 0',
    'cpb-3': "messaging.endpoint.empty() or kind = 'instance'",
    'cpb-7': 'document.select(profile.reference&mode).isDistinct()',
    'cpb-8': 'rest.select(mode).isDistinct()',
    'cpb-14': "(software.empty() and implementation.empty()) or kind != 'requirements'",
    'cpb-15': "implementation.empty() or kind != 'capability'",
  },
  'CapabilityStatement.rest': { 'cpb-9': 'resource.select(type).isDistinct()' },
  'CapabilityStatement.rest.resource': { 'cpb-12': 'searchParam.select(name).isDistinct()' },
  ContactPoint: { 'cpt-2': 'value.empty() or system.exists()' },
  DomainResource: {
    'dom-1': 'contained.text.empty()',
    'dom-2': 'contained.contained.empty()',
    'dom-3': "contained.where(('#'+id in %resource.descendants().reference).not()).empty()",
    'dom-4': 'contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()',
  },
  Extension: { 'ext-1': 'extension.exists() != value.exists()' },
  Organization: {
    'org-1': '(identifier.count() + name.count()) > 0',
    'org-2': "address.where(use = 'home').empty()",
    'org-3': "telecom.where(use = 'home').empty()",
  },
  'Patient.contact': {
    'pat-1': 'name.exists() or telecom.exists() or address.exists() or organization.exists()',
  },
  Period: { 'per-1': 'start.empty() or end.empty() or (start <= end)' },
  Quantity: { 'qty-3': 'code.empty() or system.exists()' },
  Range: {
    'sqty-1': 'low.comparator.empty() and high.comparator.empty()',
  },
  Ratio: {
    'rat-1': '(numerator.empty() xor denominator.exists()) and (numerator.exists() or extension.exists())',
  },
  Reference: {
    'ref-1': "reference.startsWith('#').not() or (reference.substring(1) in %resource.contained.id)",
  },
  SampledData: { 'sqty-1': 'origin.comparator.empty()' },
  'TestReport.setup.action': { 'inv-1': 'operation.exists() xor assert.exists()' },
  'TestReport.test.action': { 'inv-2': 'operation.exists() xor assert.exists()' },
  'Timing.repeat': {
    'tim-1': 'duration.empty() or durationUnit.exists()',
    'tim-2': 'period.empty() or periodUnit.exists()',
    'tim-4': 'duration.exists() implies duration >= 0',
    'tim-5': 'period.exists() implies period >= 0',
    'tim-6': 'periodMax.empty() or period.exists()',
    'tim-7': 'durationMax.empty() or duration.exists()',
    'tim-8': 'countMax.empty() or count.exists()',
    'tim-9': "offset.empty() or (when.exists() and ((when in ('C' | 'CM' | 'CD' | 'CV')).not()))",
    'tim-10': 'timeOfDay.empty() or when.empty()',
  },
};

/** Of a narrative and of quantities without unit, fhirpath does not know what the specification means. */
const WITHOUT_EXPRESSION = ['txt-1', 'txt-2', 'rng-2'];

type Evaluate = (node: Node) => unknown;

const evaluators = new Map<string, ReadonlyMap<string, Evaluate>>();

/** The expressions of a type and of those that it extends, ready to run. */
function evaluatorsOf(type: TypeDefinition): ReadonlyMap<string, Evaluate> {
  const known = evaluators.get(type.name);
  if (known !== undefined) return known;
  const inherited = type.parent === null ? [] : [...evaluatorsOf(type.parent)];
  const own = Object.entries(EXPRESSIONS[type.name] ?? {}).map(([key, expression]): [string, Evaluate] => {
    const compiled = fhirpath.compile({ base: type.name, expression }, stu3);
    return [key, ({ value, container }) => compiled(value, { resource: container.resource })];
  });
  const all = new Map([...inherited, ...own]);
  evaluators.set(type.name, all);
  return all;
}

const isText = (value: unknown) => typeof value === 'string';

/**
 * What fhirpath says of every invariant of a node: the keys that hold, and those that are broken. The expression of
 * dom-3 passes over contained resources without id, to which nothing can refer: its words do not. A value of a type that
 * STU3 does not have is none for fhirpath; here it is one, and a fault of the base layer.
 */
function verdictsOn(node: Node): { key: string; holds: boolean }[] {
  const isContained = node.value !== node.container.resource;
  return [...evaluatorsOf(node.type)].flatMap(([key, evaluate]) => {
    if (key.startsWith('dom-') && isContained) return [];
    if (key === 'dom-3' && !objectsOf(node.value.contained, '').every(({ object }) => isText(object.id)))
      return [];
    if (key === 'ext-1' && hasUnknownValue(node)) return [];
    try {
      const result = evaluate(node);
      const verdict = Array.isArray(result) && result.length === 1 ? result[0] : null;
      return typeof verdict === 'boolean' ? [{ key, holds: verdict }] : [];
    } catch {
      return [];
    }
  });
}

function hasUnknownValue({ type, value }: Node): boolean {
  return Object.keys(value).some((name) => /^_?value[A-Z]/.test(name) && !type.properties.has(name));
}

/** Compares our verdicts with those of fhirpath; gives where they differ, and how many there were. */
function compare(resource: Resource): { differences: string[]; verdicts: number; broken: Set<string> } {
  const issues = validate(resource, { layers: ['invariant'] });
  const differences: string[] = [];
  const broken = new Set<string>();
  let verdicts = 0;
  for (const node of nodesOf(resource)) {
    for (const { key, holds } of verdictsOn(node)) {
      const isOurs = issues.some(({ rule, path: at }) => rule === key && isWithin(at, node));
      if (isOurs === holds)
        differences.push(`${key} ${node.path}: ${holds ? 'holds' : 'is broken'} by fhirpath`);
      if (!holds) broken.add(key);
      verdicts += 1;
    }
  }
  return { differences, verdicts, broken };
}

/** Whether a path that an invariant of a node is reported at is that of the node, or of what the invariant is about. */
function isWithin(at: string, { path: root, type }: Node): boolean {
  return type.parent?.name.endsWith('Resource')
    ? at.startsWith(root)
    : at === root || at === `${root}.fullUrl`;
}

test('Every invariant has its expression', () => {
  const known = new Set(Object.values(EXPRESSIONS).flatMap((keys) => Object.keys(keys)));
  expect(INVARIANTS.map(({ key }) => key).filter((key) => !known.has(key))).toEqual(WITHOUT_EXPRESSION);
});

const directory = path.join(__dirname, '../../../shared/careconnect');
const whenPublished = existsSync(directory) ? test : test.skip;

whenPublished(
  'The expressions are those of the published snapshots (skipped without ../shared/careconnect)',
  () => {
    const ours = new Map(Object.values(EXPRESSIONS).flatMap((keys) => Object.entries(keys)));
    const keys = new Set<string>();
    for (const file of readdirSync(directory)) {
      for (const [key, expression] of constraintsOf(readFileSync(path.join(directory, file), 'utf8'))) {
        // There, org-2 and org-3 stand on the element that they are about; ele-1 is the base layer's.
        if (/^(?:ele-1|txt-\d|org-[23])$/.test(key)) continue;
        expect([key, ours.get(key)]).toEqual([key, expression.replace(/\.trace\('\w+'\)/g, '')]);
        keys.add(key);
      }
    }
    expect(keys.size).toBeGreaterThan(12);
  },
);

function constraintsOf(json: string): [key: string, expression: string][] {
  const { snapshot }: { snapshot?: { element: { constraint?: { key: string; expression: string }[] }[] } } =
    JSON.parse(json);
  const constraints = snapshot?.element.flatMap(({ constraint }) => constraint ?? []) ?? [];
  return constraints.map(({ key, expression }) => [key, expression]);
}

test('On the corpus, verdicts are the same, and every invariant is broken there', () => {
  const broken = new Set<string>();
  for (const corpus of [...IN_VALUES, ...IN_MESSAGES, ...IN_BOOKINGS]) {
    for (const fault of corpus.faults) {
      const rules = fault.errors.flatMap((error) => /^invariant (\S+)/.exec(error)?.[1] ?? []);
      // fhirpath takes its time: one fault of a kind will do.
      if (rules.every((rule) => broken.has(rule))) continue;
      const compared = compare(spoil(corpus, fault));
      expect([fault.name, compared.differences]).toEqual([fault.name, []]);
      for (const key of compared.broken) broken.add(key);
    }
  }
  const all = Object.values(EXPRESSIONS).flatMap((keys) => Object.keys(keys));
  expect(all.filter((key) => !broken.has(key))).toEqual([]);
});

test('On resources that are spoilt at random but well-formed, verdicts are the same', () => {
  const chance = chanceOf(20_190_117);
  const makers = [
    anAppointment,
    aBookedAppointment,
    aSearchset,
    aHistory,
    aFullCapabilityStatement,
    aTestReport,
    aPatient,
    anOrganization,
  ];
  let verdicts = 0;
  for (let round = 0; round < 40; round += 1) {
    for (const make of makers) {
      const resource = spoilAtRandom(make(), 1, chance);
      // Where an element is not even of its type, an expression means nothing.
      const faults = validate(resource, { layers: ['base'] });
      if (faults.some(({ code }) => code === 'structure' || code === 'value')) continue;
      const compared = compare(resource);
      expect(compared.differences).toEqual([]);
      verdicts += compared.verdicts;
    }
  }
  expect(verdicts).toBeGreaterThan(4_000);
});
