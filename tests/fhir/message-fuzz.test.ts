import { isDeepStrictEqual } from 'node:util';
import { type Issue, locate, readMessage, validate, writeXml } from '../../lib/fhir';
import { RESOURCE_TYPES } from '../../lib/fhir/base/resource-types';
import { definedNames, definitionOf, type Property } from '../../lib/fhir/base/table';
import { scanJson } from '../../lib/fhir/message/json-scan';
import { bytesOf, type Chance, chanceOf } from './random';
import {
  aBookedAppointment,
  aCapabilityStatement,
  anAppointment,
  anOperationOutcome,
  aSearchset,
  change,
  type Json,
  type Resource,
} from './samples';

/** Reading, locating, validating and writing, on many messages made by chance: always the same ones. */

const SAMPLES = [anAppointment, aBookedAppointment, aSearchset, aCapabilityStatement, anOperationOutcome];
const DIVS = [
  '<div xmlns="http://www.w3.org/1999/xhtml">a</div>',
  '<div class=\'c\' xmlns="http://www.w3.org/1999/xhtml"><!-- c --><p>&lt;&#160;😀<br/></p>\n<![CDATA[<]]></div>',
];
const TEXTS = ['a', ' b ', '<&>"\'', 'é€😀', 'line\nline\ttab', '\u2028\u0085', 'x'.repeat(300)];

/** The types of resources of the base table, each as often as it has elements with elements, so that none is rare. */
const RESOURCES = definedNames()
  .map((name) => name.replace(/\..*/, ''))
  .filter((name) => RESOURCE_TYPES.has(name));

/** Makes resources that the base table allows, as far as XML can tell; of what it has made least, it makes most. */
class ResourceMaker {
  readonly #chance: Chance;
  /** How often each property was made. */
  readonly made = new Map<string, number>();
  /** How many more elements with elements the resource at hand may have. */
  #budget = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  resource(): Resource {
    this.#budget = 25;
    return this.#resource(0);
  }

  #resource(depth: number): Resource {
    const type = this.#chance.pick(RESOURCES);
    return { resourceType: type, ...this.#object(type, depth) };
  }

  #object(type: string, depth: number): Resource {
    const definition = definitionOf(type);
    if (definition === undefined) throw new Error(`The base table has no ${type}`);
    this.#budget -= 1;
    const isLeaf = depth > 8 || this.#budget < 0;
    const isAllowed = (each: Property) => !each.isSibling && (each.primitive !== null || !isLeaf);
    const properties = [...definition.properties.values()].filter(isAllowed);
    const object: Resource = {};
    // Elements that only this element has are made more often: nothing else leads to what is in them.
    const rank = (each: Property) =>
      ((this.made.get(`${type}.${each.name}`) ?? 0) + this.#chance.next()) /
      (each.type.code.includes('.') ? 10 : 1);
    const ranked = properties.map((each) => ({ each, rank: rank(each) })).sort((a, b) => a.rank - b.rank);
    for (const { each } of ranked.slice(0, 1 + this.#chance.below(3))) {
      this.made.set(`${type}.${each.name}`, (this.made.get(`${type}.${each.name}`) ?? 0) + 1);
      Object.assign(object, this.#member(each, depth));
    }
    return object;
  }

  #member(property: Property, depth: number): Resource {
    const { name, counterpart, element } = property;
    const items = Array.from({ length: element.repeats ? 1 + this.#chance.below(3) : 1 }, () => {
      const kind = counterpart === null ? 0 : this.#chance.below(6);
      return {
        value: kind === 1 ? null : this.#value(property, depth),
        sibling: kind === 1 || kind === 2 ? this.#sibling(depth) : null,
      };
    });
    const member: Resource = {};
    const add = (key: string, values: Json[]) => {
      if (values.some((value) => value !== null))
        member[key] = element.repeats ? values : (values[0] ?? null);
    };
    add(
      name,
      items.map(({ value }) => value),
    );
    add(
      counterpart ?? '',
      items.map(({ sibling }) => sibling),
    );
    return member;
  }

  #sibling(depth: number): Resource {
    const id = { id: this.#chance.pick(TEXTS) };
    return this.#chance.below(2) === 0 ? id : { ...id, extension: [this.#object('Extension', depth + 1)] };
  }

  #value({ type: { code }, primitive }: Property, depth: number): Json {
    if (code === 'Resource') return this.#resource(depth + 1);
    if (primitive === null) return this.#object(code, depth + 1);
    if (code === 'xhtml') return this.#chance.pick(DIVS);
    if (code === 'boolean') return this.#chance.below(2) === 0;
    if (code === 'decimal') return this.#chance.pick([0, -0.5, 51.5074, 1e21, 2.5e-9, 123456789012345]);
    if (/int/i.test(code)) return this.#chance.below(2_147_483_647);
    return this.#chance.pick(TEXTS);
  }
}

test('Every resource that the base table allows is read from XML as it was written', () => {
  const maker = new ResourceMaker(chanceOf(1));
  for (let round = 0; round < 600; round += 1) {
    const resource = maker.resource();
    const { value, issues } = readMessage(bytesOf(writeXml(resource)));
    // Jest's own comparison takes many times as long as all the rest; it is for telling what is different.
    if (issues.length > 0 || !isDeepStrictEqual(value, resource))
      expect({ value, issues }).toStrictEqual({ value: resource, issues: [] });
  }
  const reached = definedNames().filter((name) =>
    [...maker.made.keys()].some((made) => made.startsWith(`${name}.`)),
  );
  expect(reached.length).toBeGreaterThan(70);
  const missed = reached.flatMap((name) =>
    [...(definitionOf(name)?.properties.values() ?? [])]
      .filter(({ isSibling, name: member }) => !isSibling && !maker.made.has(`${name}.${member}`))
      .map((property) => `${name}.${property.name}`),
  );
  expect(missed).toEqual([]);
});

interface Place {
  readonly path: string;
  readonly value: Json;
  /** The name of a member; null for an item. */
  readonly name: string | null;
}

/** Everything in a resource, with paths as validate makes them. */
function placesIn(value: Json, path: string): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const isArray = Array.isArray(value);
  return Object.entries(value).flatMap(([name, member]) => {
    const at = isArray ? `${path}[${name}]` : `${path}.${name}`;
    return [{ path: at, value: member, name: isArray ? null : name }, ...placesIn(member, at)];
  });
}

describe('Every element is where positionOf says', () => {
  /** The paths in resources whose text, where positionOf says that it begins, does not begin as `isBeginning` wants. */
  const misplaced = (
    seed: number,
    write: (resource: Resource, round: number) => string,
    isBeginning: (text: string, place: Place) => boolean,
  ): string[] => {
    const maker = new ResourceMaker(chanceOf(seed));
    return Array.from({ length: 120 }, (_, round) => {
      const resource = maker.resource();
      const text = write(resource, round);
      const lines = text.split('\n');
      const message = readMessage(bytesOf(text));
      return placesIn(resource, String(resource.resourceType)).filter((place) => {
        const { line, column } = message.positionOf(place.path) ?? { line: 0, column: 0 };
        return !isBeginning(lines[line - 1]?.slice(column - 1) ?? '', place);
      });
    }).flatMap((places) => places.map(({ path }) => path));
  };

  test('in JSON', () => {
    const write = (resource: Resource, round: number) => JSON.stringify(resource, null, round % 3);
    const isBeginning = (text: string, { value, name }: Place) =>
      text.startsWith(name === null ? JSON.stringify(value).charAt(0) : `${JSON.stringify(name)}:`);
    expect(misplaced(2, write, isBeginning)).toEqual([]);
  });

  test('in XML', () => {
    const write = (resource: Resource) => writeXml(resource).replaceAll('/><', '/>\n <');
    const isBeginning = (text: string, { path }: Place) => {
      const [, name] = /\._?(\w+)(?:\[\d+\])?$/.exec(path) ?? [];
      return name === 'resourceType' || /^<?(\w+)/.exec(text)?.[1] === name;
    };
    expect(misplaced(3, write, isBeginning)).toEqual([]);
  });
});

const FRAGMENTS = [
  ...'{}[]:,"\\/ \n\t0123456789-+.eE\'<>&;=?!xu\u0000\u001f\u007fé😀\ufeff',
  ...[
    'true',
    'false',
    'null',
    '"a":1',
    '\\ud83d',
    '\\u00e9',
    '1e5',
    '1.50',
    '12345678901234567890',
    '[[[',
    '{"":',
    '/*',
  ],
  ...[
    '<',
    '</',
    '/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?a',
    '?>',
    '<!DOCTYPE a',
    '&amp;',
    '&#0;',
    '&x;',
    ' xmlns=""',
    ' a="b"',
  ],
];

/** Takes pieces out of a text, puts others in, or repeats some. */
function spoil(text: string, chance: Chance): string {
  let spoilt = text;
  for (let faults = 1 + chance.below(3); faults > 0; faults -= 1) {
    const start = chance.below(spoilt.length + 1);
    const end = chance.below(2) === 0 ? start : start + chance.below(12);
    const piece =
      chance.below(8) === 0 ? spoilt.slice(start, start + chance.below(40)) : chance.pick(FRAGMENTS);
    spoilt = spoilt.slice(0, start) + (chance.below(4) === 0 ? '' : piece) + spoilt.slice(end);
  }
  return spoilt;
}

test('The scanner takes for JSON what JSON.parse takes for it', () => {
  const chance = chanceOf(4);
  const bases = [
    ...SAMPLES.map((make) => JSON.stringify(make(), null, 1)),
    ...['{"a":[1,-2.5e+3,"\\u00e9\\n",null,true,{"b":{}}]}', '[]', '"a"', '0', 'null', ' [ 1 , 2 ] '],
  ];
  const seen = { accepted: 0, refused: 0 };
  const disagreements: string[] = [];
  for (let round = 0; round < 12_000; round += 1) {
    const text = spoil(chance.pick(bases), chance);
    let isJson = true;
    try {
      JSON.parse(text);
    } catch {
      isJson = false;
    }
    if ((scanJson(text).fault === null) !== isJson) disagreements.push(text);
    seen[isJson ? 'accepted' : 'refused'] += 1;
  }
  expect(disagreements).toEqual([]);
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(1200);
});

test('Duplicates are found where there are any, and nowhere else', () => {
  const chance = chanceOf(5);
  for (let round = 0; round < 1000; round += 1) {
    const names = Array.from({ length: chance.below(8) }, () =>
      chance.pick(['a', 'b', 'c', '__proto__', 'é', '']),
    );
    const written = names.map((name) => (chance.below(3) === 0 ? escaped(name) : JSON.stringify(name)));
    const { issues } = readMessage(
      bytesOf(`{${written.map((name) => `${name}:{"a":[{"b":1}]}`).join(',')}}`),
    );
    expect(issues.map(({ rule }) => rule)).toEqual(
      Array.from({ length: names.length - new Set(names).size }, () => 'duplicate-key'),
    );
  }
});

function escaped(text: string): string {
  const escapeOf = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `"${[...text].map(escapeOf).join('')}"`;
}

/** Whether an issue is whole, and in the text. */
function isWhole(issue: Issue, lineCount: number): boolean {
  const { line = 1, column = 1, message } = issue;
  return message !== '' && line >= 1 && line <= lineCount && column >= 1;
}

test('Whatever the bytes: an answer', () => {
  const chance = chanceOf(6);
  const texts = SAMPLES.flatMap((make) => [
    JSON.stringify(make(), null, 1),
    writeXml(make()).replaceAll('><', '>\n<'),
  ]);
  for (let round = 0; round < 2000; round += 1) {
    const bytes = bytesOf(spoil(chance.pick(texts), chance));
    for (let faults = chance.below(4) === 0 ? chance.below(4) : 0; faults > 0; faults -= 1) {
      bytes[chance.below(bytes.length)] = chance.below(256);
    }
    const format = chance.pick([undefined, undefined, 'json', 'xml'] as const);
    const message = readMessage(bytes, format);
    const issues = locate([...message.issues, ...validate(message.value, { as: 'request' })], message);
    const lineCount = bytes.reduce((count, byte) => count + (byte === 10 || byte === 13 ? 1 : 0), 1);
    expect(issues.filter((issue) => !isWhole(issue, lineCount))).toEqual([]);
    if (message.value === undefined)
      expect(message.issues.some(({ severity }) => severity === 'error')).toBe(true);
  }
});

const ODDITIES: Json[] = [
  null,
  true,
  -1.5e-9,
  '',
  '\u0000\ud800<&"',
  [],
  {},
  [[]],
  [null, [{}], 'x', 3],
  { id: { a: 1 }, url: [], extension: 'x', value: null },
  { resourceType: 'Patient', _x: 1, x: 2 },
  { resourceType: 'a b', contained: [{ resourceType: null }] },
  { div: '<div>', _div: { id: [] } },
  JSON.parse('{"__proto__": {"id": 1}, "xmlns:a": 3, "xmlns": "u", "a b": [], "": 1, "é": {"1": 2}}'),
];

test('Whatever the JSON: XML that is well-formed, and can be read and judged', () => {
  const chance = chanceOf(7);
  for (let round = 0; round < 700; round += 1) {
    const resource = chance.pick(SAMPLES)();
    for (let faults = 1 + chance.below(4); faults > 0; faults -= 1) {
      const { path } = chance.pick(placesIn(resource, ''));
      change(resource, path, structuredClone(chance.pick(ODDITIES)));
    }
    const message = readMessage(bytesOf(writeXml(resource)), 'xml');
    expect(message.issues.filter(({ layer, rule }) => layer === 'syntax' && rule !== 'number')).toEqual([]);
    expect(locate(validate(message.value), message).filter(({ line = 0 }) => line < 1)).toEqual([]);
  }
});
