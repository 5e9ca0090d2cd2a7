import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import type { Circus } from '@jest/types';
import { createJestEnvironment } from 'allure-jest/factory';
import type { TestResult } from 'allure-js-commons';
import type { ReporterRuntime } from 'allure-js-commons/sdk/reporter';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { AllureCase, allureWriter } from '../report';
import { type JournalEntry, type Report, rollUp, type VerdictHost } from '../verdict';
import { runContext } from './run-context';
import type { Session } from './session';

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
  private readonly blocks: string[] = [];
  private blockCount = 0;
  private case = '';
  private reports: Report[] = [];

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    const run = runContext();
    // Injected here, since a function would be lost if it travelled in Jest's configuration.
    const listeners = [{ beforeTestResultWrite: (result: TestResult) => this.describeTo(result) }];
    const testEnvironmentOptions = { listeners };
    super({ ...config, projectConfig: { ...config.projectConfig, testEnvironmentOptions } }, context);

    // Without a folder, nothing is told to Allure (see isForAllure), and nothing is written.
    if (run.allureResultsDir !== null) this.runtime.writer = allureWriter(run.allureResultsDir);

    const verdictHost: VerdictHost = {
      blocks: () => [...this.blocks],
      selected: (ruleId) => run.selectedRules.has(ruleId),
      report: (report) => this.take(report),
      fault: (message) => this.write({ kind: 'fault', where: context.testPath, message }),
    };
    this.global.bookingVerdictHost = verdictHost;
    const session: Session = {
      target: run.target,
      ledger: run.ledger,
      exchanges: run.exchanges,
      remembered: run.remembered,
      selected: verdictHost.selected,
      listDefect: (defect) => this.write({ kind: 'defect', ...defect }),
    };
    this.global.bookingSession = session;

    const allureHandler = this.handleTestEvent;
    this.handleTestEvent = (event, state) => {
      this.follow(event);
      const done = this.isForAllure(event) ? allureHandler.call(this, event, state) : undefined;
      if (event.name === 'test_done') this.finish(event.test);
      return done;
    };
  }

  /** Hooks and rules that were not selected are no part of the report; and to look at each hook takes Allure long. */
  private isForAllure({ name }: TestEvent): boolean {
    return runContext().allureResultsDir !== null && !name.startsWith('hook_') && name !== 'test_skip';
  }

  private follow(event: TestEvent): void {
    switch (event.name) {
      case 'start_describe_definition':
        this.blockCount += 1;
        this.blocks.push(String(this.blockCount));
        break;
      case 'finish_describe_definition':
        this.blocks.pop();
        break;
      case 'hook_start':
        // Jest has hooks of its own around each test, at the root; they belong to no case.
        if (event.hook.type.endsWith('All')) this.enter(event.hook.parent);
        break;
      case 'hook_failure':
        this.write({
          kind: 'fault',
          where: `${event.hook.type} of ${this.case}`,
          message: String(event.error),
        });
        break;
      case 'test_start':
        this.enter(event.test.parent);
        this.reports = [];
        break;
      default:
        break;
    }
  }

  private enter(block: Circus.DescribeBlock): void {
    const names: string[] = [];
    for (let one: Circus.DescribeBlock | undefined = block; one?.parent; one = one.parent)
      names.unshift(one.name);
    this.case = names.join(' › ');
    runContext().target.currentCase = this.case;
  }

  private take(report: Report): void {
    this.reports.push(report);
    const { outcome, message, expected, actual } = report.finding;
    this.write({
      kind: 'check',
      rule: report.rule,
      case: report.case ?? this.case,
      outcome,
      message,
      expected,
      actual,
      exchanges: report.exchanges,
    });
  }

  private write(entry: JournalEntry): void {
    const run = runContext();
    run.journal.write(entry);
    run.watch(entry);
  }

  /** A test that says nothing is a fault of ours; what could not be judged is shown as skipped: neither is green. */
  private finish(test: Circus.TestEntry): void {
    if (this.reports.length === 0) {
      const errors = test.errors.length > 0 ? `: ${String(test.errors[0])}` : '';
      const message = `the test "${test.name}" ended without an outcome${errors}`;
      this.write({ kind: 'fault', where: this.case || 'outside of any case', message });
      return;
    }
    const outcome = rollUp(this.reports.map((report) => report.finding.outcome));
    if (test.errors.length === 0 && (outcome === 'inconclusive' || outcome === 'not-applicable'))
      test.status = 'skip';
  }

  private describeTo(result: TestResult): void {
    const { allureResultsDir, evidence } = runContext();
    if (allureResultsDir === null) return;
    new AllureCase(this.case, this.reports, evidence, allureResultsDir).describeTo(result);
  }
}
