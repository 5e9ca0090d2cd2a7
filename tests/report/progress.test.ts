import { Progress } from '../../lib/report';
import { check, fakeStream, HOSTILE, STEERING } from './samples';

const RULE = 'book.created.status';
const CLEAR = '\r\u001b[K';

let now: number;
beforeEach(() => {
  now = Date.parse('2030-01-01T00:00:00Z');
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.replaceProperty(process, 'env', { NO_COLOR: '1' });
});
afterEach(() => jest.restoreAllMocks());

describe('Elsewhere than on a terminal', () => {
  test('tells the counts in lines of their own, every two seconds', () => {
    const stream = fakeStream(null);
    const progress = new Progress(stream);
    progress.exchange();
    progress.exchange();
    now += 1_999;
    progress.check(check(RULE, 'warn'));
    now += 1;
    progress.check(check(RULE, 'pass'));
    progress.close();
    expect(stream.text.split('\n')).toEqual([
      '  exchanges: 1, checks: 0, failed: 0, warnings: 0',
      '  exchanges: 2, checks: 2, failed: 0, warnings: 1',
      '',
    ]);
  });

  test('tells a failure at once', () => {
    const stream = fakeStream(null);
    const progress = new Progress(stream);
    progress.exchange();
    progress.check(check(RULE, 'fail', { message: 'it is 200', case: 'Booking' }));
    expect(stream.text.split('\n')[1]).toBe(`  ✗ ${RULE}: it is 200 (Booking)`);
  });

  test('of a rule that fails in many cases tells the first three, and that there are more', () => {
    const stream = fakeStream(null);
    const progress = new Progress(stream);
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      progress.check(check(RULE, 'fail', { message: 'it is 200', case: name }));
    progress.check(check('book.created.location', 'fail', { message: 'it is not there', case: 'e' }));
    now += 2_000;
    progress.exchange();
    expect(stream.text.split('\n').filter((line) => line !== '' && !line.includes('checks: 1,'))).toEqual([
      `  ✗ ${RULE}: it is 200 (a)`,
      `  ✗ ${RULE}: it is 200 (b)`,
      `  ✗ ${RULE}: it is 200 (c)`,
      `  ✗ ${RULE}: more cases, told at the end`,
      '  ✗ book.created.location: it is not there (e)',
      '  exchanges: 1, checks: 6, failed: 6, warnings: 0',
    ]);
  });
});

describe('On a terminal', () => {
  test('renews one line, ten times a second at most', () => {
    const stream = fakeStream({ columns: 200 });
    const progress = new Progress(stream);
    progress.exchange();
    now += 99;
    progress.exchange();
    now += 1;
    progress.check(check(RULE, 'pass'));
    expect(stream.text.split(CLEAR)).toEqual([
      '',
      '  exchanges: 1, checks: 0, failed: 0, warnings: 0 — ',
      '  exchanges: 2, checks: 1, failed: 0, warnings: 0 — Booking a free slot',
    ]);
    expect(stream.text).not.toContain('\n');
  });

  test.each([
    [40, 39],
    [undefined, 79],
  ])('with %p columns a line has %d characters at most, so that it never wraps', (columns, most) => {
    const stream = fakeStream(columns === undefined ? {} : { columns });
    new Progress(stream).check(check(RULE, 'pass', { case: 'x'.repeat(500) }));
    expect(stream.text).toHaveLength(CLEAR.length + most);
  });

  test('a line told takes the place of the one that is renewed', () => {
    const stream = fakeStream({});
    const progress = new Progress(stream);
    progress.exchange();
    progress.tell('Testing');
    expect(stream.text.endsWith(`${CLEAR}Testing\n`)).toBe(true);
  });

  test('close clears the line once; without a line there is nothing to clear', () => {
    const stream = fakeStream({});
    const progress = new Progress(stream);
    progress.close();
    expect(stream.text).toBe('');
    progress.exchange();
    progress.close();
    const closed = stream.text;
    progress.close();
    expect(closed.endsWith(CLEAR)).toBe(true);
    expect(stream.text).toBe(closed);
  });
});

test('a fault of the suite is told at once, and counts as no check', () => {
  const stream = fakeStream(null);
  const progress = new Progress(stream);
  progress.check({ kind: 'fault', where: 'book.suite.ts', message: 'TypeError: ours' });
  progress.exchange();
  expect(stream.text).toBe(
    '  the suite itself failed: TypeError: ours\n  exchanges: 1, checks: 0, failed: 0, warnings: 0\n',
  );
});

test('entries of other kinds are not told of', () => {
  const stream = fakeStream(null);
  new Progress(stream).check({
    kind: 'booking',
    id: 'a1',
    state: 'booked',
    slot: 's1',
    exchange: 'x0001',
    reason: null,
  });
  expect(stream.text).toBe('');
});

test('what the target says steers no terminal', () => {
  const stream = fakeStream(null);
  const progress = new Progress(stream);
  progress.check(check(RULE, 'fail', { message: HOSTILE, case: HOSTILE }));
  progress.check({ kind: 'fault', where: 'book.suite.ts', message: HOSTILE });
  expect(stream.text.replaceAll('\n', '')).not.toMatch(STEERING);
});
