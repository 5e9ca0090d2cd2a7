import type { Node } from '../base/nodes';
import type { TypeDefinition } from '../base/table';
import type { Report } from '../report';
import { checkBundle } from './bundle';
import { checkContained, checkReference } from './contained';
import { checkIdentifierSystem, checkReferenceForm } from './customs';
import { INVARIANTS, type Invariant } from './invariants';

/** Checks the nodes of a resource against the invariants of STU3. */
export function checkInvariants(nodes: readonly Node[], report: Report): void {
  for (const node of nodes) {
    for (const { key, says, holds } of invariantsOf(node.type)) {
      if (!holds(node.value)) report({ code: 'invariant', rule: key, path: node.path, message: says });
    }
    if (node.value === node.container.resource) checkContained(node, report);
    if (node.type.name === 'Bundle') checkBundle(node, report);
    if (node.type.name === 'Identifier') checkIdentifierSystem(node, report);
    if (node.type.name === 'Reference') {
      checkReference(node, report);
      checkReferenceForm(node, report);
    }
  }
}

const BY_TYPE = new Map<TypeDefinition, readonly Invariant[]>();

/** The invariants of a type, those of the types that it extends included: an Age is a Quantity. */
function invariantsOf(type: TypeDefinition): readonly Invariant[] {
  const known = BY_TYPE.get(type);
  if (known !== undefined) return known;
  const inherited = type.parent === null ? [] : invariantsOf(type.parent);
  const all = [...inherited, ...INVARIANTS.filter(({ on }) => on === type.name)];
  BY_TYPE.set(type, all);
  return all;
}
