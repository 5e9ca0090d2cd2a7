import { isObject, type JsonObject } from '../json';
import { MAX_DEPTH } from './check';
import { type Container, containerOf } from './reference';
import { RESOURCE_TYPES } from './resource-types';
import { definitionOf, type Property, type TypeDefinition } from './table';

/** A resource or an element, with the type that the base table gives it. */
export interface Node {
  readonly type: TypeDefinition;
  readonly value: JsonObject;
  readonly path: string;
  /** The resource that it is in, the outer one if that is contained. */
  readonly container: Container;
}

/** Whether a node is a resource, and not an element to which somebody gave a resourceType. */
export function isResource({ type }: Node): boolean {
  return type.properties.has('implicitRules');
}

/**
 * A resource and all the elements and resources in it that are JSON objects, from the outside in, each with its type.
 * Passes over what the base table does not know or what is not of the expected shape; that is the base layer's.
 */
export function nodesOf(resource: unknown): Node[] {
  const nodes: Node[] = [];
  if (isObject(resource)) addResource(nodes, resource, '', null, 0);
  return nodes;
}

function addResource(
  nodes: Node[],
  resource: JsonObject,
  path: string,
  container: Container | null,
  depth: number,
): void {
  const name = resource.resourceType;
  if (typeof name !== 'string' || !RESOURCE_TYPES.has(name)) return;
  const type = definitionOf(name) ?? definitionOf('DomainResource');
  if (type === undefined) return;
  addNode(
    nodes,
    { type, value: resource, path: path || name, container: container ?? containerOf(resource) },
    depth,
  );
}

function addNode(nodes: Node[], node: Node, depth: number): void {
  if (depth === MAX_DEPTH) return;
  nodes.push(node);
  for (const name of Object.keys(node.value)) {
    const property = node.type.properties.get(name);
    const hasElements = property !== undefined && (property.primitive === null || property.isSibling);
    if (hasElements) addMember(nodes, node, property, depth + 1);
  }
}

function addMember(nodes: Node[], owner: Node, property: Property, depth: number): void {
  const member = owner.value[property.name];
  const path = `${owner.path}.${property.name}`;
  if (!Array.isArray(member)) {
    addItem(nodes, owner, property, member, path, depth);
    return;
  }
  if (!property.element.repeats) return;
  for (const [index, item] of member.entries()) {
    addItem(nodes, owner, property, item, `${path}[${index}]`, depth);
  }
}

function addItem(
  nodes: Node[],
  owner: Node,
  property: Property,
  item: unknown,
  path: string,
  depth: number,
): void {
  if (!isObject(item)) return;
  if (property.type.code === 'Resource') {
    const container = property.name === 'contained' ? owner.container : null;
    addResource(nodes, item, path, container, depth);
    return;
  }
  const type = definitionOf(property.isSibling ? 'Element' : property.type.code);
  if (type !== undefined) addNode(nodes, { type, value: item, path, container: owner.container }, depth);
}
