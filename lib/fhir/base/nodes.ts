import { isObject, type JsonObject } from '../json';
import { MAX_DEPTH } from './check';
import { type Container, containerOf } from './reference';
import { RESOURCE_TYPES } from './resource-types';
import { definitionOf, type TypeDefinition } from './table';

/** A resource or an element, with the type that the base table gives it. */
export interface Node {
  readonly type: TypeDefinition;
  readonly value: JsonObject;
  readonly path: string;
  /** The resource that it is in, the outer one if that is contained. */
  readonly container: Container;
}

/**
 * Visits a resource and all the elements and resources in it that are JSON objects, from the outside in, each with its
 * type. Passes over what the base table does not know or what is not of the expected shape; that is the base layer's.
 */
export function walk(resource: unknown, visit: (node: Node) => void): void {
  if (isObject(resource)) visitResource(resource, '', null, 0, visit);
}

function visitResource(
  resource: JsonObject,
  path: string,
  container: Container | null,
  depth: number,
  visit: (node: Node) => void,
): void {
  const name = resource.resourceType;
  if (typeof name !== 'string' || !RESOURCE_TYPES.has(name)) return;
  const type = definitionOf(name) ?? definitionOf('DomainResource');
  if (type === undefined) return;
  visitNode(
    { type, value: resource, path: path || name, container: container ?? containerOf(resource) },
    depth,
    visit,
  );
}

function visitNode(node: Node, depth: number, visit: (node: Node) => void): void {
  if (depth === MAX_DEPTH) return;
  visit(node);
  for (const [name, value] of Object.entries(node.value)) {
    const property = node.type.properties.get(name);
    if (property === undefined || (property.isPrimitive && !property.isSibling)) continue;
    const visitItem = (item: unknown, path: string) => {
      if (!isObject(item)) return;
      if (property.type.code === 'Resource') {
        const container = name === 'contained' ? node.container : null;
        visitResource(item, path, container, depth + 1, visit);
        return;
      }
      const type = definitionOf(property.isSibling ? 'Element' : property.type.code);
      if (type !== undefined)
        visitNode({ type, value: item, path, container: node.container }, depth + 1, visit);
    };
    const path = `${node.path}.${name}`;
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) visitItem(item, `${path}[${index}]`);
    else visitItem(value, path);
  }
}
