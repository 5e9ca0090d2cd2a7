/** What a run needs of free slots, and what it finds. */
export interface SlotCounts {
  readonly atOnce: number;
  readonly inAll: number;
  readonly offered: number;
  readonly untested: readonly string[];
}

const MOST_NAMED = 3;

/** How many slots are needed and there, and what too few of them mean, in one sentence or two. */
export function slotsInShort({ atOnce, inAll, offered, untested }: SlotCounts): string {
  const needs = `slots: ${atOnce} needed at the same time and ${inAll} in all, ${offered} offered`;
  if (offered === 0) return `${needs}: nothing can be booked`;
  if (untested.length > 0) return `${needs}; with so few, these cases stay untested: ${listed(untested)}`;
  return offered < inAll ? `${needs}; each is used again once it is free` : needs;
}

function listed(cases: readonly string[]): string {
  const more = cases.length > MOST_NAMED ? `; and ${cases.length - MOST_NAMED} more` : '';
  return cases.slice(0, MOST_NAMED).join('; ') + more;
}
