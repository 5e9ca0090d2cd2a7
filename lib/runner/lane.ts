import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AllureOutput } from '../report';
import { OVERLAYS, SOURCES } from '../rules';
import {
  BookingLedger,
  type KeptToken,
  readSettings,
  type Settings,
  type SlotShare,
  type WrittenSettings,
} from '../target';
import type { JournalEntry, Waiver } from '../verdict';
import { cleanUp } from './clean-up';
import { makeTarget } from './make-target';
import { Recorder, type RecordFiles, recordFilesIn } from './recorder';
import { type RunContext, runContext, setRunContext } from './run-context';
import { type Part, type Selection, shareWithin } from './selection';
import type { RememberedBooking } from './session';
import { runShareOf } from './shard';
import { toldEntry } from './told-entry';
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
  /** The id of the run. */
  readonly run: string;
  /** The slots that are given; null: they are searched. */
  readonly slots: Settings['slots'];
  readonly rules: readonly string[];
  /** Those in force. */
  readonly waivers: readonly Waiver[];
  readonly files: LaneFiles;
  /** The folder of Allure's results; null leaves them out. */
  readonly allureResults: string | null;
  /** When the run has taken too long, in milliseconds since 1970. */
  readonly endsAt: number;
  /** Tokens that the run has got already, where others issue them. */
  readonly tokens: readonly KeptToken[];
}

/** Where a lane leaves what it did. */
export interface LaneFiles extends RecordFiles {
  /** Written when the lane is done; missing when its process died on the way. */
  readonly state: string;
  /** Exists as soon as the lane has begun, and names its process. */
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

/** How long a lane goes on whose run was killed: until what is under way is over, and noted. */
const ORPHAN_MS = 5_000;
/** No lane sends nearly as much. */
export const IDS_OF_A_LANE = 100_000;

/** The folder of the lanes, which is there only while they run, or when the run was killed. */
export const LANES_FOLDER = 'lanes';
/** What the file is called in which a lane names its process. */
export const LANE_BEGUN = 'begun';

/** Makes the folder of a lane. */
export function laneFiles(root: string, index: number): LaneFiles {
  const folder = join(root, LANES_FOLDER, String(index));
  mkdirSync(folder, { recursive: true });
  const files = {
    ...recordFilesIn(folder),
    state: join(folder, 'state.json'),
    begun: join(folder, LANE_BEGUN),
    stop: join(root, LANES_FOLDER, 'stop'),
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
  readonly run: string;
  readonly wire: Wire;
  readonly share: SlotShare | null;
  readonly rules: Iterable<string>;
  readonly waivers: readonly Waiver[];
  readonly part: Part;
  readonly write: (entry: JournalEntry) => void;
  readonly allure: AllureOutput | null;
  readonly tokens?: readonly KeptToken[];
}): LaneParts {
  const { settings, wire, part } = options;
  const redact = (text: string): string => wire.redacted(text);
  const write = (entry: JournalEntry): void => options.write(toldEntry(entry, redact));
  const ledger = new BookingLedger((change) => write({ kind: 'booking', ...change }));
  const selection: Selection = { rules: new Set(options.rules), cases: settings.cases, part };
  const context: RunContext = {
    target: makeTarget(settings, options.baseUrl, wire, ledger, options.share, options.run, options.tokens),
    ledger,
    write,
    redact,
    selection,
    exchanges: wire.exchanges,
    evidence: wire.evidence,
    remembered: [],
    waivers: options.waivers,
    allure: options.allure,
  };
  return { context, wire };
}

/** Where Allure's results go, as long as files can be written; null for none. */
export function allureOutput(folder: string | null, recorder: Recorder): AllureOutput | null {
  return folder === null ? null : { folder, attempt: (work) => recorder.attempt(folder, work) };
}

/**
 * The lane that an environment of Jest runs: the one its configuration tells of, else the run of this process itself.
 *
 * @throws Error when the lane has begun before
 */
export function laneFor(globals: Record<string, unknown>): OpenLane {
  const task = globals[LANE_GLOBAL] as LaneTask | undefined;
  return task ? openLane(task) : { context: runContext(), close: async () => {} };
}

interface OpenLane {
  readonly context: RunContext;
  readonly close: () => Promise<void>;
}

function openLane(task: LaneTask): OpenLane {
  beginOnce(task);
  ignoreSignals();
  const read = readSettings(task.written, { sources: SOURCES, overlays: OVERLAYS });
  const settings: Settings = { ...read, slots: task.slots };
  const run = runShareOf(settings);
  const { files } = task;
  const recorder = new Recorder(files, (problem) => wire.stop(problem));
  const wire = new Wire(settings, (record) => recorder.exchange(record), {
    countFrom: run.countFrom + (task.index + 1) * IDS_OF_A_LANE,
    stopFile: files.stop,
    of: task.of,
  });
  const share = shareWithin(run.share, { index: task.index, of: task.of });
  const { context } = makeLane({
    settings,
    baseUrl: task.baseUrl,
    run: task.run,
    wire,
    share,
    rules: task.rules,
    waivers: task.waivers,
    part: { cases: share, closing: [] },
    write: (entry) => recorder.entry(entry),
    allure: allureOutput(task.allureResults, recorder),
    tokens: task.tokens,
  });
  const stopAt = setTimeout(() => wire.stop('the run took too long'), task.endsAt - Date.now());
  const orphaned = (): void => {
    wire.stop('the process of the run ended');
    setTimeout(() => process.exit(), ORPHAN_MS).unref();
  };
  process.once('disconnect', orphaned);
  setRunContext(context);
  const close = async (): Promise<void> => {
    clearTimeout(stopAt);
    process.off('disconnect', orphaned);
    setRunContext(null);
    // What it could not tell the process of the run, that one cannot cancel.
    if (recorder.problem !== null) await cleanUp(context.target, wire);
    const state: LaneState = { stopped: wire.stopped, remembered: context.remembered };
    writeFileSync(files.state, context.redact(JSON.stringify(state)));
  };
  return { context, close };
}

/** Jest begins again what crashed; a second lane would number its exchanges as the first did, and book all anew. */
function beginOnce({ index, of, files }: LaneTask): void {
  if (existsSync(files.begun))
    throw new Error(`worker ${index + 1} of ${of} crashed, and is not started again`);
  writeFileSync(files.begun, String(process.pid));
}

/** The terminal sends its signal to every process; the run tells its lanes itself when to stop, by a file. */
function ignoreSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (process.listenerCount(signal) === 0) process.on(signal, () => {});
  }
}
