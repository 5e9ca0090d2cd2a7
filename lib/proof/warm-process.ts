import { type ChildProcess, fork } from 'node:child_process';
import { EXIT } from '../verdict';
import type { WarmRun, WarmRunTask } from './warm-run';

/** How much of what a process wrote before it died is told. */
const MOST_LAST_WORDS = 1_000;

/** One process that makes one run after the other: the second costs no start of Node, nor of Jest. */
export class WarmProcess {
  private readonly child: ChildProcess;
  private lastWords = '';
  /** Ends the run that is under way with a reason; null between runs. */
  private lose: ((why: string) => void) | null = null;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  alive = true;

  /** @param folder where the process keeps what is temporary */
  constructor(worker: string, folder: string) {
    this.child = fork(worker, [], {
      env: { ...process.env, TMPDIR: folder },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-MOST_LAST_WORDS);
    });
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.alive = false;
        this.lose?.(
          `the process of the run ended (${[how, this.lastWords.trim()].filter(Boolean).join(': ')})`,
        );
        resolve();
      };
      this.child.once('error', (error) => end(error.message));
      this.child.once('close', (code, signal) => end(signal ?? `exit code ${code}`));
    });
  }

  /** Makes a run. A process that dies, or takes longer than so many milliseconds and is ended, gives no result. */
  perform(task: WarmRunTask, mostMs: number): Promise<WarmRun> {
    return new Promise((resolve) => {
      const settle = (run: WarmRun): void => {
        clearTimeout(timer);
        this.child.off('message', settle);
        this.lose = null;
        resolve(run);
      };
      const timer = setTimeout(() => {
        this.lose?.(`the run took longer than ${mostMs} ms`);
        this.kill();
      }, mostMs);
      this.lose = (problem) => settle({ exitCode: EXIT.fault, result: null, problem });
      this.child.on('message', settle);
      this.child.send(task, (error) => {
        if (error) this.lose?.(`the process of the run takes no task (${error.message})`);
      });
    });
  }

  /** Ends the process at once: the provider that it books with ends with it. */
  kill(): void {
    this.alive = false;
    this.child.kill('SIGKILL');
  }
}
