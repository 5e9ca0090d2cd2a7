import type { Circus } from '@jest/types';
import { WITHIN } from '../verdict';
import {
  type Closing,
  isCaseSelected,
  isInPart,
  type ListedCase,
  patternsWithoutCase,
  type Selection,
} from './selection';

/** The test that keeps a describe block alive whose exchanges are wanted, though it judges no rule of its own. */
export const CARRIER = 'is sent';

/** How many free slots the cases of a run need. */
export interface SlotNeeds {
  /** The most at the same time. */
  readonly atOnce: number;
  /** As many as would be used if none were used again. */
  readonly inAll: number;
  /** The cases that stay untested with so many slots. */
  readonly untestedWith: (slots: number) => string[];
}

/** The name of the case that a describe block is: its own name behind those of the blocks around it. */
export function caseNameOf(block: Circus.DescribeBlock): string {
  const names: string[] = [];
  for (let one: Circus.DescribeBlock | undefined = block; one?.parent; one = one.parent)
    names.unshift(one.name);
  return names.join(WITHIN);
}

/**
 * The cases of a suite while they are defined: which of them this lane runs, in which order reports tell them, and
 * which have to be sent for the sake of rules that are judged on every exchange.
 */
export class CasePlan {
  private readonly names: string[] = [];
  private readonly closing = new Map<number, Closing>();
  private readonly judgedOnEveryCase = new Set<string>();
  private readonly order = new Map<string, number>();
  /** How many free slots of their own cases take. */
  private readonly slots = new Map<string, number>();
  private readonly compared = new Set<string>();
  private topLevelBlocks = 0;

  constructor(private readonly selection: Selection) {}

  enter(name: string): void {
    if (this.names.length === 0) this.topLevelBlocks += 1;
    this.names.push(name);
    this.order.set(this.names.join(WITHIN), this.order.size);
  }

  leave(): void {
    this.names.pop();
  }

  /** The block that is being defined is for the end of the run. */
  close(how: Closing): void {
    this.closing.set(this.topLevelBlocks, how);
  }

  /** The rule needs the exchanges of every case. */
  needEveryCase(ruleId: string): void {
    if (this.selection.rules.has(ruleId)) this.judgedOnEveryCase.add(ruleId);
  }

  /** The block that is being defined takes one more free slot of its own. */
  needSlot(): void {
    const name = this.names.join(WITHIN);
    this.slots.set(name, (this.slots.get(name) ?? 0) + 1);
  }

  /** The block that is being defined is compared with a plain booking, which the first such block makes. */
  needPlainBooking(): void {
    this.compared.add(this.names.join(WITHIN));
  }

  /** Whether the block that is being defined is run in this lane. */
  get isRun(): boolean {
    const { part } = this.selection;
    const closing = this.closing.get(this.topLevelBlocks);
    if (closing !== undefined) return part.closing.includes(closing);
    const block = { number: this.topLevelBlocks, name: this.names[0] ?? '' };
    return isInPart(part, block) && isCaseSelected(this.selection, this.names.join(WITHIN));
  }

  /** Whether the rule is to be judged in the block that is being defined. */
  isSelected(ruleId: string): boolean {
    return this.selection.rules.has(ruleId) && this.isRun;
  }

  /** The place of a case among all, for reports; what was sent outside of any case comes first. */
  orderOf(name: string): number {
    return this.order.get(name) ?? -1;
  }

  /** The patterns of the selection that name no case at all. */
  get patternsWithoutCase(): string[] {
    return patternsWithoutCase(this.selection, this.caseNames);
  }

  /** The names of all cases, in the order of definition. */
  get caseNames(): string[] {
    return [...this.order.keys()];
  }

  /** How many slots the blocks below this one need that are run: a block holds its own until those in it are done. */
  slotNeeds(root: Circus.DescribeBlock): SlotNeeds {
    const cases = this.heldIn(root, 0);
    const isCompared = cases.some(({ name }) => this.compared.has(name));
    const atOnce = Math.max(0, ...cases.map(({ held }) => held));
    return {
      atOnce: isCompared ? Math.max(atOnce, 1) : atOnce,
      inAll: cases.reduce((sum, { own }) => sum + own, isCompared ? 1 : 0),
      untestedWith: (slots) =>
        cases.filter(({ own, held }) => own > 0 && held > slots).map(({ name }) => name),
    };
  }

  private heldIn(block: Circus.DescribeBlock, around: number): HeldSlots[] {
    return block.children.flatMap((child) => {
      if (child.type === 'test' || !isRun(child)) return [];
      const name = caseNameOf(child);
      const own = this.slots.get(name) ?? 0;
      return [{ name, own, held: around + own }, ...this.heldIn(child, around + own)];
    });
  }

  /** Takes the carriers out that are not needed: of blocks that run anyway, and of those that nobody looks at. */
  prune(block: Circus.DescribeBlock): void {
    const carriers = block.children.filter(isCarrier);
    block.children = block.children.filter((child) => !isCarrier(child));
    for (const child of block.children) if (child.type === 'describeBlock') this.prune(child);
    const [carrier] = carriers;
    if (carrier && this.judgedOnEveryCase.size > 0 && !isRun(block)) block.children.push(carrier);
  }
}

/** The cases of a block that are to be run, and the rules that its tests judge, in the order of definition. */
export function casesIn(block: Circus.DescribeBlock): ListedCase[] {
  const tests = block.children.filter((child): child is Circus.TestEntry => child.type === 'test');
  const own = { case: caseNameOf(block), rules: tests.filter((test) => !isCarrier(test)).map(ruleOf) };
  const within = block.children.flatMap((child) => (child.type === 'describeBlock' ? casesIn(child) : []));
  return tests.length > 0 ? [own, ...within] : within;
}

/** The id of the rule that a test judges: its name begins with it. */
const ruleOf = ({ name }: Circus.TestEntry): string => name.slice(0, name.indexOf(':'));

/** Whether a case books, and how many slots it and those that it lies within hold then. */
interface HeldSlots {
  readonly name: string;
  readonly own: number;
  readonly held: number;
}

const isCarrier = (child: Circus.DescribeBlock | Circus.TestEntry): child is Circus.TestEntry =>
  child.type === 'test' && child.name === CARRIER;

const isRun = (block: Circus.DescribeBlock): boolean =>
  block.children.some((child) => child.type === 'test' || isRun(child));
