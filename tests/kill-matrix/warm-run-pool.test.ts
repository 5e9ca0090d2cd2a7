import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type WarmRun, WarmRunPool } from '../../lib/proof';

const WORKER = join(__dirname, '..', 'support', 'made-up-worker.cjs');

type Deed = 'answer' | 'die with words' | 'be killed' | 'hang';

jest.setTimeout(60_000);

let pool: WarmRunPool;
afterEach(() => pool.close());

function openPool(jobs: number, mostMs = 30_000): void {
  pool = new WarmRunPool({ jobs, mostMs, worker: WORKER });
}

const run = (deed: Deed): Promise<WarmRun> => pool.run({ settings: { DO: deed } });
const answered = ({ problem }: WarmRun): { pid: number; folder: string } => JSON.parse(problem ?? '');

test('one process makes one run after the other', async () => {
  openPool(1);
  const runs = await Promise.all([run('answer'), run('answer'), run('answer')]);
  expect(new Set(runs.map((one) => answered(one).pid)).size).toBe(1);
});

test('no more processes than were asked for are at work', async () => {
  openPool(2);
  const runs = await Promise.all(Array.from({ length: 8 }, () => run('answer')));
  expect(new Set(runs.map((one) => answered(one).pid)).size).toBe(2);
});

test.each<[Deed, RegExp]>([
  ['die with words', /^the process of the run ended \(exit code 3: out of luck\)$/],
  ['be killed', /^the process of the run ended \(SIGKILL\)$/],
])('of a process that does this: %s, it is told, and another takes its place', async (deed, problem) => {
  openPool(1);
  const [before, lost, after] = await Promise.all([run('answer'), run(deed), run('answer')]);
  expect(lost).toEqual({ exitCode: 70, result: null, problem: expect.stringMatching(problem) });
  expect(answered(after).pid).not.toBe(answered(before).pid);
});

test('a process that hangs is ended when its time is over', async () => {
  openPool(1, 2_000);
  const hanging = await run('hang');
  expect(hanging).toEqual({ exitCode: 70, result: null, problem: 'the run took longer than 2000 ms' });
});

test('a script that is not there is told of, each time', async () => {
  pool = new WarmRunPool({ jobs: 1, worker: join(__dirname, 'none.cjs') });
  const runs = await Promise.all([run('answer'), run('answer')]);
  for (const { problem } of runs) expect(problem).toContain('the process of the run ended (exit code 1: ');
});

test('when it is closed, its processes end, and what they left is gone', async () => {
  openPool(1);
  const { pid, folder } = answered(await run('answer'));
  expect(existsSync(join(folder, 'left-over'))).toBe(true);
  const [underWay, waiting] = [run('hang'), run('answer')];
  const ended = Promise.allSettled([underWay, waiting]);
  await pool.close();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(existsSync(folder)).toBe(false);
  expect(await ended).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  await expect(run('answer')).rejects.toThrow('The runs were ended before they were done.');
});
