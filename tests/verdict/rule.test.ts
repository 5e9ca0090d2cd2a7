import { ruleById } from '../../lib/rules';
import {
  broken,
  explain,
  type Instance,
  inconclusive,
  lookAt,
  notApplicable,
  PASS,
  rule,
  ruleOnEach,
  ruleOnEveryAnswer,
  type VerdictHost,
  verdictHost,
  warned,
} from '../../lib/verdict';
import { FakeSuite } from './fake-suite';

const MUST = 'book.created.status';
const ANOTHER_MUST = 'book.created.location';
const THIRD_MUST = 'book.created.location-absolute';
const SHOULD = 'book.created.etag';

let suite: FakeSuite;
beforeEach(() => {
  suite = new FakeSuite();
});
afterEach(() => suite.end());

/** Runs the suite and gives the outcome and the message of every report, by rule. */
async function told(): Promise<Record<string, [outcome: string, message: string | null]>> {
  await suite.run();
  return Object.fromEntries(
    suite.reports.map((report) => [report.rule, [report.finding.outcome, report.finding.message]]),
  );
}

describe('rule', () => {
  test('registers a Jest test named by id and title', () => {
    suite.describe(() => rule(MUST, () => {}));
    expect(suite.testNames).toEqual([`${MUST}: ${ruleById(MUST).title}`]);
  });

  test('a check that returns passes', async () => {
    suite.describe(() => rule(MUST, () => {}));
    expect(await suite.run()).toEqual([null]);
    expect(suite.reports).toEqual([{ rule: MUST, finding: PASS, exchanges: [] }]);
  });

  test('a check that takes its time is waited for', async () => {
    suite.describe(() =>
      rule(MUST, async () => {
        await Promise.resolve();
        broken('too late');
      }),
    );
    expect(await told()).toEqual({ [MUST]: ['fail', 'too late'] });
  });

  test('a broken MUST fails the test with our explanation, and no stack trace', async () => {
    suite.describe(() => rule(MUST, () => broken('it is 200', { expected: '201', actual: '200' })));
    const [error] = await suite.run();
    const { finding } = suite.reports[0] as (typeof suite.reports)[number];
    expect(finding.outcome).toBe('fail');
    expect(error?.message).toBe(explain(ruleById(MUST), finding));
    expect(error?.stack).toBe(error?.message);
    expect(error).toMatchObject({ name: 'RuleBroken', expected: '201', actual: '200' });
  });

  test('a broken SHOULD leaves the test green and is reported as a warning', async () => {
    suite.describe(() => rule(SHOULD, () => broken('no ETag')));
    expect(await suite.run()).toEqual([null]);
    expect(suite.reports[0]?.finding).toMatchObject({ outcome: 'warn', message: 'no ETag', holds: false });
  });

  test.each([
    ['inconclusive', () => inconclusive('too busy')],
    ['not-applicable', () => notApplicable('too busy')],
    ['warn', () => warned('too busy')],
  ] as const)('%s is reported with its reason, and fails nothing', async (outcome, check) => {
    suite.describe(() => rule(MUST, check));
    expect(await suite.run()).toEqual([null]);
    expect(suite.reports[0]?.finding).toMatchObject({ outcome, message: 'too busy' });
  });

  test('a check that crashes is a fault of the suite, and says nothing of the target', async () => {
    const crash = new TypeError('undefined is not an object');
    suite.describe(() =>
      rule(MUST, () => {
        throw crash;
      }),
    );
    expect(await suite.run()).toEqual([null]);
    expect(suite.reports[0]?.finding).toMatchObject({ outcome: 'inconclusive', holds: false });
    expect(suite.faults).toEqual([`check of ${MUST}: ${crash.stack}`]);
  });

  test('a check that throws no Error is a fault all the same', async () => {
    suite.describe(() => rule(MUST, () => Promise.reject('just words')));
    expect(await suite.run()).toEqual([null]);
    expect(suite.faults).toEqual([`check of ${MUST}: just words`]);
  });

  test('reports the exchanges that the check looked at, each once', async () => {
    suite.describe(() => {
      rule(MUST, async () => {
        lookAt('x0001');
        await Promise.resolve();
        lookAt('x0002');
        lookAt('x0001');
      });
      rule(ANOTHER_MUST, () => {
        lookAt('x0003');
        broken('why');
      });
    });
    lookAt('x0009');
    await suite.run();
    expect(suite.reports.map((report) => report.exchanges)).toEqual([['x0001', 'x0002'], ['x0003']]);
  });

  test('an id that the rulebook does not have is refused', () => {
    expect(() => suite.describe(() => rule('book.created.statsu', () => {}))).toThrow(
      'no rule "book.created.statsu"',
    );
  });

  test('a block judges a rule once; other blocks may judge it too', () => {
    const define = (): void => rule(MUST, () => {});
    suite.describe(define).describe(define);
    suite.describe(() => {
      define();
      suite.describe(define);
      expect(define).toThrow(`'${MUST}' is judged twice in one describe block`);
    });
    expect(suite.testNames).toHaveLength(4);
  });

  test('a rule that was not selected is no test', () => {
    suite = new FakeSuite([MUST, ANOTHER_MUST]);
    suite.describe(() => {
      rule(MUST, () => {});
      rule(SHOULD, () => {});
      ruleOnEach(ANOTHER_MUST, () => [], jest.fn());
    });
    const name = (id: string): string => `${id}: ${ruleById(id).title}`;
    expect(suite.testNames).toEqual([name(SHOULD)]);
  });

  test('outside a run it is refused, and says how to run', () => {
    suite.end();
    expect(() => rule(MUST, () => {})).toThrow('`booking-conformance run`');
    expect(verdictHost).toThrow('not by Jest alone');
  });
});

describe('where a recorded run is judged again, what the evidence does not have as it was is told', () => {
  /** Why the evidence does not have, as it was, what the checks have read. */
  let read: string[] = [];
  const reads = (gap: string): void => void read.push(gap);
  const gapsByCase = async (): Promise<unknown> => {
    await suite.run();
    return suite.reports.map(({ rule: id, case: name = null, gaps = null }) => [id, name, gaps]);
  };

  beforeEach(() => {
    read = [];
    const host = globalThis.bookingVerdictHost as VerdictHost;
    host.watchGaps = () => {
      const before = read.length;
      return () => read.slice(before);
    };
  });

  test('once, with the rule that read it, and with no other', async () => {
    suite.describe(() => {
      rule(MUST, () => ['masked', 'cut off', 'masked'].forEach(reads));
      rule(SHOULD, () => {});
    });
    expect(await gapsByCase()).toEqual([
      [MUST, null, ['masked', 'cut off']],
      [SHOULD, null, null],
    ]);
  });

  test('with each case that it is about, and with all where it was read to find them', async () => {
    const instances = (): Instance[] => {
      reads('masked');
      return ['one', 'two'].map((name) => ({ case: name, exchange: name }));
    };
    suite.describe(() =>
      ruleOnEach(MUST, instances, ({ exchange }) => {
        if (exchange === 'two') reads('cut off');
      }),
    );
    expect(await gapsByCase()).toEqual([
      [MUST, 'one', ['masked']],
      [MUST, 'two', ['masked', 'cut off']],
    ]);
  });
});

describe('unless', () => {
  test('with a reason, nothing is checked', async () => {
    const check = jest.fn();
    suite.describe(() => rule(MUST, { unless: () => 'the booking was refused' }, check));
    expect(await told()).toEqual({ [MUST]: ['inconclusive', 'the booking was refused'] });
    expect(check).not.toHaveBeenCalled();
  });

  test('without one, the check decides', async () => {
    suite.describe(() => rule(MUST, { unless: () => null }, () => broken('why')));
    expect(await told()).toEqual({ [MUST]: ['fail', 'why'] });
  });

  test('is asked when the test runs, not when it is defined', async () => {
    let reason: string | null = 'not sent yet';
    suite.describe(() => rule(MUST, { unless: () => reason }, () => {}));
    reason = null;
    expect(await told()).toEqual({ [MUST]: ['pass', null] });
  });
});

describe('needs', () => {
  test.each([
    ['passed', () => {}, 'pass'],
    ['was kept with a warning', () => warned('oddly'), 'pass'],
    ['is broken', () => broken('why'), 'inconclusive'],
    ['could not be judged', () => inconclusive('why'), 'inconclusive'],
    ['does not apply', () => notApplicable('why'), 'inconclusive'],
  ] as const)('a needed rule that %s', async (_name, needed, outcome) => {
    suite.describe(() => {
      rule(MUST, needed);
      rule(ANOTHER_MUST, { needs: MUST }, () => {});
    });
    expect((await told())[ANOTHER_MUST]?.[0]).toBe(outcome);
  });

  test('a broken SHOULD does not hold either, though it only warns', async () => {
    suite.describe(() => {
      rule(SHOULD, () => broken('no ETag'));
      rule(MUST, { needs: SHOULD }, () => {});
    });
    expect(await told()).toMatchObject({ [MUST]: ['inconclusive', `needs ${SHOULD}, which is broken`] });
  });

  test('of a chain of needs, the first that broke is told', async () => {
    const check = jest.fn();
    suite.describe(() => {
      rule(MUST, () => broken('it is 200'));
      rule(ANOTHER_MUST, { needs: MUST }, check);
      rule(THIRD_MUST, { needs: ANOTHER_MUST }, check);
    });
    expect(await told()).toEqual({
      [MUST]: ['fail', 'it is 200'],
      [ANOTHER_MUST]: ['inconclusive', `needs ${MUST}, which is broken`],
      [THIRD_MUST]: ['inconclusive', `needs ${MUST}, which is broken`],
    });
    expect(check).not.toHaveBeenCalled();
  });

  test('a need that could not be judged is told with its reason', async () => {
    suite.describe(() => {
      rule(MUST, () => inconclusive('too busy'));
      rule(ANOTHER_MUST, { needs: MUST }, () => {});
    });
    expect(await told()).toMatchObject({
      [ANOTHER_MUST]: ['inconclusive', `needs ${MUST}, which could not be judged: too busy`],
    });
  });

  test('all of several needs must hold', async () => {
    suite.describe(() => {
      rule(MUST, () => {});
      rule(ANOTHER_MUST, () => broken('none'));
      rule(SHOULD, { needs: [MUST, ANOTHER_MUST] }, () => {});
    });
    expect(await told()).toMatchObject({
      [SHOULD]: ['inconclusive', `needs ${ANOTHER_MUST}, which is broken`],
    });
  });

  test('an unmet need is told before `unless` is asked', async () => {
    suite.describe(() => {
      rule(MUST, () => broken('why'));
      rule(SHOULD, { needs: MUST, unless: () => 'another reason' }, () => {});
    });
    expect(await told()).toMatchObject({ [SHOULD]: ['inconclusive', `needs ${MUST}, which is broken`] });
  });

  test('the nearest block around it answers', async () => {
    suite.describe(() => {
      rule(MUST, () => broken('outer'));
      suite.describe(() => rule(ANOTHER_MUST, { needs: MUST }, () => {}));
      suite.describe(() => {
        rule(MUST, () => {});
        suite.describe(() => rule(THIRD_MUST, { needs: MUST }, () => {}));
      });
    });
    expect(await told()).toMatchObject({
      [ANOTHER_MUST]: ['inconclusive', `needs ${MUST}, which is broken`],
      [THIRD_MUST]: ['pass', null],
    });
  });

  test('a need that no block around it judges is a fault of the suite', async () => {
    suite.describe(() => rule(MUST, () => {}));
    suite.describe(() => rule(ANOTHER_MUST, { needs: MUST }, () => {}));
    expect((await told())[ANOTHER_MUST]?.[0]).toBe('inconclusive');
    expect(suite.faults).toEqual([
      expect.stringContaining(`needs '${MUST}', which no block around it judges`),
    ]);
  });

  test('a needed rule that was not selected is judged, but not reported', async () => {
    suite = new FakeSuite([MUST]);
    suite.describe(() => {
      rule(MUST, () => broken('it is 200'));
      rule(ANOTHER_MUST, { needs: MUST }, () => {});
    });
    expect(await told()).toEqual({
      [ANOTHER_MUST]: ['inconclusive', `needs ${MUST}, which is broken`],
    });
  });

  test('a check runs once, however many need it, and whichever comes first', async () => {
    const check = jest.fn();
    suite.describe(() => {
      rule(ANOTHER_MUST, { needs: MUST }, () => {});
      rule(THIRD_MUST, { needs: MUST }, () => {});
      rule(MUST, check);
    });
    expect(await told()).toMatchObject({ [MUST]: ['pass', null], [THIRD_MUST]: ['pass', null] });
    expect(check).toHaveBeenCalledTimes(1);
  });
});

describe('ruleOnEach', () => {
  const instances = (...names: string[]): Instance[] =>
    names.map((name, i) => ({ case: name, exchange: `x000${i + 1}` }));

  test('reports the exchanges of every case as a check of its own', async () => {
    suite.describe(() =>
      ruleOnEach(
        SHOULD,
        () => instances('one', 'two'),
        () => {},
      ),
    );
    expect(await suite.run()).toEqual([null]);
    expect(suite.reports).toEqual([
      { rule: SHOULD, case: 'one', finding: PASS, exchanges: ['x0001'] },
      { rule: SHOULD, case: 'two', finding: PASS, exchanges: ['x0002'] },
    ]);
  });

  test('goes on after a broken one, and fails the test with the first and how many', async () => {
    const check = ({ case: name }: Instance): void => {
      if (name !== 'good') broken(`${name} is wrong`, { expected: 'right', actual: name });
    };
    suite.describe(() => ruleOnEach(MUST, () => instances('good', 'bad', 'worse'), check));
    const [error] = await suite.run();
    expect(suite.reports.map((report) => report.finding.outcome)).toEqual(['pass', 'fail', 'fail']);
    expect(error?.message).toMatch(/^FAIL \[MUST .*\] bad is wrong \(2 of 3 cases\)\n/);
    expect(error).toMatchObject({ expected: 'right', actual: 'bad' });
  });

  test('the exchanges of one case are one check, decided by the worst of them', async () => {
    const ofOneCase = ['x0001', 'x0002', 'x0003'].map((exchange) => ({ case: 'one', exchange }));
    const check = ({ exchange }: Instance): void => {
      if (exchange !== 'x0001') broken(`${exchange} is wrong`);
    };
    suite.describe(() => ruleOnEach(MUST, () => ofOneCase, check));
    await suite.run();
    expect(suite.reports).toEqual([
      {
        rule: MUST,
        case: 'one',
        finding: expect.objectContaining({
          outcome: 'fail',
          message: 'x0002 is wrong (2 of 3 exchanges)',
        }),
        exchanges: ['x0002', 'x0003'],
      },
    ]);
  });

  test('what all exchanges of a case keep, passes without a word', async () => {
    const ofOneCase = ['x0001', 'x0002'].map((exchange) => ({ case: 'one', exchange }));
    suite.describe(() =>
      ruleOnEach(
        MUST,
        () => ofOneCase,
        () => {},
      ),
    );
    await suite.run();
    expect(suite.reports).toEqual([
      { rule: MUST, case: 'one', finding: PASS, exchanges: ['x0001', 'x0002'] },
    ]);
  });

  test('points to twenty exchanges of a case at most, and counts them all', async () => {
    const many = Array.from({ length: 25 }, (_, i) => ({ case: 'one', exchange: `x${i + 1}` }));
    suite.describe(() =>
      ruleOnEach(
        MUST,
        () => many,
        () => broken('it is wrong'),
      ),
    );
    await suite.run();
    const [report] = suite.reports;
    expect(report?.exchanges).toEqual(many.slice(0, 20).map(({ exchange }) => exchange));
    expect(report?.finding.message).toBe('it is wrong (25 of 25 exchanges)');
  });

  test('leaves out the cases that were not selected', async () => {
    suite.end();
    suite = new FakeSuite([], ['two']);
    suite.describe(() =>
      ruleOnEach(
        MUST,
        () => instances('one', 'two'),
        () => {},
      ),
    );
    await suite.run();
    expect(suite.reports.map((report) => report.case)).toEqual(['one']);
  });

  test('needs the exchanges of every case when it is told to be on every answer, and only then', () => {
    suite.describe(() => ruleOnEach(SHOULD, () => [], jest.fn()));
    suite.describe(() => ruleOnEveryAnswer(MUST, () => [], jest.fn()));
    expect(suite.judgedOnEveryCase).toEqual([MUST]);
  });

  test('what it means that there is no exchange can be told', async () => {
    suite.describe(() =>
      ruleOnEach(
        MUST,
        () => [],
        () => {},
        () => notApplicable('none was seen'),
      ),
    );
    expect(await told()).toEqual({ [MUST]: ['not-applicable', 'none was seen'] });
  });

  test('one broken of many is told without a count', async () => {
    const check = ({ case: name }: Instance): void => {
      if (name === 'bad') broken('it is wrong');
    };
    suite.describe(() => ruleOnEach(MUST, () => instances('good', 'bad'), check));
    const [error] = await suite.run();
    expect(error?.message).toMatch(/ it is wrong\n/);
  });

  test('a broken SHOULD fails nothing', async () => {
    suite.describe(() =>
      ruleOnEach(
        SHOULD,
        () => instances('one'),
        () => broken('why'),
      ),
    );
    expect(await suite.run()).toEqual([null]);
    expect(suite.reports[0]?.finding.outcome).toBe('warn');
  });

  test('without an exchange that shows it, it is inconclusive, never a pass', async () => {
    suite.describe(() =>
      ruleOnEach(
        MUST,
        () => [],
        () => {},
      ),
    );
    expect(await suite.run()).toEqual([null]);
    expect(suite.reports).toEqual([
      {
        rule: MUST,
        finding: expect.objectContaining({
          outcome: 'inconclusive',
          message: 'no exchange of this run shows it',
        }),
        exchanges: [],
      },
    ]);
  });

  test('a crash on one exchange is a fault; the others are judged', async () => {
    const check = ({ case: name }: Instance): void => {
      if (name === 'odd') throw new TypeError('ours');
    };
    suite.describe(() => ruleOnEach(MUST, () => instances('odd', 'even'), check));
    expect(await suite.run()).toEqual([null]);
    expect(suite.reports.map((report) => report.finding.outcome)).toEqual(['inconclusive', 'pass']);
    expect(suite.faults).toEqual([expect.stringContaining('TypeError: ours')]);
  });

  test('asks for the exchanges when the test runs', async () => {
    let known: Instance[] = [];
    suite.describe(() =>
      ruleOnEach(
        MUST,
        () => known,
        () => {},
      ),
    );
    known = instances('late');
    await suite.run();
    expect(suite.reports.map((report) => report.case)).toEqual(['late']);
  });
});
