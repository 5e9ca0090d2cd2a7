import type { Exchange, HttpClient, RequestToSend } from '../http';
import { PreparationFailed } from '../target';
import { numberOf } from './exchange-number';

/** Why a step of a case has no answer when it is judged again. */
export const NOT_RECORDED = 'the evidence has no exchange for it';

/**
 * What one lane of a run recorded, in place of the wire: each request gets the exchange that was recorded for it, whole,
 * and nothing is sent. A case asks for the same things in the same order as it did when it was recorded, since all that
 * it asks for follows from the answers; what it makes up each time (ids, times, patients, tokens) is taken from the record.
 */
export class Replay implements HttpClient {
  readonly stopped = null;
  /** Exchanges that cannot be what the case got, by their ids, and why. */
  readonly suspects = new Map<string, string>();
  private readonly queues = new Map<string, Exchange[]>();
  private readonly recorded = new Map<string, Exchange[]>();
  private latest = 0;

  /** @param exchanges those of the lane, in the order in which they were begun */
  constructor(exchanges: readonly Exchange[]) {
    for (const exchange of exchanges) {
      for (const byCase of [this.queues, this.recorded])
        byCase.set(exchange.case, [...(byCase.get(exchange.case) ?? []), exchange]);
    }
  }

  /** @throws PreparationFailed when the record has no exchange for it */
  async send(request: RequestToSend): Promise<Exchange> {
    return this.answer(request);
  }

  /** @throws PreparationFailed when the record has not so many exchanges for it */
  async sendTogether(requests: readonly RequestToSend[]): Promise<Exchange[]> {
    return requests.map((request) => this.answer(request));
  }

  stop(): void {}

  /** What the case asks for next. */
  next(ofCase: string): Exchange | undefined {
    return this.queues.get(ofCase)?.[0];
  }

  /** The request to book that the case sends next. */
  nextBooking(ofCase: string): Exchange | undefined {
    return this.queues.get(ofCase)?.find(({ purpose }) => purpose === 'book');
  }

  /** What was recorded for cases that asked for nothing like it when they were judged again. */
  get left(): Exchange[] {
    return [...this.queues].flatMap(([name, exchanges]) => (name.startsWith('(') ? [] : exchanges));
  }

  private answer(request: RequestToSend): Exchange {
    const queue = this.queues.get(request.case) ?? [];
    const index = this.indexIn(queue, request);
    const [exchange] = index < 0 ? [] : queue.splice(index, 1);
    if (!exchange) throw new PreparationFailed(NOT_RECORDED);
    this.latest = numberOf(exchange.id);
    request.announce?.(exchange.id);
    this.compare(request, exchange);
    return exchange;
  }

  private indexIn(queue: readonly Exchange[], request: RequestToSend): number {
    // What serves many cases is asked for by whichever needs it, and some of it for slots, which are not searched again.
    const isOpen = ({ id }: Exchange): boolean => !request.case.startsWith('(') || numberOf(id) > this.latest;
    const exact = queue.findIndex(
      (exchange) => isOpen(exchange) && isAlike(request, exchange) && exchange.request.url === request.url,
    );
    if (exact >= 0) return exact;
    return queue.findIndex((exchange) => isOpen(exchange) && isAlike(request, exchange));
  }

  /** What is asked for by what the answers tell was asked for when it was recorded, too. */
  private compare(request: RequestToSend, { id, request: recorded }: Exchange): void {
    if (recorded.url === request.url || !request.url.includes('/Appointment')) return;
    const then = recorded.url.split('/');
    const isTold = request.url
      .split('/')
      .filter((part, index) => part !== then[index])
      .some((part) => this.isTold(request.case, part));
    if (isTold) this.suspects.set(id, `asks for ${recorded.url}, where the case asks for ${request.url}`);
  }

  private isTold(ofCase: string, text: string): boolean {
    return (this.recorded.get(ofCase) ?? []).some(
      ({ response }) =>
        response?.body.includes(text) === true || response?.headers.some(([, value]) => value.includes(text)),
    );
  }
}

/** Whether an exchange is of the kind that is asked for: all but the ids and times in its URL is the same. */
function isAlike(asked: RequestToSend, { purpose, request }: Exchange): boolean {
  return (
    asked.purpose === purpose && asked.method === request.method && kindOf(asked.url) === kindOf(request.url)
  );
}

/** What a URL asks for, of the kinds of which a case may ask for several. */
function kindOf(url: string): string {
  if (/\/Slot\?/.test(url)) return isOfOneSlot(url) ? 'one slot' : 'slots';
  return /\/_history\//.test(url) ? 'version' : '';
}

/** Whether a search asks for the slots that start at one moment. */
export function isOfOneSlot(url: string): boolean {
  return startOfSearch(url) !== null;
}

/** The moment at which the slots start that a search asks for; null where it is more than one. */
export function startOfSearch(url: string): string | null {
  const query = URL.canParse(url) ? new URL(url).searchParams.getAll('start') : [];
  const [from, to] = [query.find((bound) => /^ge/.test(bound)), query.find((bound) => /^le/.test(bound))];
  return from !== undefined && from.slice(2) === to?.slice(2) ? from.slice(2) : null;
}
