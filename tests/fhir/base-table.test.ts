import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as fhirpath from 'fhirpath/fhir-context/stu3';
import { CODES } from '../../lib/fhir/base/codes';
import { PRIMITIVES } from '../../lib/fhir/base/primitives';
import { RESOURCE_TYPES } from '../../lib/fhir/base/resource-types';
import {
  definedNames,
  definitionOf,
  type ElementDefinition,
  type TypeDefinition,
} from '../../lib/fhir/base/table';
import { CARECONNECT } from '../../lib/fhir/systems';

/**
 * The base table against independent descriptions of STU3, both ways: the model of fhirpath (types, cardinality, one
 * target of each reference), the types of @types/fhir 3.0.2 (order, types, cardinality, codes), those of @types/fhir/r3
 * (number of targets), and the snapshots of CareConnect where they are there (targets). What none of them proves is
 * spelt out below.
 */

interface Row {
  readonly owner: TypeDefinition;
  readonly element: ElementDefinition;
  readonly path: string;
}

const definitions = definedNames().flatMap((name) => definitionOf(name) ?? []);
const rows: Row[] = definitions.flatMap((owner) =>
  owner.elements
    .filter((element) => !owner.parent?.elements.includes(element))
    .map((element) => ({ owner, element, path: `${owner.name}.${element.name.replace('[x]', '')}` })),
);

test('The table has the types and rows that it is known to have', () => {
  expect(RESOURCE_TYPES.size).toBe(117);
  expect(definitions.map(({ name }) => name).filter((name) => RESOURCE_TYPES.has(name))).toEqual(
    'Appointment Slot Schedule Patient Practitioner PractitionerRole Organization Location HealthcareService DocumentReference OperationOutcome CapabilityStatement Bundle TestReport'.split(
      ' ',
    ),
  );
  expect(rows.length).toBeGreaterThan(400);
});

test('Every type and every target that a row names is there', () => {
  const unknown = rows.flatMap(({ path, element }) =>
    element.types
      .filter(({ code }) => !PRIMITIVES.has(code) && code !== 'Resource' && definitionOf(code) === undefined)
      .map(({ code }) => `${path}: ${code}`),
  );
  expect(unknown).toEqual([]);
  const targets = rows.flatMap(({ element }) => element.types.flatMap((type) => [...(type.targets ?? [])]));
  expect(targets.filter((target) => !RESOURCE_TYPES.has(target))).toEqual([]);
});

test('What no other description proves is as the specification has it', () => {
  // Choices that have to be made: elsewhere, each type of a choice is optional.
  const choices = rows.filter(({ element }) => element.types.length > 1 && element.min > 0);
  expect(choices.map(({ path }) => path)).toEqual(['Signature.who', 'UsageContext.value']);
  // The targets of references that are a choice.
  const targets = rows
    .filter(({ element }) => element.types.length > 1)
    .flatMap(({ path: at, element }) =>
      element.types.flatMap((type) => (type.targets === null ? [] : `${at}: ${[...type.targets].join(' ')}`)),
    );
  expect(targets).toEqual([
    'Annotation.author: Practitioner Patient RelatedPerson',
    'Signature.who: Practitioner RelatedPerson Patient Device Organization',
    'Signature.onBehalfOf: Practitioner RelatedPerson Patient Device Organization',
  ]);
  // Codes that are plain text elsewhere.
  expect([...(CODES.get('event-timing') ?? [])].join(' ')).toBe(
    'MORN AFT EVE NIGHT PHS HS WAKE C CM CD CV AC ACM ACD ACV PC PCM PCD PCV',
  );
  expect([...(CODES.get('issue-type') ?? [])].join(' ')).toBe(
    'invalid structure required value invariant security login unknown expired forbidden suppressed processing not-supported duplicate not-found too-long code-invalid extension too-costly business-rule conflict incomplete transient lock-error no-store exception timeout throttled informational',
  );
});

describe('The model of fhirpath', () => {
  const model = fhirpath as unknown as {
    path2Type: Record<string, string>;
    path2Repeating?: Record<string, boolean>;
    choiceTypePaths: Record<string, string[]>;
    pathsDefinedElsewhere: Record<string, string>;
    type2Parent: Record<string, string>;
    path2RefType: Record<string, string[]>;
  };

  test('has the same resource types', () => {
    const theirs = Object.entries(model.type2Parent)
      .filter(
        ([name, parent]) =>
          parent === 'DomainResource' || (parent === 'Resource' && name !== 'DomainResource'),
      )
      .map(([name]) => name);
    expect([...RESOURCE_TYPES].sort()).toEqual(theirs.sort());
  });

  test('types extend what they extend there', () => {
    const ours = definitions.filter(({ name }) => !name.includes('.'));
    for (const { name, parent } of ours.filter(({ parent }) => parent !== null)) {
      expect([name, model.type2Parent[name]]).toEqual([name, parent?.name]);
    }
  });

  test.each(rows)('$path', ({ element, path }) => {
    const [type] = element.types;
    if (element.types.length > 1) {
      expect(element.types.map(({ code }) => code.toLowerCase())).toEqual(
        model.choiceTypePaths[path]?.map((code) => code.toLowerCase()),
      );
    } else if (model.pathsDefinedElsewhere[path] !== undefined) {
      expect(type?.code).toBe(model.pathsDefinedElsewhere[path]);
    } else {
      const parent = definitionOf(type?.code ?? '')?.parent?.name;
      expect([type?.code, type?.code.includes('.') ? parent : null]).toContain(model.path2Type[path]);
      expect(element.repeats).toBe(model.path2Repeating?.[path] ?? false);
    }
    // Of several targets the model keeps one.
    for (const target of model.path2RefType[path] ?? []) {
      if (type?.targets) expect(type.targets).toContain(target);
      else expect(target).toBe('Resource');
    }
  });

  test('has no element of our types that the table lacks', () => {
    const ours = new Set(
      rows.flatMap(({ owner, element, path }) => [
        path,
        ...element.names.map(({ value }) => `${owner.name}.${value}`),
      ]),
    );
    const owners = new Set(definitions.map(({ name }) => name));
    const inherited = (path: string) => {
      const owner = definitionOf(path.slice(0, path.lastIndexOf('.')));
      return owner?.elements.some(({ name }) => path.endsWith(`.${name}`)) ?? false;
    };
    const theirs = Object.keys(model.path2Type).filter((path) =>
      owners.has(path.slice(0, path.lastIndexOf('.'))),
    );
    expect(theirs.filter((path) => !ours.has(path) && !inherited(path))).toEqual([]);
  });
});

describe('The types of @types/fhir', () => {
  const { interfaces, unions } = readTypes(
    readFileSync(require.resolve('types-fhir-stu3/index.d.ts'), 'utf8'),
  );
  const owners = definitions.filter(({ name }) => interfaces.has(interfaceName(name)));

  test('cover nearly all of ours', () => {
    expect(owners.length).toBeGreaterThan(60);
  });

  test.each(owners)('$name', (owner) => {
    const theirs = interfaces.get(interfaceName(owner.name)) ?? new Map<string, Member>();
    const ours = rows.filter((row) => row.owner === owner);
    const named = ours.flatMap(({ element }) => element.names.map(({ value: name }) => ({ element, name })));
    const known = [...theirs.keys()].filter((name) => !/^_|^(?:resourceType|fhir_comments)$/.test(name));
    // In the order of the specification, which is that of XML.
    expect(named.map(({ name }) => name)).toEqual(known);
    for (const { element, name } of named) {
      const member = theirs.get(name);
      expect([name, member?.repeats]).toEqual([name, element.repeats]);
      if (element.types.length === 1) expect([name, member?.required]).toEqual([name, element.min > 0]);
      const codes = unions.get(member?.type ?? '');
      if (codes === undefined) {
        const type = element.types[element.names.findIndex(({ value }) => value === name)];
        expect([name, member?.type]).toEqual([
          name,
          TYPE_NAMES[type?.code ?? ''] ?? interfaceName(type?.code ?? ''),
        ]);
        if (element.codes !== null) expect(CODES_WITHOUT_UNION).toContain(`${owner.name}.${name}`);
        continue;
      }
      // There, interactions of a type and of the whole system share one union.
      if (/interaction$/.test(owner.name))
        expect(codes).toEqual(expect.arrayContaining([...(element.codes ?? [])]));
      else expect([name, [...(element.codes ?? [])].sort()]).toEqual([name, codes]);
    }
  });
});

describe('The types of @types/fhir/r3', () => {
  const source = readFileSync(require.resolve('@types/fhir/r3.d.ts'), 'utf8');
  const references = rows.filter(
    ({ element: { types } }) => types.length === 1 && types[0]?.code === 'Reference',
  );

  // A reference to one of several types is there the union of as many References.
  test.each(references)('$path: as many targets', ({ owner, element }) => {
    const declaration = new RegExp(
      `^export interface ${interfaceName(owner.name)} [^{]*\\{\\n([\\s\\S]*?)^\\}`,
      'm',
    );
    const [, members = ''] = declaration.exec(source) ?? [];
    const [, union = ''] = new RegExp(`^ {2}${element.name}\\??: ([^;]+);`, 'm').exec(members) ?? [];
    expect(union.match(/\bReference\b/g)).toHaveLength(element.types[0]?.targets?.size ?? 1);
  });
});

const careConnect = path.join(__dirname, '../../../shared/careconnect');
const whenPublished = existsSync(careConnect) ? describe : describe.skip;

whenPublished('The snapshots of CareConnect (skipped without ../shared/careconnect)', () => {
  test.each(Object.keys(CARECONNECT))('%s: the targets of its references', (type) => {
    const file = path.join(careConnect, `CareConnect-${type}-1.json`);
    const { snapshot }: Snapshot = JSON.parse(readFileSync(file, 'utf8'));
    let compared = 0;
    for (const { path: at, type: types = [] } of snapshot.element) {
      const row = rows.find((each) => each.path === at);
      const theirs = types.flatMap(({ code, targetProfile }) =>
        code === 'Reference' ? (targetProfile ?? []) : [],
      );
      const names = theirs.map((profile) =>
        profile.replace(/^.*\//, '').replace(/^CareConnect-(\w+)-1$/, '$1'),
      );
      if (row === undefined || theirs.length === 0) continue;
      const ours = row.element.types[0]?.targets ?? new Set(['Resource']);
      expect([at, [...new Set(names)].sort()]).toEqual([at, [...ours].sort()]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(0);
  });
});

interface Snapshot {
  readonly snapshot: {
    readonly element: {
      readonly path: string;
      readonly type?: { readonly code: string; readonly targetProfile?: string | string[] }[];
    }[];
  };
}

/** Names of types that differ there. */
const TYPE_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  [...PRIMITIVES.keys()].map((name) => [name, name === 'xhtml' ? 'string' : name]),
);

/** Elements whose codes are plain text there: those of resource types are proved above, the others spelt out. */
const CODES_WITHOUT_UNION = [
  'Timing.repeat.when',
  'OperationOutcome.issue.code',
  'CapabilityStatement.rest.resource.type',
  'CapabilityStatement.messaging.event.focus',
];

interface Member {
  readonly type: string;
  readonly required: boolean;
  readonly repeats: boolean;
}

/** `CapabilityStatement.rest.resource` is CapabilityStatementRestResource there. */
function interfaceName(name: string): string {
  return name
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** Reads the interfaces and the unions of codes out of a declaration file that is written one member a line. */
function readTypes(source: string): {
  interfaces: Map<string, Map<string, Member>>;
  unions: Map<string, string[]>;
} {
  const interfaces = new Map<string, Map<string, Member>>();
  for (const [, name = '', body = ''] of source.matchAll(
    /^ {4}interface (\w+)[^{]*\{\n([\s\S]*?)^ {4}\}/gm,
  )) {
    const members = new Map<string, Member>();
    for (const [, member = '', optional, type = '', array] of body.matchAll(
      /^ {8}(\w+)(\?)?: (\w+)(\[\])?;/gm,
    )) {
      members.set(member, { type, required: optional === undefined, repeats: array !== undefined });
    }
    interfaces.set(name, members);
  }
  const unions = new Map<string, string[]>();
  for (const [, name = '', body = ''] of source.matchAll(/^ {4}type (\w+) =([^;]*'[^;]*);/gm)) {
    unions.set(name, [...body.matchAll(/'([^']*)'/g)].map(([, code = '']) => code).sort());
  }
  return { interfaces, unions };
}
