import { ruleById } from '../../lib/rules';
import { explain, type Finding, PASS } from '../../lib/verdict';

const CREATED = ruleById('book.created.status');
const TAKEN_SLOT = ruleById('book.business-rule.status');

function finding(outcome: Finding['outcome'], more: Partial<Finding> = {}): Finding {
  return { outcome, message: 'the status is 200', expected: '201', actual: '200', holds: false, ...more };
}

test('a broken MUST: what is required and by whom, what was expected, what came', () => {
  expect(explain(CREATED, finding('fail')).split('\n')).toEqual([
    'FAIL [MUST book.created.status] the status is 200',
    `required: ${CREATED.requirement}`,
    `source:   ${CREATED.document}, ${CREATED.section} (${CREATED.basis})`,
    `          ${CREATED.link}`,
    'expected: 201',
    'actual:   200',
  ]);
});

test('only a failure tells where another document says otherwise', () => {
  const note = `note:     ${TAKEN_SLOT.conflict}`;
  expect(TAKEN_SLOT.conflict).toBeDefined();
  expect(explain(TAKEN_SLOT, finding('fail')).split('\n').at(-1)).toBe(note);
  expect(explain(TAKEN_SLOT, finding('warn'))).not.toContain('note:');
  expect(explain(CREATED, finding('fail'))).not.toContain('note:');
});

test.each([
  ['fail', 'FAIL', true],
  ['warn', 'WARNING', true],
  ['inconclusive', 'INCONCLUSIVE', false],
  ['not-applicable', 'NOT APPLICABLE', false],
  ['pass', 'PASS', false],
] as const)('%s is headed %s; cites its source: %p', (outcome, heading, cites) => {
  const text = explain(CREATED, finding(outcome));
  expect(text).toMatch(new RegExp(`^${heading} \\[MUST book\\.created\\.status\\] the status is 200\n`));
  expect(text.includes(CREATED.link)).toBe(cites);
});

test('without a comparison there are no lines for it', () => {
  expect(explain(CREATED, finding('inconclusive', { expected: null, actual: null }))).toBe(
    'INCONCLUSIVE [MUST book.created.status] the status is 200',
  );
});

test('an empty value is told of as empty, not left out', () => {
  expect(
    explain(CREATED, finding('fail', { actual: '' }))
      .split('\n')
      .at(-1),
  ).toBe('actual:   ');
});

test('a plain pass is told with the title of the rule', () => {
  expect(explain(CREATED, PASS)).toBe(`PASS [MUST book.created.status] ${CREATED.title}`);
});
