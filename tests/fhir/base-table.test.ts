import { readFileSync } from 'node:fs';
import * as fhirpath from 'fhirpath/fhir-context/stu3';
import { RESOURCE_TYPES } from '../../lib/fhir/base/resource-types';
import {
  definedNames,
  definitionOf,
  type ElementDefinition,
  type TypeDefinition,
} from '../../lib/fhir/base/table';

/** The base table against two independent descriptions of STU3: the model of fhirpath, and the types of @types/fhir. */

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
  expect(definitions.filter(({ name }) => RESOURCE_TYPES.has(name))).toHaveLength(13);
  expect(rows.length).toBeGreaterThan(400);
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
    // In the same order: that of the specification, which XML keeps.
    expect(named.map(({ name }) => name)).toEqual(known);
    for (const { element, name } of named) {
      const member = theirs.get(name);
      expect([name, member?.repeats]).toEqual([name, element.repeats]);
      if (element.types.length === 1) expect([name, member?.required]).toEqual([name, element.min > 0]);
      const codes = unions.get(member?.type ?? '');
      if (codes === undefined) continue;
      // There, interactions of a type and of the whole system share one union.
      if (/interaction$/.test(owner.name))
        expect(codes).toEqual(expect.arrayContaining([...(element.codes ?? [])]));
      else expect([name, [...(element.codes ?? [])].sort()]).toEqual([name, codes]);
    }
  });
});

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
