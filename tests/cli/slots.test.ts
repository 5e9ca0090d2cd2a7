import { startProvider } from '../../provider';
import { conformanceRun, type Run, removeOutputs } from '../support/command';

/** How many slots a run needs is told before it books, and what stays untested with fewer. */

jest.setTimeout(120_000);
afterAll(removeOutputs);

async function runWith(slots: number, ...args: string[]): Promise<Run> {
  const provider = await startProvider({ slots });
  const env = { ...provider.env, SLOT_GRACE_MS: '500' };
  return conformanceRun(['--no-html', '--only', 'book.created.*', ...args], env).finally(() =>
    provider.close(),
  );
}

const outcomeOf = ({ result }: Run, name: string) =>
  result?.rules.flatMap(({ checks }) => checks).find((check) => check.case === name);

const INNER = 'Booking a free slot › reading its Location after another booking';

test('with as many as are needed, nothing is missing', async () => {
  const run = await runWith(3, '--case', 'Booking a free slot');
  expect(run.stderr).toContain('slots: 2 needed at the same time and 2 in all, 3 offered\n');
  expect(run.result?.run.slots).toEqual({ atOnce: 2, inAll: 2, offered: 3, used: 2, untested: [] });
  expect(outcomeOf(run, INNER)?.outcome).toBe('pass');
});

test('with fewer than one case needs at the same time, that case stays untested, and is named', async () => {
  const run = await runWith(1, '--case', 'Booking a free slot');
  expect(run.stderr).toContain(`1 offered; with so few, these cases stay untested: ${INNER}\n`);
  expect(run.stdout).toContain(`1 offered; with so few, these cases stay untested: ${INNER}\n`);
  expect(run.result?.run.slots).toMatchObject({ offered: 1, untested: [INNER] });
  expect(outcomeOf(run, INNER)).toMatchObject({
    outcome: 'inconclusive',
    message: expect.stringContaining('none of the 1 slots'),
  });
  expect(outcomeOf(run, 'Booking a free slot')?.outcome).toBe('pass');
});

test('with fewer than there are cases, each is used again', async () => {
  const run = await runWith(2, '--case', 'Booking a free slot', '--case', 'Booking another free slot');
  expect(run.stderr).toContain(
    '2 needed at the same time and 4 in all, 2 offered; each is used again once it is free',
  );
  expect(run.result?.run.slots.used).toBe(4);
  expect(run.result?.totals.inconclusive).toBe(0);
});

test('with none, nothing can be booked', async () => {
  const run = await runWith(0, '--case', 'Booking a free slot');
  expect(run.stderr).toContain('0 offered: nothing can be booked');
  expect(run.code).toBe(2);
});
