import { type FaultResult, type KillMatrix, killMatrix, killMatrixSummary } from '../../lib/proof';
import { ruleById } from '../../lib/rules';
import { EXACT, INEXACT } from './results';

const plain = (_style: string, text: string): string => text;
const RULES = ['book.created.status', 'book.created.etag'].map(ruleById);

function summaryOf(faults: readonly FaultResult[], more: Partial<KillMatrix> = {}): string {
  const suite = { name: 'suite', version: '1.0.0', commit: null };
  const matrix = killMatrix({ suite, full: false, selection: null, rules: RULES, baselines: [], faults });
  return killMatrixSummary({ ...matrix, ...more }, plain);
}

test('when all is as declared, the totals say so', () => {
  const both = summaryOf([EXACT, { ...EXACT, rule: 'book.created.status' }]);
  expect(both).toBe(
    'EXACT  2 faults, 2 caught by their rule, 2 exactly as declared\neach of the 2 rules that bind a server has a fault\n',
  );
});

test('rules without a fault are named', () => {
  const summary = summaryOf([EXACT]);
  expect(summary).toContain('NOT EXACT  1 fault, 1 caught');
  expect(summary).toContain('1 of the 2 rules that bind a server have no fault: book.created.status');
});

test('what is not exact is told with what was declared, what came, and how to see it again', () => {
  expect(summaryOf([EXACT, INEXACT]).split('\n').slice(0, 7)).toEqual([
    '✗ created-status-200: 200 | not 201.',
    '    declared   book.created.status fail; changes book.created.etag',
    '    came       book.created.status fail; changes book.created.body',
    '    so         not declared, yet changed: book.created.body. declared, yet unchanged: book.created.etag',
    '    again      booking-conformance kill-matrix --fault created-status-200 --full',
    '    serve it   booking-conformance provider --fault created-status-200 --overlay uec',
    '',
  ]);
});

test('a fault that is not caught, and one whose run failed, are told as such', () => {
  const summary = summaryOf([
    { ...EXACT, caught: false, exact: false, verdict: 'pass' },
    { ...EXACT, exact: false, verdict: null, problems: ['the process of the run ended (SIGKILL)'] },
  ]);
  expect(summary).toContain('so         not caught: warn was expected');
  expect(summary).toContain('came       book.created.etag not judged');
  expect(summary).toContain('the suite itself failed: the process of the run ended (SIGKILL)');
});

test('how to serve a fault names what its provider needs beside it', () => {
  const provider = { jwt: 'hs256', tls: 'mutual', faults: [EXACT.id] } as const;
  expect(summaryOf([{ ...EXACT, exact: false, provider }])).toContain(
    'booking-conformance provider --fault created-etag-missing --jwt hs256 --tls mutual\n',
  );
});

test('a selection says that it proves nothing of the others', () => {
  const summary = summaryOf([EXACT], { selection: [EXACT.id], exact: true });
  expect(summary).toContain('only some faults were asked for: this proves nothing of the others');
  expect(summary).not.toContain('have no fault');
});

test('a provider that is flagged without a fault comes first', () => {
  const baseline = { provider: { overlay: 'uec' as const }, flagged: ['book.created.etag'], problems: [] };
  const [first, second] = summaryOf([EXACT], { baselines: [baseline], exact: false }).split('\n');
  expect(first).toContain('the provider without a fault, {"overlay":"uec"}');
  expect(second).toBe('    flagged by book.created.etag');
});
