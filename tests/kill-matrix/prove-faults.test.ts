import { type FaultResult, killMatrix, proveFaults, type WarmRun, type WarmRunTask } from '../../lib/proof';
import { ruleById } from '../../lib/rules';
import type { Outcome } from '../../lib/verdict';
import { BODY, FAULTLESS, faultOf, LOCATION, LOST, MUST, runOf, SHOULD } from './made-up';

const RULES = [MUST, SHOULD, LOCATION, BODY].map(ruleById);
const SUITE = { name: 'suite', version: '1.0.0', commit: null };

const caught = faultOf(MUST, { id: 'caught' });
const missed = faultOf(LOCATION, { id: 'missed' });
const ofOverlay = faultOf(BODY, { id: 'of-overlay', overlay: 'uec' });
const accusing = faultOf(SHOULD, { id: 'accusing' });

const EFFECTS: Readonly<Record<string, Record<string, Outcome>>> = {
  caught: { [MUST]: 'fail' },
  'of-overlay': { [BODY]: 'fail' },
  accusing: { [SHOULD]: 'warn', [LOCATION]: 'fail' },
};

/** The tasks that were run, and the runs: as the effects of their fault say. */
function runner(runTask = (task: WarmRunTask): WarmRun => byEffects(task)) {
  const tasks: WarmRunTask[] = [];
  const run = async (task: WarmRunTask): Promise<WarmRun> => {
    tasks.push(task);
    return runTask(task);
  };
  return { tasks, run };
}

const faultIn = ({ provider }: WarmRunTask): string => provider?.faults?.[0] ?? 'none';
const byEffects = (task: WarmRunTask): WarmRun => runOf({ ...FAULTLESS, ...EFFECTS[faultIn(task)] });
const isWhole = ({ settings }: WarmRunTask): boolean => settings?.CASES === undefined;

describe('the runs of a proof', () => {
  test('are one for each provider without a fault, and one for each fault that shows as declared', async () => {
    const { tasks, run } = runner();
    const { baselines, faults } = await proveFaults([caught, ofOverlay], { full: false, run });
    expect(tasks.map(({ provider }) => provider)).toEqual([
      {},
      { overlay: 'uec' },
      { faults: ['caught'] },
      { overlay: 'uec', faults: ['of-overlay'] },
    ]);
    expect(tasks.map(isWhole)).toEqual([true, true, false, false]);
    expect(tasks[2]?.settings).toEqual({ CASES: 'Booking a free slot' });
    expect(baselines.map(({ provider }) => provider)).toEqual([{}, { overlay: 'uec' }]);
    expect(faults.map(({ id, exact, cases }) => ({ id, exact, cases }))).toEqual([
      { id: 'caught', exact: true, cases: 'representative' },
      { id: 'of-overlay', exact: true, cases: 'representative' },
    ]);
  });

  test('are of all cases for a fault that does not show as declared on a few', async () => {
    const { tasks, run } = runner((task) =>
      isWhole(task) && faultIn(task) === 'missed'
        ? runOf({ ...FAULTLESS, [LOCATION]: 'fail' })
        : byEffects(task),
    );
    const { faults } = await proveFaults([missed], { full: false, run });
    expect(tasks.map(isWhole)).toEqual([true, false, true]);
    expect(faults).toMatchObject([{ caught: true, exact: true, cases: 'all' }]);
  });

  test('are all of all cases with full', async () => {
    const { tasks, run } = runner();
    const { faults } = await proveFaults([caught, missed], { full: true, run });
    expect(tasks.map(isWhole)).toEqual([true, true, true]);
    expect(faults.map(({ cases }) => cases)).toEqual(['all', 'all']);
  });

  test('tell what came as soon as it is there, and come in the order of the faults', async () => {
    const told: string[] = [];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const run = async (task: WarmRunTask): Promise<WarmRun> => {
      if (faultIn(task) === 'caught') await held;
      return byEffects(task);
    };
    const onFault = ({ id }: FaultResult): void => {
      told.push(id);
      release();
    };
    const { faults } = await proveFaults([caught, ofOverlay], { full: true, run, onFault });
    expect(told).toEqual(['of-overlay', 'caught']);
    expect(faults.map(({ id }) => id)).toEqual(['caught', 'of-overlay']);
  });
});

describe('the matrix of a proof', () => {
  async function matrixOf(faults: Parameters<typeof proveFaults>[0], selection: string[] | null = null) {
    const { run } = runner();
    const proved = await proveFaults(faults, { full: true, run });
    return killMatrix({ suite: SUITE, full: true, selection, rules: RULES, ...proved });
  }

  const ofEveryRule = [MUST, SHOULD, LOCATION, BODY].map((rule) => faultOf(rule, { id: rule }));

  test('is exact when each rule has a fault, and each fault is exact', async () => {
    const run = async (task: WarmRunTask): Promise<WarmRun> => {
      const rule = faultIn(task);
      return runOf({
        ...FAULTLESS,
        ...(rule === 'none' ? {} : { [rule]: rule === SHOULD ? 'warn' : 'fail' }),
      });
    };
    const proved = await proveFaults(ofEveryRule, { full: true, run });
    const matrix = killMatrix({ suite: SUITE, full: true, selection: null, rules: RULES, ...proved });
    expect(matrix.totals).toEqual({ faults: 4, caught: 4, exact: 4, rules: 4, rulesWithoutFault: 0 });
    expect(matrix.rules).toEqual([MUST, SHOULD, LOCATION, BODY].map((id) => ({ id, faults: 1 })));
    expect(matrix.exact).toBe(true);
  });

  test('is not exact when a rule has no fault, unless only some faults were asked for', async () => {
    const whole = await matrixOf([caught]);
    expect(whole.totals).toEqual({ faults: 1, caught: 1, exact: 1, rules: 4, rulesWithoutFault: 3 });
    expect(whole.exact).toBe(false);
    expect((await matrixOf([caught], ['caught'])).exact).toBe(true);
  });

  test('is not exact when a fault is wrongly declared, and says how', async () => {
    const matrix = await matrixOf([caught, missed, accusing], ['caught', 'missed', 'accusing']);
    expect(matrix.exact).toBe(false);
    expect(matrix.totals).toMatchObject({ faults: 3, caught: 2, exact: 1 });
    const told = matrix.faults.map(({ id, caught, flagged, exact, undeclared }) => {
      return { id, caught, flagged, exact, undeclared };
    });
    expect(told).toEqual([
      { id: 'caught', caught: true, flagged: [MUST], exact: true, undeclared: [] },
      { id: 'missed', caught: false, flagged: [], exact: false, undeclared: [] },
      { id: 'accusing', caught: true, flagged: [SHOULD, LOCATION], exact: false, undeclared: [LOCATION] },
    ]);
  });

  test('is not exact when a provider without a fault is flagged', async () => {
    const flagging = async (task: WarmRunTask): Promise<WarmRun> =>
      runOf({ ...FAULTLESS, ...EFFECTS[faultIn(task)], [LOCATION]: 'warn' });
    const proved = await proveFaults([caught], { full: true, run: flagging });
    const matrix = killMatrix({ suite: SUITE, full: true, selection: ['caught'], rules: RULES, ...proved });
    expect(matrix.faults).toMatchObject([{ exact: true, flagged: [MUST] }]);
    expect(matrix.baselines).toEqual([{ provider: {}, flagged: [LOCATION], problems: [] }]);
    expect(matrix.exact).toBe(false);
  });

  test('leaves out rules that bind no server: no fault can break them', () => {
    const rules = [...RULES, { ...ruleById(MUST), id: 'book.of-the-client', binds: 'client' as const }];
    const { totals } = killMatrix({
      suite: SUITE,
      full: false,
      selection: null,
      rules,
      baselines: [],
      faults: [],
    });
    expect(totals).toMatchObject({ rules: 4, rulesWithoutFault: 4 });
  });

  test('tells of a run that was lost, and of the others all the same', async () => {
    const { run } = runner((task) => (faultIn(task) === 'missed' ? LOST : byEffects(task)));
    const { faults } = await proveFaults([missed, caught], { full: false, run });
    expect(faults).toMatchObject([
      { id: 'missed', verdict: null, problems: [LOST.problem], exact: false },
      { id: 'caught', exact: true },
    ]);
  });
});
