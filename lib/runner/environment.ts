import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import type { Circus } from '@jest/types';
import { createJestEnvironment } from 'allure-jest/factory';
import type { TestResult } from 'allure-js-commons';
import type { ReporterRuntime } from 'allure-js-commons/sdk/reporter';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { allureResultOf, allureWriter } from '../report';
import { type CheckEntry, type Report, rollUp, type VerdictHost } from '../verdict';
import { CARRIER, CasePlan, caseNameOf, casesIn } from './case-plan';
import { laneFor } from './lane';
import type { RunContext } from './run-context';
import { isCaseSelected } from './selection';
import type { Session } from './session';
import { toldEntry } from './told-entry';

type TestEvent = Circus.Event | Circus.SyncEvent;
type Handler = (event: TestEvent, state: Circus.State) => void | Promise<void>;

/** What the mixin of Allure gives; its own types know nothing of Jest's constructor, nor of the handler it installs. */
type AllureEnvironmentClass = new (
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
) => JestEnvironment & { handleTestEvent: Handler; runtime: ReporterRuntime };

const AllureEnvironment = createJestEnvironment(
  NodeEnvironment as never,
) as unknown as AllureEnvironmentClass;

/**
 * The Jest environment of the suites: Allure's, which writes one result per test as it ends, and with it the verdict's:
 * what `rule()` reports goes to the journal, decides how Jest and Allure show the test, and tells the target for which
 * case it sends.
 */
export default class BookingEnvironment extends AllureEnvironment {
  private readonly run: RunContext;
  private readonly closeLane: () => Promise<void>;
  private readonly plan: CasePlan;
  private readonly blocks: string[] = [];
  private blockCount = 0;
  private case = '';
  private testStartedAt = '';
  private checks: CheckEntry[] = [];

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    const { globals, ...projectConfig } = config.projectConfig;
    const lane = laneFor(globals);
    const run = lane.context;
    // Injected here, since a function would be lost if it travelled in Jest's configuration.
    const listeners = [{ beforeTestResultWrite: (result: TestResult) => this.describeTo(result) }];
    const testEnvironmentOptions = { listeners };
    super({ ...config, projectConfig: { ...projectConfig, globals: {}, testEnvironmentOptions } }, context);
    this.run = run;
    this.closeLane = lane.close;
    this.plan = new CasePlan(run.selection);

    // Without a folder, nothing is told to Allure (see isForAllure), and nothing is written.
    if (run.allure !== null) this.runtime.writer = allureWriter(run.allure);

    const verdictHost: VerdictHost = {
      blocks: () => [...this.blocks],
      selected: (ruleId) => this.plan.isSelected(ruleId),
      caseSelected: (name) => isCaseSelected(run.selection, name),
      runs: () => this.plan.isRun,
      judgedOnEveryCase: (ruleId) => this.plan.needEveryCase(ruleId),
      closes: (how) => this.plan.close(how),
      report: (report) => this.take(report),
      fault: (message) => run.write({ kind: 'fault', where: context.testPath, message }),
      ...(run.gaps && { watchGaps: run.gaps.watch }),
    };
    this.global.bookingVerdictHost = verdictHost;
    const session: Session = {
      target: run.target,
      ledger: run.ledger,
      exchanges: run.exchanges,
      remembered: run.remembered,
      selected: verdictHost.selected,
      needSlot: () => this.plan.needSlot(),
      needPlainBooking: () => this.plan.needPlainBooking(),
      listVariant: (variant) =>
        run.write({ kind: 'variant', order: this.plan.orderOf(variant.case), ...variant }),
      listDefect: (defect) => run.write({ kind: 'defect', order: this.plan.orderOf(defect.case), ...defect }),
    };
    this.global.bookingSession = session;

    const allureHandler = this.handleTestEvent;
    this.handleTestEvent = (event, state) => {
      this.follow(event, state);
      const done = this.isForAllure(event) ? allureHandler.call(this, event, state) : undefined;
      if (event.name === 'test_done') this.finish(event.test);
      return event.name === 'run_start' ? this.tellSlots(state.rootDescribeBlock) : done;
    };
  }

  /** Hooks, and tests that judge no rule, are no part of the report; and to look at each hook takes Allure long. */
  private isForAllure(event: TestEvent): boolean {
    if (this.run.allure === null) return false;
    if (event.name.startsWith('hook_') || event.name === 'test_skip') return false;
    return !('test' in event && event.test?.name === CARRIER);
  }

  private follow(event: TestEvent, state: Circus.State): void {
    switch (event.name) {
      case 'start_describe_definition':
        this.blockCount += 1;
        this.blocks.push(String(this.blockCount));
        this.plan.enter(event.blockName);
        break;
      case 'finish_describe_definition':
        this.blocks.pop();
        this.plan.leave();
        break;
      case 'run_start':
        this.settle(state.rootDescribeBlock);
        break;
      case 'hook_start':
        // Jest has hooks of its own around each test, at the root; they belong to no case.
        if (event.hook.type.endsWith('All')) this.enter(event.hook.parent);
        break;
      case 'hook_failure':
        this.run.write({
          kind: 'fault',
          where: `${event.hook.type} of ${this.case}`,
          message: String(event.error),
        });
        break;
      case 'test_start':
        this.enter(event.test.parent);
        this.testStartedAt = new Date().toISOString();
        this.checks = [];
        break;
      default:
        break;
    }
  }

  override async teardown(): Promise<void> {
    await this.closeLane();
    await super.teardown();
  }

  /**
   * All cases are defined: what is not needed is taken out; with a case that does not exist, or when they are only to be
   * listed, nothing is run.
   */
  private settle(root: Circus.DescribeBlock): void {
    const unknown = this.plan.patternsWithoutCase;
    if (unknown.length > 0) {
      skipAll(root);
      this.run.write({ kind: 'unknown-cases', patterns: unknown, names: this.plan.caseNames });
      return;
    }
    this.plan.prune(root);
    if (this.run.list) {
      this.run.list(casesIn(root));
      skipAll(root);
    }
  }

  /** Tells how many slots the cases need and how many there are, before anything is booked. */
  private async tellSlots(root: Circus.DescribeBlock): Promise<void> {
    const { atOnce, inAll, untestedWith } = this.plan.slotNeeds(root);
    if (inAll === 0) return;
    const offered = await this.run.target.slots.look();
    this.run.write({ kind: 'slots', atOnce, inAll, offered, untested: untestedWith(offered) });
  }

  private enter(block: Circus.DescribeBlock): void {
    this.case = caseNameOf(block);
    this.run.target.currentCase = this.case;
  }

  private take(report: Report): void {
    const { outcome, message, expected, actual } = report.finding;
    const name = report.case ?? this.case;
    const check: CheckEntry = {
      kind: 'check',
      order: this.plan.orderOf(name),
      rule: report.rule,
      case: name,
      test: this.case,
      startedAt: this.testStartedAt,
      endedAt: new Date().toISOString(),
      outcome,
      message,
      expected,
      actual,
      exchanges: report.exchanges,
    };
    this.checks.push(toldEntry(check, this.run.redact));
    this.run.write(check);
    this.run.gaps?.found(check, report.gaps ?? []);
  }

  /** Completes the result that Allure is about to write. A test that reported nothing is shown as Jest saw it. */
  private describeTo(result: TestResult): void {
    const { allure, evidence, waivers, redact } = this.run;
    const [first, ...more] = this.checks;
    if (allure === null) return;
    if (!first) {
      const told = Object.entries(result.statusDetails).map(([name, text]) => [
        name,
        typeof text === 'string' ? redact(text) : text,
      ]);
      result.statusDetails = Object.fromEntries(told);
      return;
    }
    allure.attempt(() => {
      const ours = allureResultOf([first, ...more], { evidence, waivers }, allure.folder);
      // In our order, too: made again from the journal, the file is the same.
      for (const name of Object.keys(result)) delete result[name as keyof TestResult];
      Object.assign(result, ours);
    });
  }

  /** A test that says nothing is a fault of ours; what could not be judged is shown as skipped: neither is green. */
  private finish(test: Circus.TestEntry): void {
    if (test.name === CARRIER) return;
    if (this.checks.length === 0) {
      const errors = test.errors.length > 0 ? `: ${String(test.errors[0])}` : '';
      const message = `the test "${test.name}" ended without an outcome${errors}`;
      this.run.write({ kind: 'fault', where: this.case || 'outside of any case', message });
      return;
    }
    const outcome = rollUp(this.checks.map((check) => check.outcome));
    if (test.errors.length === 0 && (outcome === 'inconclusive' || outcome === 'not-applicable'))
      test.status = 'skip';
  }
}

function skipAll(block: Circus.DescribeBlock): void {
  for (const child of block.children) {
    if (child.type === 'test') child.mode = 'skip';
    else skipAll(child);
  }
}
