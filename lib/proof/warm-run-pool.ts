import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WarmProcess } from './warm-process';
import type { WarmRun, WarmRunTask } from './warm-run';

export interface PoolOptions {
  /** How many processes make runs at the same time. */
  readonly jobs: number;
  /** How long one run may take; far more than a whole one needs. */
  readonly mostMs?: number;
  /** The script of the processes; default: the built one beside this file. */
  readonly worker?: string;
}

const MOST_MS = 600_000;
const WORKER = join(__dirname, 'warm-worker.js');

interface Waiting {
  readonly task: WarmRunTask;
  readonly resolve: (run: WarmRun) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Makes runs against embedded providers in a few processes, each of which makes one run after the other. What they write
 * lies in a temporary folder, which goes when the pool is closed.
 */
export class WarmRunPool {
  private readonly folder = mkdtempSync(join(tmpdir(), 'booking-proof-'));
  private readonly waiting: Waiting[] = [];
  private readonly processes = new Set<WarmProcess>();
  private readonly idle: WarmProcess[] = [];
  private closed = false;

  constructor(private readonly options: PoolOptions) {}

  /**
   * Makes a run as soon as a process is free. A process that dies or hangs is told of in the run, which has no result
   * then; another takes its place.
   *
   * @throws Error when the pool is closed before the run is done
   */
  run(task: WarmRunTask): Promise<WarmRun> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.startNext();
    });
  }

  /** Ends all processes, also those that are at work, and removes what they left. */
  async close(): Promise<void> {
    this.closed = true;
    for (const process of this.processes) process.kill();
    await Promise.all([...this.processes].map((process) => process.ended));
    this.startNext();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private startNext(): void {
    if (this.closed) {
      for (const { reject } of this.waiting.splice(0))
        reject(new Error('The runs were ended before they were done.'));
      return;
    }
    const process = this.waiting.length > 0 ? this.freeProcess() : null;
    const next = process && this.waiting.shift();
    if (next) void this.perform(process, next);
  }

  /** A process that has nothing to do, or a new one while there may be more; null when all are busy. */
  private freeProcess(): WarmProcess | null {
    for (let process = this.idle.pop(); process; process = this.idle.pop()) if (process.alive) return process;
    if (this.processes.size >= this.options.jobs) return null;
    const process = new WarmProcess(this.options.worker ?? WORKER, this.folder);
    this.processes.add(process);
    void process.ended.then(() => {
      this.processes.delete(process);
      this.startNext();
    });
    return process;
  }

  private async perform(process: WarmProcess, { task, resolve, reject }: Waiting): Promise<void> {
    const run = await process.perform(task, this.options.mostMs ?? MOST_MS);
    if (this.closed) reject(new Error('The runs were ended before they were done.'));
    else resolve(run);
    this.idle.push(process);
    this.startNext();
  }
}
