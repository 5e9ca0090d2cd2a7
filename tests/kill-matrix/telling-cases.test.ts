import { proveFaults, type WarmRunTask } from '../../lib/proof';
import { TELLING_CASES } from '../../lib/proof/telling-cases';
import { faults } from '../../provider';
import { FAULTLESS, faultOf, MUST, runOf } from './made-up';

test('telling cases are those of faults that there are', () => {
  const ids = new Set(faults.map(({ id }) => id));
  expect(Object.keys(TELLING_CASES).filter((id) => !ids.has(id))).toEqual([]);
});

test('a fault is run on its telling cases, beside those that stand for all', async () => {
  const tasks: WarmRunTask[] = [];
  const run = async (task: WarmRunTask) => {
    tasks.push(task);
    return runOf(FAULTLESS);
  };
  await proveFaults([faultOf(MUST, { id: 'unknown-code-500' })], { full: false, run });
  expect(tasks[1]?.settings?.CASES).toBe(`${TELLING_CASES['unknown-code-500']};Booking a free slot`);
});
