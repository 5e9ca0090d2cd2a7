import { githubAnnotations, githubSummary } from '../../lib/report';
import { rules } from '../../lib/rules';
import { eventful, finished, MUST, OTHER_MUST, SHOULD } from './finished-run';
import { check, resultOf, STEERING } from './samples';

describe('Annotations', () => {
  test('are an error for what decides, warnings for the rest, and each is one line that is no other command', () => {
    const lines = githubAnnotations(eventful().result);
    expect(lines.map((line) => line.slice(0, line.indexOf('::', 2)))).toEqual([
      '::error title=Not conformant',
      `::error title=MUST ${MUST}`,
      `::warning title=SHOULD ${SHOULD}`,
      `::warning title=MUST ${OTHER_MUST}`,
    ]);
    for (const line of lines) expect(line).not.toMatch(STEERING);
    expect(lines[1]).toContain('%250A::error::x');
    expect(lines[3]).toContain('::waived: ');
  });

  test('say that all is well', () => {
    const [only, ...more] = githubAnnotations(resultOf([check(MUST, 'pass')]));
    expect(only).toMatch(
      /^::notice title=Conformant::The server keeps all requirements that decide and could be judged: 1\.$/,
    );
    expect(more).toEqual([]);
  });

  test('accuse no shard of being a part', () => {
    const shard = { number: 1, of: 2 };
    const of = (...checks: Parameters<typeof check>) =>
      githubAnnotations(resultOf([check(...checks)], { verdict: 'incomplete' }, { shard }))[0];
    expect(of(MUST, 'pass')).toMatch(/^::notice /);
    const whole = githubAnnotations(resultOf([check(MUST, 'pass')], { verdict: 'incomplete' }));
    expect(whole[0]).toMatch(/^::error /);
  });

  test('are no more than GitHub shows', () => {
    const broken = rules
      .filter(({ level, source }) => level === 'MUST' && source === 'booking')
      .map(({ id }) => check(id, 'fail'));
    const lines = githubAnnotations(resultOf(broken, { verdict: 'non-conformant' }));
    expect(broken.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
  });
});

describe('The summary of a job', () => {
  const summary = githubSummary(eventful().result, ['reports/<b>.json']);

  test('tells the verdict, the numbers, each rule that is not well, and the reports', () => {
    expect(summary).toContain('<h2>❌ NON-CONFORMANT</h2>');
    for (const title of ['Broken, and decides (1)', 'Waived (1)', 'Warnings (1)', 'Could not be judged (1)'])
      expect(summary).toContain(title);
    expect(summary).toContain('<code>reports/&lt;b&gt;.json</code>');
    expect(summary).not.toContain('Broken, and does not decide');
  });

  test('shows what a server says as text, and leaves Markdown no way in', () => {
    expect(summary).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(summary).not.toMatch(/<script/);
    expect(summary.trimEnd()).not.toMatch(/\n\s*\n/);
    expect(summary.replace(/\n/g, '')).not.toMatch(STEERING);
  });

  test('is small, however much is broken', () => {
    const long = 'x'.repeat(100_000);
    const broken = rules.map(({ id }) => check(id, 'fail', { message: long, case: long }));
    const { length } = githubSummary(finished(resultOf(broken, { verdict: 'non-conformant' })).result, []);
    expect(length).toBeLessThan(1024 * 1024);
  });
});
