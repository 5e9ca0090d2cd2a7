import { isObject, type JsonObject } from '../json';
import { type Report, show } from '../report';
import { type Container, containerOf, literalTargetOf } from './reference';
import { RESOURCE_TYPES } from './resource-types';
import { definitionOf, type ElementDefinition, type Property, type TypeDefinition } from './table';

/** How deep elements may lie in each other. Real messages stay below 20; what lies deeper is not looked at. */
export const MAX_DEPTH = 64;

/**
 * Checks a resource against base STU3: names, cardinalities, types, required codes, targets of references, and the
 * rules of the JSON representation (http://hl7.org/fhir/STU3/json.html). Reports each fault where it stands.
 */
export function checkBase(resource: unknown, report: Report): void {
  new BaseCheck(report).resource(resource, '');
}

class BaseCheck {
  readonly #report: Report;
  /** The resource whose contained resources a `#id` leads to. */
  #container: Container = containerOf({});
  #depth = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  /** A resource: the message itself, or one in a Bundle or in `contained`. */
  resource(value: unknown, path: string, { isContained = false } = {}): void {
    if (!isObject(value)) {
      this.#fault('structure', 'type', path, `Expected a resource, found ${show(value)}.`);
      return;
    }
    const type = value.resourceType;
    const typePath = path === '' ? 'resourceType' : `${path}.resourceType`;
    if (type === undefined) {
      this.#fault('required', 'resource-type', typePath, 'A resource names its type in resourceType.');
    } else if (typeof type !== 'string' || !RESOURCE_TYPES.has(type)) {
      this.#fault('structure', 'resource-type', typePath, `${show(type)} is not a resource type of STU3.`);
    } else {
      const outer = this.#container;
      if (!isContained) this.#container = containerOf(value);
      this.#knownResource(type, value, path === '' ? type : path);
      this.#container = outer;
    }
  }

  #knownResource(type: string, resource: JsonObject, path: string): void {
    const definition = definitionOf(type);
    if (definition === undefined) {
      this.#report({
        severity: 'information',
        code: 'informational',
        rule: 'stu3:not-covered',
        path,
        message: `${type} is not in the base table: only what all resources have in common was checked.`,
      });
      this.#members(definitionOf('DomainResource'), resource, path, { isOpen: true });
    } else {
      this.#members(definition, resource, path);
    }
  }

  /**
   * The members of a JSON object that stands for a resource or an element. Of a resource whose type the table does not
   * cover (`isOpen`), only those that all resources have.
   */
  #members(
    definition: TypeDefinition | undefined,
    object: JsonObject,
    path: string,
    { isOpen = false } = {},
  ): void {
    if (definition === undefined) return;
    if (this.#depth === MAX_DEPTH) {
      this.#fault('too-long', 'depth', path, `Elements deeper than ${MAX_DEPTH} levels are not looked at.`);
      return;
    }
    this.#depth += 1;
    const counted: Property[] = [];
    for (const name of Object.keys(object)) {
      const property = definition.properties.get(name);
      if (property !== undefined) {
        // Most values are, and paths that nobody reports need not be made.
        if (!isPlainValue(property, object[name])) this.#property(property, object, `${path}.${name}`);
        if (property.isCounted) counted.push(property);
      } else if (!isOpen && !isTypeName(definition, name)) {
        this.#unknown(definition, name, `${path}.${name}`);
      }
    }
    for (const element of definition.counted) this.#presence(element, counted, path);
    this.#depth -= 1;
  }

  #unknown(definition: TypeDefinition, name: string, path: string): void {
    if (name.startsWith('_') && definition.properties.get(name.slice(1))?.primitive) {
      this.#report({
        severity: 'warning',
        code: 'structure',
        rule: 'stu3:sibling',
        path,
        message: `${name.slice(1)} has neither id nor extensions, so that ${name} means nothing.`,
      });
      return;
    }
    const known = [...definition.properties.keys()];
    const meant = known.find((each) => each.toLowerCase() === name.toLowerCase());
    const hint = meant === undefined ? '' : ` Is ${meant} meant? Names are case-sensitive.`;
    const message = `${definition.name} has no element ${show(name)}.${hint}`;
    this.#fault('structure', 'unknown-element', path, message);
  }

  /** A required element that is missing, a choice made more than once, given the members that are there. */
  #presence(element: ElementDefinition, members: readonly Property[], path: string): void {
    let present = 0;
    let last: string | null = null;
    for (const { element: of, isSibling, name, counterpart } of members) {
      const value = isSibling ? counterpart : name;
      if (of !== element || value === last) continue;
      present += 1;
      last = value;
    }
    const { name, min } = element;
    if (present < min) this.#fault('required', 'min', `${path}.${name}`, `${name} is required and missing.`);
    if (present > 1) this.#fault('structure', 'choice', `${path}.${name}`, `${name} is of one type only.`);
  }

  /** The value of a member: one item, or an array of them where the element repeats. */
  #property(property: Property, owner: JsonObject, path: string): void {
    const value = owner[property.name];
    const counterpart = property.counterpart === null ? undefined : owner[property.counterpart];
    if (value === null) {
      this.#fault('structure', 'null', path, 'An element without a value is left out, not null.');
    } else if (!property.element.repeats && Array.isArray(value)) {
      this.#fault('structure', 'single', path, 'Does not repeat: no array expected.');
    } else if (!property.element.repeats) {
      this.#item(property, value, path, counterpart);
    } else if (!Array.isArray(value)) {
      // Checked further as if it were in its array: a sender who forgets that may be right in all else.
      this.#fault('structure', 'array', path, 'May repeat, so that it is an array even for one value.');
      this.#item(property, value, path, counterpart);
    } else if (value.length === 0) {
      this.#fault('structure', 'empty', path, 'An array is never empty.');
    } else {
      this.#items(property, value, counterpart, path);
    }
  }

  /** The items of an array. Those of a primitive element go in step with the entries beside them (`_given`). */
  #items(property: Property, values: readonly unknown[], counterpart: unknown, path: string): void {
    const others = Array.isArray(counterpart) ? counterpart : [];
    if (property.isSibling && others.length > 0 && others.length !== values.length) {
      const counts = `${others.length} values, but ${values.length} entries beside them`;
      this.#fault('structure', 'padding', path, `${counts}: the two arrays go in step.`);
    }
    values.forEach((value, index) => {
      // null holds the place of a value that has extensions only, or of a value that has none.
      const isPadding = value === null && isFilled(others[index]);
      if (value === null && !isPadding) {
        this.#fault('structure', 'null', `${path}[${index}]`, 'null stands for nothing here.');
      } else if (!isPadding) {
        this.#item(property, value, `${path}[${index}]`, others[index]);
      }
    });
  }

  /** One value, or what stands beside one; `counterpart` is the other of the two. */
  #item(property: Property, value: unknown, path: string, counterpart: unknown): void {
    const { code, targets } = property.type;
    if (property.isSibling) this.#object('Element', value, path, { isBesideValue: isFilled(counterpart) });
    else if (property.primitive !== null) this.#primitive(property, value, path);
    else if (code === 'Resource') this.resource(value, path, { isContained: property.name === 'contained' });
    else if (this.#object(code, value, path) && targets !== null) this.#referenceTarget(value, targets, path);
  }

  #primitive({ type, element, primitive }: Property, value: unknown, path: string): void {
    if (primitive?.accepts(value) === false) {
      this.#fault('value', type.code, path, `Expected ${primitive.expected}, found ${show(value)}.`);
    } else if (element.codes !== null && !element.codes.has(String(value))) {
      const allowed =
        element.codes.size > 12 ? 'a code that STU3 lists' : `one of ${[...element.codes].join(', ')}`;
      this.#fault('code-invalid', 'binding', path, `Expected ${allowed}, found ${show(value)}.`);
    } else if (typeof value === 'string' && value.trim() === '') {
      this.#report({
        severity: 'warning',
        code: 'value',
        rule: `stu3:${type.code}`,
        path,
        message: 'Holds white space only.',
      });
    }
  }

  /** An element that is an object. Says whether it is one. */
  #object(type: string, value: unknown, path: string, { isBesideValue = false } = {}): value is JsonObject {
    if (!isObject(value)) {
      this.#fault('structure', 'type', path, `Expected an object (${type}), found ${show(value)}.`);
      return false;
    }
    const names = Object.keys(value);
    // An id alone is no content, except beside the value that it is the id of.
    if (names.length === 0 || (names.length === 1 && names[0] === 'id' && !isBesideValue)) {
      const message = 'An element has a value, elements or extensions: never nothing.';
      this.#fault('structure', 'ele-1', path, message);
    } else {
      this.#members(definitionOf(type), value, path);
    }
    return true;
  }

  #referenceTarget(reference: JsonObject, targets: ReadonlySet<string>, path: string): void {
    const target = literalTargetOf(reference.reference, this.#container);
    if (target === null || targets.has(target)) return;
    const message = `Leads to a ${target}; expected ${[...targets].join(' or ')}.`;
    this.#fault('value', 'reference-target', `${path}.reference`, message);
  }

  #fault(code: string, rule: string, path: string, message: string): void {
    this.#report({ code, rule: `stu3:${rule}`, path, message });
  }
}

/** Whether `value` is one value of a primitive element, with nothing to report of it. */
function isPlainValue({ primitive, isSibling, element }: Property, value: unknown): boolean {
  return (
    primitive !== null &&
    !isSibling &&
    !element.repeats &&
    primitive.accepts(value) &&
    (element.codes === null || element.codes.has(String(value))) &&
    !(typeof value === 'string' && value.trim() === '')
  );
}

function isTypeName({ properties }: TypeDefinition, name: string): boolean {
  return name === 'resourceType' && properties.has('implicitRules');
}

function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined;
}
