import { ProofProgress } from '../../lib/proof';
import { fakeStream } from '../report/samples';
import { EXACT, INEXACT } from './results';

beforeEach(() => {
  jest.replaceProperty(process, 'env', { NO_COLOR: '1' });
});
afterEach(() => jest.restoreAllMocks());

test('elsewhere than on a terminal, a line is written for each tenth of the faults', () => {
  const stream = fakeStream(null);
  const progress = new ProofProgress(stream, 100);
  for (let count = 0; count < 100; count++) progress.fault(EXACT);
  progress.close();
  const lines = stream.text.trimEnd().split('\n');
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe('  100 of 100 faults, 100 exact');
});

test('on a terminal, one line is renewed, and taken away in the end', () => {
  const stream = fakeStream({ columns: 80 });
  const progress = new ProofProgress(stream, 3);
  progress.fault(EXACT);
  progress.fault(EXACT);
  progress.close();
  const clear = '\r\u001b[K';
  expect(stream.text).toBe(`${clear}  1 of 3 faults, 1 exact${clear}  2 of 3 faults, 2 exact${clear}`);
});

test('a fault that is not exact is told at once', () => {
  const stream = fakeStream(null);
  const progress = new ProofProgress(stream, 100);
  progress.fault(INEXACT);
  expect(stream.text).toContain('  ✗ created-status-200: not declared, yet changed: book.created.body');
  expect(stream.text.split('\n')).toHaveLength(2);
});
