import { isObject, type JsonObject } from '../json';

/** An item of an element, and where it stands. */
export interface Item {
  readonly value: unknown;
  readonly path: string;
  /** The object with its own elements: itself, or what stands beside a primitive value in `_name`. */
  readonly owner: JsonObject | null;
  readonly ownerPath: string;
}

const NONE: readonly Item[] = [];

/**
 * The items of the element `name` of an object at `path`. One of which only the extensions are there, in the member
 * `sibling`, counts; so does one that is not in an array although the element repeats.
 */
export function itemsOf(owner: JsonObject, name: string, sibling: string, path: string): readonly Item[] {
  const values = locate(owner[name], path, name);
  const besides = locate(owner[sibling], path, sibling);
  if (besides.length === 0) return values;
  const longer = values.length < besides.length ? besides : values;
  return longer.map((item, index) => withBeside(values[index] ?? item, besides[index]));
}

function locate(member: unknown, path: string, name: string): readonly Item[] {
  if (member === undefined || member === null) return NONE;
  if (!Array.isArray(member)) return [itemAt(member, `${path}.${name}`)];
  return member.map((value, index) => itemAt(value, `${path}.${name}[${index}]`));
}

function itemAt(value: unknown, path: string): Item {
  return { value, path, owner: isObject(value) ? value : null, ownerPath: path };
}

function withBeside(item: Item, beside: Item | undefined): Item {
  return item.owner !== null || beside === undefined
    ? item
    : { ...item, owner: beside.owner, ownerPath: beside.path };
}
