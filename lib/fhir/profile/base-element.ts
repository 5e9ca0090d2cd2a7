import { definitionOf, type ElementDefinition, type TypeDefinition } from '../base/table';

/**
 * The element of base STU3 that the id of a profile's element leads to (`identifier:nhsNumber.system`), below a type.
 * Null where the base table has none, as below a type that it does not cover.
 */
export function baseElementOf(type: string, id: string): ElementDefinition | null {
  let owners = known([type]);
  let element: ElementDefinition | null = null;
  for (const segment of id.split('.')) {
    const name = segment.replace(/:.*/, '');
    element = elementIn(owners, name);
    owners = known(typesOf(element, name));
  }
  return element;
}

function elementIn(owners: readonly TypeDefinition[], name: string): ElementDefinition | null {
  for (const { elements } of owners) {
    const found = elements.find(
      (each) => each.name === name || each.names.some(({ value }) => value === name),
    );
    if (found !== undefined) return found;
  }
  return null;
}

/** The types that an element has under a name: all of a choice, or that one which the name is of. */
function typesOf(element: ElementDefinition | null, name: string): string[] {
  if (element === null) return [];
  const types = element.types.map(({ code }) => code);
  return element.name === name ? types : types.filter((_type, index) => element.names[index]?.value === name);
}

/** Primitive types have no definition: what lies below them is id and extensions, as in any element. */
function known(types: readonly string[]): TypeDefinition[] {
  return types
    .map((type) => definitionOf(type) ?? definitionOf('Element'))
    .filter((each) => each !== undefined);
}
