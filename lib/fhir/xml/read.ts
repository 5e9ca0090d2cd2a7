import { PRIMITIVES } from '../base/primitives';
import { RESOURCE_TYPES } from '../base/resource-types';
import { definitionOf, type ElementDefinition, type Property, type TypeDefinition } from '../base/table';
import type { Issue } from '../issue';
import type { Reading } from '../message/json';
import type { Places } from '../message/place';
import { XmlFindings } from './findings';
import { narrativeOf } from './narrative';
import { XmlPlaces } from './places';
import { GUESSED_TYPE, isAttribute } from './table';
import { attributeStarts, FHIR_NAMESPACE, readXmlTree, XHTML_NAMESPACE, type XmlElement } from './tree';

/**
 * Reads a text as a resource in XML (http://hl7.org/fhir/STU3/xml.html), by the base table, into the shape that it has in
 * JSON. Never throws.
 *
 * What is wrong with the text as XML is of the layer `syntax`, and then there is no value. What XML shows and JSON could
 * not is of the layer `base`: names, attributes, namespaces, order, repetition, text, emptiness. Such elements are left
 * out of the value; all else, such as a number that is none, stays in it for `validate` to judge.
 *
 * Of a resource whose type the base table does not cover, what all resources have is read by it, the rest as it looks:
 * values as strings, elements as arrays where they are repeated.
 */
export function readXml(text: string): Reading {
  const { root, issues } = readXmlTree(text);
  if (root === null) return { value: undefined, issues, places: new XmlPlaces() };
  const reader = new ResourceReader(text);
  const value = reader.root(root);
  return { value, issues: [...issues, ...reader.issues()], places: placesOf(text, root) };
}

/** Where values stand, found out when it is asked for, by reading the tree once more. */
function placesOf(text: string, root: XmlElement): Places {
  let known: XmlPlaces | undefined;
  return {
    offsetOf(steps) {
      if (known === undefined) {
        known = new XmlPlaces();
        known.setRoot(new ResourceReader(text, known).root(root), root.start);
      }
      return known.offsetOf(steps);
    },
  };
}

type Members = Record<string, unknown>;

class ResourceReader {
  readonly #text: string;
  readonly #findings: XmlFindings;
  /** Takes down where values stand; null where nobody asks. */
  readonly #places: XmlPlaces | null;

  constructor(text: string, places: XmlPlaces | null = null) {
    this.#text = text;
    this.#findings = new XmlFindings(text);
    this.#places = places;
  }

  issues(): Issue[] {
    return this.#findings.issues();
  }

  /** The resource that is the message; undefined if the element is none. */
  root(element: XmlElement): unknown {
    if (element.namespace !== FHIR_NAMESPACE) this.#findings.wrongNamespace(element, FHIR_NAMESPACE, '');
    return this.#resource(element, '');
  }

  /** A resource; undefined if the element is none. `path` is empty for the root. */
  #resource(element: XmlElement, path: string): Members | undefined {
    const type = element.name;
    if (!RESOURCE_TYPES.has(type)) {
      this.#findings.noResourceType(element, path);
      return undefined;
    }
    const at = path === '' ? type : path;
    const known = definitionOf(type);
    if (known === undefined) this.#findings.notCovered(element, at);
    const definition = known ?? definitionOf('DomainResource');
    this.#attributes(element, [], at);
    this.#noText(element, at);
    const resource: Members = { resourceType: type };
    if (definition !== undefined) {
      this.#members(resource, definition, element, at, { isOpen: known === undefined });
    }
    return resource;
  }

  /**
   * Adds what is in `element` to `owner`, whose type is `definition`. An element that the type does not have is a fault,
   * unless the type `isOpen`.
   */
  #members(
    owner: Members,
    definition: TypeDefinition,
    element: XmlElement,
    path: string,
    { isOpen = false } = {},
  ): void {
    for (const [name, elements] of this.#byName(definition, element, path)) {
      const property = childProperty(definition, name) ?? (isOpen ? guessedProperty(name, elements) : null);
      if (property === null) this.#unknown(definition, elements, `${path}.${name}`);
      else this.#member(owner, property, elements, `${path}.${name}`);
    }
  }

  /** The elements in `element` that are in its namespace, by their names. Looks after their order, too. */
  #byName(definition: TypeDefinition, element: XmlElement, path: string): Map<string, XmlElement[]> {
    const byName = new Map<string, XmlElement[]>();
    let latest: ElementDefinition | undefined;
    for (const child of element.children) {
      const property = childProperty(definition, child.name);
      const namespace = property?.type.code === 'xhtml' ? XHTML_NAMESPACE : element.namespace;
      if (child.namespace !== namespace) {
        this.#findings.wrongNamespace(child, namespace, `${path}.${child.name}`);
        continue;
      }
      const elements = byName.get(child.name) ?? [];
      elements.push(child);
      byName.set(child.name, elements);
      if (property === undefined) continue;
      if (latest !== undefined && isBefore(property.element, latest, definition)) {
        const at = `${path}.${child.name}${property.element.repeats ? `[${elements.length - 1}]` : ''}`;
        this.#findings.outOfOrder(child, latest.name, definition.name, at);
      } else {
        latest = property.element;
      }
    }
    return byName;
  }

  /** Adds the member that `elements`, all of one name, stand for. */
  #member(owner: Members, property: Property, elements: readonly XmlElement[], path: string): void {
    const { repeats } = property.element;
    const [first, ...others] = elements;
    if (first === undefined) return;
    if (!repeats) {
      for (const other of others) this.#findings.repeated(other, path);
    }
    const values: unknown[] = [];
    const siblings: unknown[] = [];
    for (const element of repeats ? elements : [first]) {
      const item = this.#item(property, element, repeats ? `${path}[${values.length}]` : path);
      if (item.value === undefined && item.sibling === undefined) continue;
      this.#places?.add(values, values.length, element.start);
      this.#places?.add(siblings, siblings.length, element.start);
      values.push(item.value ?? null);
      siblings.push(item.sibling ?? null);
    }
    this.#add(owner, property.name, values, repeats, first.start);
    this.#add(owner, `_${property.name}`, siblings, repeats, first.start);
  }

  /** Adds a member, unless it has no values. null holds the place of a value that is missing in an array. */
  #add(owner: Members, name: string, values: readonly unknown[], repeats: boolean, offset: number): void {
    if (values.every((value) => value === null)) return;
    setMember(owner, name, repeats ? values : values[0]);
    this.#places?.add(owner, name, offset);
  }

  /** What an element stands for: its value, and what stands beside it where that is primitive. */
  #item(property: Property, element: XmlElement, path: string): { value?: unknown; sibling?: unknown } {
    const { code } = property.type;
    if (code === 'xhtml') return { value: narrativeOf(this.#text, element) };
    if (property.primitive !== null) return this.#primitive(code, element, path);
    if (code === 'Resource') return { value: this.#resourceIn(element, path) };
    return { value: this.#object(code, element, path) };
  }

  #primitive(type: string, element: XmlElement, path: string): { value?: unknown; sibling?: unknown } {
    this.#attributes(element, ['value', 'id'], path);
    this.#noText(element, path);
    const sibling: Members = {};
    this.#attributeMember(sibling, 'id', element);
    const definition = definitionOf('Element');
    if (definition !== undefined && element.children.length > 0) {
      this.#members(sibling, definition, element, siblingPath(path));
    }
    const written = element.attributes.get('value');
    const hasSibling = Object.keys(sibling).length > 0;
    if (written === undefined && !hasSibling) this.#nothing(element, path);
    return {
      value: written === undefined ? undefined : this.#typed(type, written, element, path),
      sibling: hasSibling ? sibling : undefined,
    };
  }

  /** The JSON value of a primitive; the text itself where it is none of its type. */
  #typed(type: string, written: string, element: XmlElement, path: string): unknown {
    if (type === 'boolean') return written === 'true' ? true : written === 'false' ? false : written;
    if (WHOLE_NUMBERS.has(type)) {
      const number = Number(written);
      return /^[+-]?(?:0|[1-9]\d*)$/.test(written) && Number.isSafeInteger(number) ? number : written;
    }
    if (type !== 'decimal' || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(written)) return written;
    this.#findings.number(element, written, path);
    return Number(written);
  }

  /** The resource in an element that does nothing but hold it. */
  #resourceIn(element: XmlElement, path: string): Members | undefined {
    this.#attributes(element, [], path);
    this.#noText(element, path);
    const [resource, second] = element.children;
    if (resource === undefined) {
      this.#nothing(element, path);
      return undefined;
    }
    if (second !== undefined) this.#findings.repeated(second, path);
    if (resource.namespace !== element.namespace) {
      this.#findings.wrongNamespace(resource, element.namespace, path);
      return undefined;
    }
    return this.#resource(resource, path);
  }

  #object(type: string, element: XmlElement, path: string): Members | undefined {
    const definition = definitionOf(type);
    if (definition === undefined) return undefined;
    const names = ['id', 'url'].filter((name) => isAttribute(definition.properties.get(name)));
    this.#attributes(element, names, path);
    this.#noText(element, path);
    const object: Members = {};
    for (const name of names) this.#attributeMember(object, name, element);
    this.#members(object, definition, element, path, { isOpen: type === GUESSED_TYPE });
    if (Object.keys(object).length > 0) return object;
    this.#nothing(element, path);
    return undefined;
  }

  #attributeMember(owner: Members, name: string, element: XmlElement): void {
    const value = element.attributes.get(name);
    if (value === undefined) return;
    owner[name] = value;
    if (this.#places === null) return;
    this.#places.add(owner, name, attributeStarts(this.#text, element).get(name) ?? element.start);
  }

  /** Reports the attributes of an element that are none of `names`. */
  #attributes(element: XmlElement, names: readonly string[], path: string): void {
    const unknown = [...element.attributes.keys()].filter((name) => !names.includes(name));
    if (unknown.length === 0) return;
    const starts = attributeStarts(this.#text, element);
    for (const name of unknown) {
      const offset = starts.get(name) ?? element.start;
      this.#findings.unknownAttribute(offset, name, element.name, path);
    }
  }

  #unknown(definition: TypeDefinition, elements: readonly XmlElement[], path: string): void {
    for (const element of elements) {
      const hint = hintFor(element.name, definition);
      this.#findings.unknownElement(element, definition.name, hint, path);
    }
  }

  #noText({ text }: XmlElement, path: string): void {
    if (text !== null) this.#findings.text(text, path);
  }

  /** Reports an element that gave nothing, unless what is in it is at fault already. */
  #nothing(element: XmlElement, path: string): void {
    if (element.children.length === 0 && element.text === null) this.#findings.nothingIn(element, path);
  }
}

const WHOLE_NUMBERS = new Set(['integer', 'unsignedInt', 'positiveInt']);

/** The property that an element of this name is, in an element of the type `definition`. */
function childProperty(definition: TypeDefinition, name: string): Property | undefined {
  const property = definition.properties.get(name);
  return property?.isSibling || isAttribute(property) ? undefined : property;
}

/** What may be meant by a name that the type does not have. */
function hintFor(name: string, { properties }: TypeDefinition): string {
  if (isAttribute(properties.get(name))) return ' It is an attribute.';
  const isMeant = (each: Property): boolean => each.name.toLowerCase() === name.toLowerCase();
  const meant = [...properties.values()].find((each) => !each.isSibling && isMeant(each));
  return meant === undefined ? '' : ` Is ${meant.name} meant? Names are case-sensitive.`;
}

function isBefore(one: ElementDefinition, other: ElementDefinition, { elements }: TypeDefinition): boolean {
  return elements.indexOf(one) < elements.indexOf(other);
}

/** What elements look like of which the table says nothing. */
function guessedProperty(name: string, elements: readonly XmlElement[]): Property {
  const isPrimitive = elements.some(({ attributes }) => attributes.has('value'));
  const holdResources = elements.every(({ children: [child] }) => RESOURCE_TYPES.has(child?.name ?? ''));
  const type = { code: isPrimitive ? 'string' : holdResources ? 'Resource' : GUESSED_TYPE, targets: null };
  return {
    name,
    element: { name, min: 0, repeats: elements.length > 1, types: [type], names: [], codes: null },
    type,
    primitive: isPrimitive ? (PRIMITIVES.get('string') ?? null) : null,
    isCounted: false,
    isSibling: false,
    counterpart: null,
  };
}

/** The path of what stands beside a primitive value: `name[0]._given[1]` for `name[0].given[1]`. */
function siblingPath(path: string): string {
  return path.replace(/[^.]+$/, '_$&');
}

/** Sets a member, also one of the name `__proto__`, to which an assignment would do something else. */
function setMember(owner: Members, name: string, value: unknown): void {
  if (name !== '__proto__') owner[name] = value;
  else Object.defineProperty(owner, name, { value, enumerable: true, configurable: true, writable: true });
}
