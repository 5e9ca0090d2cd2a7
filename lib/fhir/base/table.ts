import { ADMINISTRATION } from './administration';
import { CODES } from './codes';
import { DATATYPES } from './datatypes';
import { DOCUMENTS } from './documents';
import { EXCHANGE } from './exchange';
import { PRIMITIVES, type PrimitiveType } from './primitives';
import { SCHEDULING } from './scheduling';

/**
 * The base table: what elements the types of FHIR STU3 have.
 *
 * It is written as text, a block for each type. The first line names the type and the type it extends; each further
 * line is an element, in the order of the specification:
 *
 *     Appointment : DomainResource
 *       status              1..1  code =appointmentstatus                code, bound to a code set of `codes.ts`
 *       slot                0..*  Reference(Slot)                        reference, and the types it may lead to
 *       participant         1..*  BackboneElement                        element with elements of its own:
 *       participant.actor   0..1  Reference(Patient|Practitioner)
 *       deceased[x]         0..1  boolean,dateTime                       choice; `*` is any type of an extension
 *       entry.link          0..*  @Bundle.link                           same content as that element
 */

/** One of the types that an element may have. */
export interface TypeReference {
  /** A primitive type, a data type, `Resource`, or the path of the element that has the content: `Bundle.link`. */
  readonly code: string;
  /** Resource types that a Reference may lead to; null where any will do. */
  readonly targets: ReadonlySet<string> | null;
}

/** The names of the JSON members of an element: of its value, and of what stands beside a primitive value. */
export interface MemberNames {
  readonly value: string;
  /** Holds id and extensions of a primitive value: `_birthDate`. */
  readonly sibling: string;
}

/** One row of the table. */
export interface ElementDefinition {
  /** As in the specification: a choice of types ends in `[x]`. */
  readonly name: string;
  readonly min: number;
  readonly repeats: boolean;
  /** More than one for a choice. */
  readonly types: readonly TypeReference[];
  /** The names that it may have in JSON, one for each type: `deceasedBoolean`, `deceasedDateTime`. */
  readonly names: readonly MemberNames[];
  readonly codes: ReadonlySet<string> | null;
}

/** A member that a JSON object of a type may have: an element under one type of its choice, or its sibling. */
export interface Property {
  readonly name: string;
  readonly element: ElementDefinition;
  readonly type: TypeReference;
  /** Of a primitive value and of its sibling; null for all else. */
  readonly primitive: PrimitiveType | null;
  /** Whether its absence, or that of another one, can be a fault: it is required, or one type of a choice. */
  readonly isCounted: boolean;
  /** Whether it is the sibling of a primitive value. */
  readonly isSibling: boolean;
  /** The name of the sibling, or of the value that this is the sibling of; null where there is no sibling. */
  readonly counterpart: string | null;
}

/** A type, or an element with elements of its own, under its path. */
export interface TypeDefinition {
  readonly name: string;
  readonly parent: TypeDefinition | null;
  /** In the order of the specification, inherited ones first. */
  readonly elements: readonly ElementDefinition[];
  /** Those whose absence or number can be a fault: required elements and choices. */
  readonly counted: readonly ElementDefinition[];
  readonly properties: ReadonlyMap<string, Property>;
}

interface Block {
  readonly name: string;
  readonly parent: string | null;
  readonly elements: ElementDefinition[];
}

const ANY_TYPE =
  `base64Binary boolean code date dateTime decimal id instant integer markdown oid positiveInt string time
  unsignedInt uri Address Age Annotation Attachment CodeableConcept Coding ContactPoint Count Distance Duration HumanName
  Identifier Money Period Quantity Range Ratio Reference SampledData Signature Timing Meta`.split(/\s+/);

const BLOCKS = parseBlocks([DATATYPES, SCHEDULING, ADMINISTRATION, DOCUMENTS, EXCHANGE].join('\n'));
const DEFINITIONS = new Map<string, TypeDefinition>();

/** The definition of a type (`Patient`, `HumanName`) or of an element with elements of its own (`Patient.contact`). */
export function definitionOf(name: string): TypeDefinition | undefined {
  const known = DEFINITIONS.get(name);
  if (known !== undefined) return known;
  const block = BLOCKS.get(name);
  if (block === undefined) return undefined;
  const definition = define(block);
  DEFINITIONS.set(name, definition);
  return definition;
}

/** The names of everything that the table defines. */
export function definedNames(): string[] {
  return [...BLOCKS.keys()];
}

/** Reads the text of the table. Throws on a line that it can't read: the table is part of the program. */
function parseBlocks(text: string): Map<string, Block> {
  const blocks = new Map<string, Block>();
  let type = '';
  for (const line of text.split('\n')) {
    const heading = /^(\w+)(?: : (\w+))?$/.exec(line);
    if (heading?.[1] !== undefined) {
      type = heading[1];
      blocks.set(type, { name: type, parent: heading[2] ?? null, elements: [] });
    } else if (line !== '') {
      addRow(blocks, type, line);
    }
  }
  return blocks;
}

function addRow(blocks: Map<string, Block>, type: string, line: string): void {
  const row = /^ {2}(\S+) +([01])\.\.([1*]) +(\S+)(?: =(\S+))?$/.exec(line);
  const [, path = '', min, max, types = '', codeSet] = row ?? [];
  const owner = blocks.get([type, ...path.split('.').slice(0, -1)].join('.'));
  const codes = codeSet === undefined ? null : CODES.get(codeSet);
  if (row === null || owner === undefined || codes === undefined)
    throw new Error(`Not a row of ${type}: ${line}`);

  const hasElements = types === 'BackboneElement' || types === 'Element';
  if (hasElements) blocks.set(`${type}.${path}`, { name: `${type}.${path}`, parent: types, elements: [] });
  const name = path.slice(path.lastIndexOf('.') + 1);
  const typeReferences = hasElements ? [{ code: `${type}.${path}`, targets: null }] : parseTypes(types);
  owner.elements.push({
    name,
    min: Number(min),
    repeats: max === '*',
    types: typeReferences,
    names: typeReferences.map(({ code }) => memberNames(name.replace('[x]', capitalised(code)))),
    codes,
  });
}

function parseTypes(text: string): TypeReference[] {
  if (text === '*') return ANY_TYPE.map((code) => ({ code, targets: null }));
  return text.split(',').map((type) => {
    const [, code = type, targets] = /^(\w+)\((\S+)\)$/.exec(type) ?? [];
    return {
      code: code.replace(/^@/, ''),
      targets: targets === undefined ? null : new Set(targets.split('|')),
    };
  });
}

function memberNames(value: string): MemberNames {
  return { value, sibling: `_${value}` };
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function define(block: Block): TypeDefinition {
  const parent = block.parent === null ? null : (definitionOf(block.parent) ?? null);
  const elements = [...(parent?.elements ?? []), ...block.elements];
  const properties = new Map(parent?.properties);
  for (const property of block.elements.flatMap((element) => propertiesOf(block.name, element))) {
    properties.set(property.name, property);
  }
  const counted = elements.filter(isCounted);
  return { name: block.name, parent, elements, counted, properties };
}

/** Whether the absence or the number of an element can be a fault. */
function isCounted({ min, types }: ElementDefinition): boolean {
  return min > 0 || types.length > 1;
}

function propertiesOf(owner: string, element: ElementDefinition): Property[] {
  return element.types.flatMap((type, index): Property[] => {
    const { value, sibling } = element.names[index] ?? memberNames(element.name);
    const primitive = PRIMITIVES.get(type.code) ?? null;
    const common = { element, type, primitive, isCounted: isCounted(element) };
    if (primitive === null || isAttribute(owner, element)) {
      return [{ ...common, name: value, isSibling: false, counterpart: null }];
    }
    return [
      { ...common, name: value, isSibling: false, counterpart: sibling },
      { ...common, name: sibling, isSibling: true, counterpart: value },
    ];
  });
}

/** Whether the element is an attribute in XML, or the div of a narrative: such a value has no id and no extensions. */
function isAttribute(owner: string, element: ElementDefinition): boolean {
  return ['Element.id', 'Extension.url', 'Narrative.div'].includes(`${owner}.${element.name}`);
}
