import { percentile } from '../../lib/report';

describe('percentile', () => {
  const TEN = [100, 20, 30, 40, 50, 60, 70, 80, 90, 10];

  test.each([
    [50, 50],
    [51, 60],
    [90, 90],
    [95, 100],
    [100, 100],
    [1, 10],
  ])('the %dth of ten durations, by nearest rank, is %d', (p, duration) => {
    expect(percentile(TEN, p)).toBe(duration);
  });

  test('sorts by number, and leaves the durations as they were', () => {
    const durations = [9, 10, 100];
    expect(percentile(durations, 50)).toBe(10);
    expect(durations).toEqual([9, 10, 100]);
    expect(percentile([100, 9], 50)).toBe(9);
  });

  test('one duration is every percentile; of none it is 0', () => {
    expect([percentile([7], 50), percentile([7], 95), percentile([], 95)]).toEqual([7, 7, 0]);
  });
});
