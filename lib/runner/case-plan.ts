import type { Circus } from '@jest/types';
import { WITHIN } from '../verdict';
import {
  type Closing,
  isCaseSelected,
  type ListedCase,
  patternsWithoutCase,
  type Selection,
} from './selection';

/** The test that keeps a describe block alive whose exchanges are wanted, though it judges no rule of its own. */
export const CARRIER = 'is sent';

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

  /** Whether the block that is being defined is run in this lane. */
  get isRun(): boolean {
    const { part } = this.selection;
    const closing = this.closing.get(this.topLevelBlocks);
    if (closing !== undefined) return part.closing.includes(closing);
    if (part.cases === null || this.topLevelBlocks % part.cases.of !== part.cases.index) return false;
    return isCaseSelected(this.selection, this.names.join(WITHIN));
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

const isCarrier = (child: Circus.DescribeBlock | Circus.TestEntry): child is Circus.TestEntry =>
  child.type === 'test' && child.name === CARRIER;

const isRun = (block: Circus.DescribeBlock): boolean =>
  block.children.some((child) => child.type === 'test' || isRun(child));
