import type { Bundle } from 'fhir/r3';
import { startProvider } from '../../provider';
import { Consumer } from '../provider/consumer';
import { conformanceRun, removeOutputs } from '../support/command';

/** Several runs against one server at the same time: each takes the others for strangers who book, too. */

afterAll(removeOutputs);

const RUNS = 10;
/** What a stranger could spoil: bookings that must be accepted, a race for a slot, a slot that is gone or not. */
const RULES = [
  'book.created.*',
  'book.request.valid-accepted',
  'book.business-rule.status',
  'book.safety.race',
  'book.safety.slot-consumed',
  'book.safety.no-double-booking',
];

test('ten runs at once do not disturb each other', async () => {
  const provider = await startProvider();
  const args = ['--no-html', ...RULES.flatMap((rule) => ['--only', rule])];
  const env = { ...provider.env, REQUEST_TIMEOUT_MS: '60000' };
  const runs = await Promise.all(Array.from({ length: RUNS }, () => conformanceRun(args, env)));
  const left = await new Consumer(provider).search('status=busy&_count=1');
  await provider.close();

  for (const { code, result } of runs) {
    const accused = result?.rules.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive');
    expect({ code, accused, left: result?.bookings.leftBehind }).toEqual({ code: 0, accused: [], left: [] });
  }
  expect(left.resource<Bundle>().total).toBe(0);
}, 900_000);
