import { existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { LANE_BEGUN, LANES_FOLDER } from './lane';

const LOCK = '.running';
const LOOK_AGAIN_MS = 100;
/** Longer than the lanes of a run go on that was killed. */
const LANES_END_WITHIN_MS = 10_000;

/** Another process writes in the folder. */
export class FolderInUse extends Error {
  constructor(folder: string, lock: string, pid: number) {
    super(
      `Another run writes to ${folder} (process ${pid}). Wait until it has ended, or choose another folder with --out; should there be no such run, remove ${lock}.`,
    );
    this.name = 'FolderInUse';
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/**
 * Keeps other runs out of a folder until the function that it gives is called. What a process left behind that was
 * killed keeps nobody out, and of its lanes it waits until they have ended.
 *
 * @throws FolderInUse when another process writes there; Error of the file system when the folder cannot be written
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const lock = join(folder, LOCK);
  const mine = `${lock}.${process.pid}`;
  const text = JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder);
  writeFileSync(mine, text);
  try {
    takeLock(folder, lock, mine);
  } finally {
    rmSync(mine, { force: true });
  }
  const release = (): void => rmSync(lock, { force: true });
  try {
    await lanesHaveEnded(folder, lock);
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/** Makes the lock in one piece, so that nobody reads half of it; in the place of one whose process is gone. */
function takeLock(folder: string, lock: string, mine: string): void {
  try {
    linkSync(mine, lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = holderOf(lock);
    if (holder && isRunning(holder)) throw new FolderInUse(folder, lock, holder.pid);
    renameSync(mine, lock);
  }
}

/** Who holds the lock; null when it tells nobody, as after a disk was full. */
function holderOf(lock: string): Holder | null {
  try {
    const { pid, host } = JSON.parse(readFileSync(lock, 'utf8')) as Partial<Holder>;
    return Number.isInteger(pid) && typeof host === 'string' ? { pid: pid as number, host } : null;
  } catch {
    return null;
  }
}

/**
 * Whether the process still runs. Of another machine's nothing is known: a container that was killed must not keep the
 * next one out for ever. One with our own number is gone, since we are here.
 */
function isRunning({ pid, host }: Holder): boolean {
  return host === hostname() && pid !== process.pid && exists(pid);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process is there, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The lanes of a run that was killed go on for a moment, and would write into what comes next. */
async function lanesHaveEnded(folder: string, lock: string): Promise<void> {
  const end = Date.now() + LANES_END_WITHIN_MS;
  for (;;) {
    const [alive] = lanePids(folder).filter(exists);
    if (alive === undefined) return;
    if (Date.now() >= end) throw new FolderInUse(folder, lock, alive);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function lanePids(folder: string): number[] {
  const lanes = join(folder, LANES_FOLDER);
  if (!existsSync(lanes)) return [];
  return readdirSync(lanes).flatMap((name) => {
    const begun = join(lanes, name, LANE_BEGUN);
    const pid = existsSync(begun) ? Number(readFileSync(begun, 'utf8')) : 0;
    return Number.isInteger(pid) && pid > 0 && pid !== process.pid ? [pid] : [];
  });
}
