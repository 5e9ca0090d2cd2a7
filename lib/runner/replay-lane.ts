import { type Exchange, type Gap, REDACTED } from '../http';
import { BookingLedger, SERVICE_PARAMETERS, Target } from '../target';
import { entriesOf, type JournalEntry, type RunEntry } from '../verdict';
import type { AgainCheck } from './compare-checks';
import { jestConfig } from './jest-config';
import { KnownSlots, RecordedSlots } from './recorded-slots';
import { isOfOneSlot, Replay } from './replay';
import { setRunContext } from './run-context';
import { runJest } from './run-jest';
import type { Part } from './selection';
import type { RememberedBooking } from './session';
import { settingsOfRun } from './settings-of-run';
import { tokensOfRun } from './tokens-of-run';

/** Nothing is sent and nothing is waited for. */
const TEST_TIMEOUT_MS = 600_000;

/** What of the suites one lane did, and what it recorded. */
export interface LaneToReplay {
  readonly run: RunEntry;
  readonly part: Part;
  /** What it sent, in the order in which it was begun. */
  readonly exchanges: readonly Exchange[];
  /** What the rules look at that are judged on all exchanges. */
  readonly seen: readonly Exchange[];
  /** The keys of the slots that were asked for, as the journal has them, by the ids of the exchanges. */
  readonly askedSlots: ReadonlyMap<string, string>;
  readonly gaps: GapCounter;
  /** What lanes before this one booked, and remembered for it. */
  readonly before: ReadonlyArray<Pick<ReplayedLane, 'entries' | 'remembered'>>;
}

/** What judging a lane again came to. */
export interface ReplayedLane {
  /** What it would have noted in the journal. */
  readonly entries: readonly JournalEntry[];
  readonly checks: readonly AgainCheck[];
  readonly remembered: readonly RememberedBooking[];
  readonly replay: Replay;
}

/** Notes what is read and is not what was on the wire, for whatever is being judged. */
export class GapCounter {
  private readonly watchers = new Set<Set<string>>();

  readonly note = (gap: Gap | 'profiles'): void => {
    for (const watcher of this.watchers) watcher.add(gap);
  };

  readonly watch = (): (() => readonly string[]) => {
    const seen = new Set<string>();
    this.watchers.add(seen);
    return () => {
      this.watchers.delete(seen);
      return [...seen];
    };
  };
}

/**
 * Runs the suites as a lane of a run did, with what it recorded in place of the target: what is judged is what was sent
 * and answered then.
 *
 * @throws SettingsError when the journal has settings that no run can have had
 */
export async function replayLane(lane: LaneToReplay): Promise<ReplayedLane> {
  const { run, gaps } = lane;
  const entries: JournalEntry[] = [];
  const checks: AgainCheck[] = [];
  const remembered = lane.before.flatMap((other) => other.remembered.filter(isHandedOver));
  const write = (entry: JournalEntry): void => void entries.push(entry);
  const replay = new Replay(lane.exchanges);
  const ledger = new BookingLedger((change) => write({ kind: 'booking', ...change }));
  for (const { entries: noted } of lane.before) adoptBookings(ledger, noted, lane.seen);
  setRunContext({
    target: replayedTarget(lane, replay, ledger),
    ledger,
    write,
    redact: (text) => text,
    selection: { rules: new Set(run.rules), cases: run.cases, part: lane.part },
    exchanges: [...lane.seen],
    evidence: new Map(),
    remembered,
    waivers: [],
    gaps: { watch: gaps.watch, found: (check, found) => void checks.push({ check, gaps: found }) },
    allure: null,
  });
  try {
    for (const fault of await runJest(jestConfig(TEST_TIMEOUT_MS), 1)) write(fault);
  } finally {
    setRunContext(null);
  }
  return { entries, checks, remembered, replay };
}

/** What one process remembers for another is handed over without secrets, and left out where it had one. */
const isHandedOver = (booking: RememberedBooking): boolean => !JSON.stringify(booking).includes(REDACTED);

function adoptBookings(
  ledger: BookingLedger,
  noted: readonly JournalEntry[],
  sent: readonly Exchange[],
): void {
  const byId = new Map(sent.map((exchange) => [exchange.id, exchange]));
  for (const entry of entriesOf('booking', noted)) ledger.adopt(entry, byId.get(entry.exchange));
}

/** The target of a run, as its record shows it. */
export function replayedTarget(
  { run, exchanges, askedSlots, gaps }: LaneToReplay,
  replay: Replay,
  ledger: BookingLedger,
): Target {
  const { baseUrl } = run.target;
  const known = new KnownSlots(askedSlots);
  for (const exchange of exchanges) if (['search', 'book'].includes(exchange.purpose)) known.learn(exchange);
  const settings = settingsOfRun(run, {
    serviceParameter: spellingIn(exchanges),
    slots: known.all,
    onProfiles: () => gaps.note('profiles'),
  });
  const caseNow = (): string => target.currentCase;
  const target: Target = new Target({
    settings,
    baseUrl,
    run: run.id,
    client: replay,
    tokens: tokensOfRun(settings, baseUrl, replay, caseNow),
    ledger,
    share: null,
    slots: new RecordedSlots(replay, known, caseNow),
    hide: () => {},
    wait: async () => {},
    countDown: () => () => replay.next(caseNow())?.purpose !== 'search',
  });
  return target;
}

/** How the service is named in searches for one slot, which are made when it is known by which name slots are found. */
function spellingIn(exchanges: readonly Exchange[]): string | null {
  const search = exchanges.find(({ purpose, request }) => purpose === 'search' && isOfOneSlot(request.url));
  if (!search) return null;
  const { searchParams } = new URL(search.request.url);
  return SERVICE_PARAMETERS.find((parameter) => searchParams.has(parameter)) ?? null;
}
