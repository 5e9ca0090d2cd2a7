import type { Exchange, ReceivedResponse } from '../../lib/http';
import { CARRIER } from '../../lib/runner/case-plan';
import { session } from '../../lib/runner/session';
import type { Interaction, Target } from '../../lib/target';
import { inconclusive, Judgement, lookAt, notApplicable, verdictHost } from '../../lib/verdict';

/** What a case sent, and what came back; filled before the rules of its describe block are judged. */
export class Recorded<T extends Interaction> {
  private outcome: { readonly result: T } | NotSent = { reason: 'it was not sent', isApplicable: true };

  /** The interaction. Ends the running check as inconclusive when it could not be sent, or as not applicable. */
  get result(): T {
    if ('reason' in this.outcome) {
      const { reason, isApplicable } = this.outcome;
      return isApplicable ? inconclusive(reason) : notApplicable(reason);
    }
    lookAt(this.outcome.result.exchange.id);
    return this.outcome.result;
  }

  /** Whether it was sent at all. */
  get wasSent(): boolean {
    return 'result' in this.outcome;
  }

  async fill(send: () => Promise<T>): Promise<void> {
    try {
      this.outcome = { result: await send() };
    } catch (error) {
      const isApplicable = !(error instanceof Judgement && error.outcome === 'not-applicable');
      this.outcome = { reason: reasonOf(error), isApplicable };
    }
  }
}

interface NotSent {
  readonly reason: string;
  /** False where the case has nothing to send here. */
  readonly isApplicable: boolean;
}

export interface ExchangeOptions {
  /** Sends it only when this rule was selected: nothing else looks at it. */
  readonly for: string;
}

type Send<T> = (target: Target) => Promise<T>;

/**
 * Sends something to the target once, before the rules of the surrounding describe block are judged; in the order of
 * definition. When the block is done, what it booked is cancelled.
 */
export function exchange<T extends Interaction>(send: Send<T>): Recorded<T>;
export function exchange<T extends Interaction>(options: ExchangeOptions, send: Send<T>): Recorded<T>;
export function exchange<T extends Interaction>(
  first: ExchangeOptions | Send<T>,
  second?: Send<T>,
): Recorded<T> {
  const send = typeof first === 'function' ? first : (second as Send<T>);
  const recorded = new Recorded<T>();
  if (typeof first === 'object' && !session().selected(first.for)) return recorded;
  beforeRules(() => recorded.fill(() => send(session().target)));
  return recorded;
}

/** As `exchange`, for what takes a free slot of its own: how many of them a run needs is told before it begins. */
export function onOwnSlot<T extends Interaction>(send: Send<T>): Recorded<T> {
  session().needSlot();
  return exchange(send);
}

/** Does something before the rules of the surrounding describe block are judged, if the block is run at all. */
export function beforeRules(work: () => void | Promise<void>): void {
  if (!verdictHost().runs()) return;
  // Jest runs no block without a test; some cases are sent only for what is judged on every answer, and to be listed.
  test(CARRIER, () => {});
  endCaseAfterwards();
  beforeAll(work);
}

/** What is sent next makes sense only after this was sent; else it is not sent, for the same reason. */
export function after(earlier: Recorded<Interaction>): void {
  void earlier.result;
}

const blocksThatEnd = new Set<string>();

function endCaseAfterwards(): void {
  const block = verdictHost().blocks().at(-1) ?? '';
  if (blocksThatEnd.has(block)) return;
  blocksThatEnd.add(block);
  afterAll(() => session().target.endCase());
}

/** Statuses that come from what stands before the server, or say that it is too busy: nothing is judged on them. */
const BUSY = [429, 502, 503, 504];

/**
 * The answer to what was sent. Ends the running check as inconclusive when there is none, when it broke off, or when it
 * says that the server was too busy to look.
 */
export function answerOf(recorded: Recorded<Interaction>): ReceivedResponse {
  return judgeableAnswerOf(recorded.result.exchange);
}

/** The answer of an exchange, as `answerOf` gives it. */
export function judgeableAnswerOf(exchange: Exchange): ReceivedResponse {
  const response = wholeAnswerOf(exchange);
  if (isBusy(response)) inconclusive(`the target was too busy to answer: status ${response.status}`);
  return response;
}

/** The answer, whatever its status. Ends the running check as inconclusive when there is none or it broke off. */
export function wholeAnswerOf(exchange: Exchange): ReceivedResponse {
  const { response, error } = exchange;
  if (!response) return inconclusive(`no answer: ${error?.message ?? 'the connection ended'}`);
  if (!response.complete) {
    const why = error ? `: ${error.message}` : '';
    inconclusive(`the answer broke off after its status ${response.status}${why}`);
  }
  return response;
}

/** Whether an answer says that the server, or what stands before it, was too busy to look. */
export function isBusy({ status }: ReceivedResponse): boolean {
  return BUSY.includes(status);
}

/** Whether an exchange can be judged at all: answered, whole, and by a server that was not too busy. */
export function isJudgeable({ response }: Exchange): boolean {
  return response?.complete === true && !isBusy(response);
}

function reasonOf(error: unknown): string {
  if (error instanceof Judgement && error.outcome !== 'broken') return error.message;
  // By name: the class of the process that runs Jest is not the class of this sandbox.
  if ((error as Error | null)?.name === 'PreparationFailed') return (error as Error).message;
  verdictHost().fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 'the suite itself failed while it sent this; see the faults of the run';
}
