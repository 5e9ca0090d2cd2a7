import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OVERLAYS, SOURCES } from '../rules';
import { BookingLedger, readSettings, type Settings, type SlotShare, type WrittenSettings } from '../target';
import { fileJournal, type JournalEntry } from '../verdict';
import { makeTarget } from './make-target';
import { type RunContext, runContext, setRunContext } from './run-context';
import type { Part, Selection } from './selection';
import type { RememberedBooking } from './session';
import { Wire } from './wire';

/**
 * A share of a run that a process of its own does, at the same time as others do theirs: its own cases, slots and files.
 * Travels from the process of the run to Jest's worker as part of Jest's configuration, so all in it is plain data.
 */
export interface LaneTask {
  readonly index: number;
  readonly of: number;
  readonly written: WrittenSettings;
  readonly baseUrl: string;
  readonly rules: readonly string[];
  readonly files: LaneFiles;
  readonly allureResultsDir: string | null;
  /** When the run has taken too long, in milliseconds since 1970. */
  readonly endsAt: number;
}

/** Where a lane leaves what it did. */
export interface LaneFiles {
  readonly journal: string;
  readonly exchanges: string;
  /** Written when the lane is done; missing when its process died on the way. */
  readonly state: string;
  /** Exists as soon as the lane has begun. */
  readonly begun: string;
  /** Exists when the run was stopped. */
  readonly stop: string;
}

/** What a lane knows when it is done, beside its journal and its exchanges. */
export interface LaneState {
  readonly stopped: string | null;
  readonly remembered: readonly RememberedBooking[];
}

/** The name under which a task travels in Jest's configuration. */
export const LANE_GLOBAL = 'bookingLane';

/** No lane sends nearly as much. */
const IDS_OF_A_LANE = 100_000;

/** Makes the folder of a lane. */
export function laneFiles(root: string, index: number): LaneFiles {
  const folder = join(root, 'lanes', String(index));
  mkdirSync(folder, { recursive: true });
  const files = {
    journal: join(folder, 'journal.ndjson'),
    exchanges: join(folder, 'exchanges.ndjson'),
    state: join(folder, 'state.json'),
    begun: join(folder, 'begun'),
    stop: join(root, 'lanes', 'stop'),
  };
  writeFileSync(files.journal, '');
  writeFileSync(files.exchanges, '');
  return files;
}

/** All that one lane needs to send, to judge and to note. */
export interface LaneParts {
  readonly context: RunContext;
  readonly wire: Wire;
}

/** Puts a lane together. */
export function makeLane(options: {
  readonly settings: Settings;
  readonly baseUrl: string;
  readonly wire: Wire;
  readonly share: SlotShare | null;
  readonly rules: Iterable<string>;
  readonly part: Part;
  readonly allureResultsDir: string | null;
  readonly write: (entry: JournalEntry) => void;
}): LaneParts {
  const { settings, wire, write, part } = options;
  const ledger = new BookingLedger(({ id, state, slot, exchange, reason }) =>
    write({ kind: 'booking', id, state, slot, exchange, reason }),
  );
  const selection: Selection = { rules: new Set(options.rules), cases: settings.cases, part };
  const context: RunContext = {
    target: makeTarget(settings, options.baseUrl, wire, ledger, options.share),
    ledger,
    write,
    selection,
    exchanges: wire.exchanges,
    evidence: wire.evidence,
    remembered: [],
    allureResultsDir: options.allureResultsDir,
  };
  return { context, wire };
}

/**
 * The lane that an environment of Jest runs: the one its configuration tells of, else the run of this process itself.
 *
 * @throws Error when the lane has begun before
 */
export function laneFor(globals: Record<string, unknown>): { context: RunContext; close: () => void } {
  const task = globals[LANE_GLOBAL] as LaneTask | undefined;
  return task ? openLane(task) : { context: runContext(), close: () => {} };
}

function openLane(task: LaneTask): { context: RunContext; close: () => void } {
  beginOnce(task);
  ignoreSignals();
  const settings = readSettings(task.written, { sources: SOURCES, overlays: OVERLAYS });
  const { files } = task;
  const wire = new Wire(
    settings,
    (record) => appendFileSync(files.exchanges, `${JSON.stringify(record)}\n`),
    { countFrom: (task.index + 1) * IDS_OF_A_LANE, stopFile: files.stop },
  );
  const journal = fileJournal(files.journal);
  const share = { index: task.index, of: task.of };
  const { context } = makeLane({
    settings,
    baseUrl: task.baseUrl,
    wire,
    share,
    rules: task.rules,
    part: { kind: 'share', ...share },
    allureResultsDir: task.allureResultsDir,
    write: (entry) => journal.write(entry),
  });
  const stopAt = setTimeout(() => wire.stop('the run took too long'), task.endsAt - Date.now());
  const orphaned = (): void => wire.stop('the process of the run ended');
  process.once('disconnect', orphaned);
  setRunContext(context);
  const close = (): void => {
    clearTimeout(stopAt);
    process.off('disconnect', orphaned);
    setRunContext(null);
    const state: LaneState = { stopped: wire.stopped, remembered: context.remembered };
    writeFileSync(files.state, JSON.stringify(state));
  };
  return { context, close };
}

/** Jest begins again what crashed; a second lane would number its exchanges as the first did, and book all anew. */
function beginOnce({ index, of, files }: LaneTask): void {
  if (existsSync(files.begun))
    throw new Error(`worker ${index + 1} of ${of} crashed, and is not started again`);
  writeFileSync(files.begun, '');
}

/** The terminal sends its signal to every process; the run tells its lanes itself when to stop, by a file. */
function ignoreSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (process.listenerCount(signal) === 0) process.on(signal, () => {});
  }
}
