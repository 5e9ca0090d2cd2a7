import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exchange, type ExchangeRecord, REDACTED } from '../http';
import { isInShare, type Target, type WrittenSettings } from '../target';
import type { JournalEntry } from '../verdict';
import { laneConfigs } from './jest-config';
import {
  LANES_FOLDER,
  type LaneFiles,
  type LaneParts,
  type LaneState,
  type LaneTask,
  laneFiles,
} from './lane';
import { mostLanes } from './limits';
import { newLinesOf } from './new-lines';
import { runJest } from './run-jest';
import { type Share, shareWithin } from './selection';

/** The most slots that one case uses at the same time, and as many again that wait to be shown as free. */
const SLOTS_PER_LANE = 8;
const LOOK_EVERY_MS = 250;

/**
/**
 * How many lanes a target has slots for, at most as many as were asked for and as the limits leave room for: with fewer
 * slots than its cases need, a lane would judge less than a single one does.
 *
 * @param ofRun the share of the slots that is for the run
 */
export async function affordableLanes(target: Target, wanted: number, ofRun: Share): Promise<number> {
  const most = Math.min(wanted, mostLanes(target.settings));
  if (most === 1) return 1;
  const slots = await target.offeredSlots();
  for (let of = most; of > 1; of--) {
    const shares = Array.from({ length: of }, (_, index) =>
      slots.filter((slot) => isInShare(slot, shareWithin(ofRun, { index, of }))),
    );
    if (shares.every((share) => share.length >= SLOTS_PER_LANE)) return of;
  }
  return 1;
}

export interface LanesOptions {
  readonly count: number;
  readonly written: WrittenSettings;
  readonly baseUrl: string;
  readonly run: string;
  readonly slots: LaneTask['slots'];
  readonly rules: readonly string[];
  /** The folder of the run's reports. */
  readonly root: string;
  /** When the run has taken too long, in milliseconds since 1970. */
  readonly endsAt: number;
  readonly testTimeoutMs: number;
}

/**
 * Runs all cases in several processes at the same time, each with its share of them. What they journal, send and book is
 * taken over while they run, and in the end what they keep in mind, as if this process had done it all. A lane whose
 * process dies is a fault of the run; what it did until then counts, and what it booked is cancelled with the rest.
 */
export async function runLanes(main: LaneParts, options: LanesOptions): Promise<void> {
  const { count, root, testTimeoutMs, ...common } = options;
  const tokens = await main.context.target.tokens.forOthers();
  const tasks: LaneTask[] = Array.from({ length: count }, (_, index) => ({
    ...common,
    waivers: main.context.waivers,
    tokens,
    allureResults: main.context.allure?.folder ?? null,
    index,
    of: count,
    files: laneFiles(root, index),
  }));
  const files = tasks.map((task) => task.files);
  const tellLanes = (): void => writeFileSync((files[0] as LaneFiles).stop, '');
  if (main.wire.ended.aborted) tellLanes();
  main.wire.ended.addEventListener('abort', tellLanes);
  const takeOver = takingOver(main, files);
  const looking = setInterval(takeOver, LOOK_EVERY_MS);
  try {
    await main.wire.handOver();
    for (const fault of await runJest(laneConfigs(tasks, testTimeoutMs), count)) main.context.write(fault);
    takeOver();
    for (const task of tasks) takeState(main, task);
    const sent = new Map(main.wire.exchanges.map((exchange) => [exchange.id, exchange]));
    main.context.ledger.decideOnUnanswered((id) => sent.get(id));
  } finally {
    clearInterval(looking);
    main.wire.ended.removeEventListener('abort', tellLanes);
    rmSync(join(root, LANES_FOLDER), { recursive: true, force: true });
  }
}

/** Gives a function that takes over what the lanes wrote since it was called last. */
function takingOver({ context, wire }: LaneParts, files: readonly LaneFiles[]): () => void {
  const readers = files.map(({ journal, exchanges }) => ({
    journal: newLinesOf(journal),
    exchanges: newLinesOf(exchanges),
  }));
  const sent = new Map<string, Exchange>();
  return () => {
    for (const { journal, exchanges } of readers) {
      // First what was sent: what the journal says of it refers to it.
      const entries = journal();
      for (const line of exchanges()) {
        const exchange = wire.adopt(JSON.parse(line) as ExchangeRecord);
        sent.set(exchange.id, exchange);
      }
      for (const line of entries) {
        const entry = JSON.parse(line) as JournalEntry;
        context.write(entry);
        if (entry.kind === 'booking') context.ledger.adopt(entry, sent.get(entry.exchange));
      }
    }
  };
}

function takeState({ context, wire }: LaneParts, { index, of, files }: LaneTask): void {
  if (!existsSync(files.state)) {
    const message = `worker ${index + 1} of ${of} ended before its cases were done`;
    context.write({ kind: 'fault', where: 'workers', message });
    return;
  }
  const { stopped, remembered } = JSON.parse(readFileSync(files.state, 'utf8')) as LaneState;
  // What a secret was taken out of cannot be compared with what is read later.
  context.remembered.push(...remembered.filter((booking) => !JSON.stringify(booking).includes(REDACTED)));
  if (stopped !== null) wire.stop(stopped);
}
