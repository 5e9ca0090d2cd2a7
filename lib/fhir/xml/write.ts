import { definitionOf, type Property, type TypeDefinition } from '../base/table';
import { isObject, type JsonObject } from '../json';
import { plainDecimal } from '../message/number';
import { attributeText, elementName } from './escape';
import { GUESSED_TYPE, isAttribute } from './table';
import { FHIR_NAMESPACE, readXmlTree } from './tree';

/** How deep elements are written in each other. */
const MAX_DEPTH = 500;

/**
 * Writes a resource, given in its JSON shape, as XML (http://hl7.org/fhir/STU3/xml.html), elements in the order of the
 * base table. `readMessage` reads the same resource from it, if it is valid.
 *
 * Takes any JSON object, so that faults can be sent on purpose. What the table does not know follows the rest, in its
 * own order. Values of the wrong type are written as their text, objects with all that is in them, null and empty
 * arrays as elements without value. Some faults of JSON have no form in XML: whether a value is in an array or not, the
 * quotes of a string, arrays in arrays. A resource without a type that can name an element is written as `Resource`.
 *
 * Characters that XML 1.0 has no form for become U+FFFD, those that no name may have become `_`. A narrative that is no
 * well-formed div is written as if it were a string. Elements more than 500 deep are written as empty ones.
 *
 * @throws RangeError if `resource` is no JSON object: XML has one root element.
 */
export function writeXml(resource: unknown): string {
  if (!isObject(resource)) throw new RangeError('Only a JSON object can be written as XML.');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${resourceXml(resource, new Map([['xmlns', FHIR_NAMESPACE]]), 0)}`;
}

/** Attributes by name, their values not escaped. */
type Attributes = Map<string, string>;

function resourceXml(resource: JsonObject, attributes: Attributes, depth: number): string {
  const type = resource.resourceType;
  const isName = typeof type === 'string' && elementName(type) === type;
  const definition = (isName ? definitionOf(type) : undefined) ?? definitionOf('DomainResource');
  const content = membersXml(resource, definition, isName ? ['resourceType'] : [], depth);
  return elementXml(isName ? type : 'Resource', attributes, content);
}

/** The members of an object, without those in `written`: first those that its type has, in their order, then all others. */
function membersXml(
  object: JsonObject,
  definition: TypeDefinition | undefined,
  written: readonly string[],
  depth: number,
): string {
  const known = new Map<string, Property>();
  const others = new Set<string>();
  for (const name of Object.keys(object)) {
    if (object[name] === undefined || written.includes(name)) continue;
    const property = definition?.properties.get(name);
    const value = property?.isSibling ? definition?.properties.get(property.counterpart ?? '') : property;
    if (value === undefined || isAttribute(value)) others.add(name);
    else known.set(value.name, value);
  }
  let xml = '';
  for (const property of inOrder(known.values(), definition)) {
    const sibling = property.counterpart === null ? undefined : object[property.counterpart];
    xml += memberXml(property.name, property, object[property.name], sibling, depth);
  }
  const isBeside = (name: string): boolean => /^_[^_]/.test(name) && others.has(name.slice(1));
  for (const name of others) {
    const sibling = isBeside(`_${name}`) ? object[`_${name}`] : undefined;
    if (!isBeside(name)) xml += memberXml(name, undefined, object[name], sibling, depth);
  }
  return xml;
}

function inOrder(properties: Iterable<Property>, definition: TypeDefinition | undefined): Property[] {
  const place = ({ element }: Property): number => definition?.elements.indexOf(element) ?? 0;
  return [...properties].sort((one, other) => place(one) - place(other));
}

/** The elements that a member stands for; `sibling` is what stands beside its values, `_name`. */
function memberXml(
  name: string,
  property: Property | undefined,
  member: unknown,
  sibling: unknown,
  depth: number,
): string {
  const values = listed(member);
  const siblings = listed(sibling);
  const count = Math.max(values.length, siblings.length, 1);
  return Array.from({ length: count }, (_, index) =>
    itemXml(name, property, values[index], siblings[index], depth + 1),
  ).join('');
}

function itemXml(
  name: string,
  property: Property | undefined,
  value: unknown,
  sibling: unknown,
  depth: number,
): string {
  const attributes: Attributes = new Map();
  if (depth > MAX_DEPTH) return elementXml(name, attributes, '');
  if (Array.isArray(value)) return memberXml(name, property, value, sibling, depth);
  if (property?.type.code === 'xhtml' && isDiv(value)) return value.trim();
  let content = '';
  if (isObject(sibling)) content += objectXml(sibling, 'Element', attributes, depth);
  else if (isFilled(sibling)) content += itemXml(`_${name}`, undefined, sibling, undefined, depth + 1);
  if (!isObject(value)) {
    if (isFilled(value)) attributes.set('value', textOf(value));
  } else if (property?.type.code === 'Resource') {
    content += resourceXml(value, new Map(), depth);
  } else {
    const isTyped = property !== undefined && property.primitive === null;
    content += objectXml(value, isTyped ? property.type.code : GUESSED_TYPE, attributes, depth);
  }
  return elementXml(name, attributes, content);
}

/** What is in the element of an object of a type. Adds its attributes to `attributes`. */
function objectXml(object: JsonObject, type: string, attributes: Attributes, depth: number): string {
  const definition = definitionOf(type);
  const names = ['id', 'url'].filter(
    (name) =>
      isAttribute(definition?.properties.get(name)) && isFilled(object[name]) && !isStructure(object[name]),
  );
  for (const name of names) attributes.set(name, textOf(object[name]));
  return membersXml(object, definition, names, depth);
}

function elementXml(name: string, attributes: Attributes, content: string): string {
  const tag = elementName(name);
  let start = `<${tag}`;
  for (const [attribute, value] of attributes) start += ` ${attribute}="${attributeText(value)}"`;
  return content === '' ? `${start}/>` : `${start}>${content}</${tag}>`;
}

function textOf(value: unknown): string {
  return typeof value === 'number' ? plainDecimal(value) : String(value);
}

/** Whether a narrative can stand in XML as it is. */
function isDiv(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const text = value.trim();
  const { root, issues } = readXmlTree(text);
  return root?.name === 'div' && issues.length === 0 && root.start === 0 && root.end === text.length;
}

function listed(member: unknown): readonly unknown[] {
  return Array.isArray(member) ? member : [member];
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
