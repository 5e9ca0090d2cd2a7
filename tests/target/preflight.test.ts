import { preflight, type Settings, TokenUnavailable } from '../../lib/target';
import { type Answer, aTarget, BASE, bundleOf, found, SENT_AT } from './fakes';

const CAPABILITY: Answer = {
  body: { resourceType: 'CapabilityStatement', software: { name: 'Diary', version: '2.1' } },
};
const OUTCOME = { resourceType: 'OperationOutcome' };
const SLOTS: Answer = { body: bundleOf([]) };
const UNKNOWN: Answer = { status: 404, body: OUTCOME };
const HTML: Answer = { body: Buffer.from('<html>') };
const REFUSED: Answer = { error: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' } };
const RESET: Answer = { error: { code: 'ECONNRESET', message: 'socket hang up' } };
const STEPS = ['Capability statement', 'Search for free slots', 'Read of an unknown Appointment'];

/** The preflight of a target that answers its three questions so, one after the other. */
function flown(...answers: Answer[]) {
  return flownWith({}, ...answers);
}

async function flownWith(settings: Partial<Settings>, ...answers: Answer[]) {
  const world = aTarget(() => answers.shift() as Answer, settings);
  return { ...world, result: await preflight(world.target) };
}

test('asks three questions, none of which changes anything', async () => {
  const { client, result } = await flown(CAPABILITY, SLOTS, UNKNOWN);
  expect(client.lines).toEqual([
    'GET /metadata',
    'GET /Slot?status=free',
    expect.stringMatching(/^GET \/Appointment\/[0-9a-f-]{36}$/),
  ]);
  expect(new Set(client.sent.map((request) => request.case))).toEqual(new Set(['(preflight)']));
  expect(result.steps.map((step) => step.name)).toEqual(STEPS);
});

test('a target that answers with FHIR can be tested', async () => {
  const { result } = await flown(CAPABILITY, SLOTS, UNKNOWN);
  expect(result).toMatchObject({ problem: null, software: 'Diary 2.1' });
  expect(result.steps.map(({ exchange: _, ...step }) => step)).toEqual([
    {
      name: STEPS[0],
      ok: true,
      detail: 'Capability statement: status 200 with CapabilityStatement',
      durationMs: 7,
      advice: null,
    },
    expect.objectContaining({ ok: true, detail: 'Search for free slots: status 200 with Bundle' }),
    expect.objectContaining({
      ok: true,
      detail: 'Read of an unknown Appointment: status 404 with OperationOutcome',
    }),
  ]);
});

describe('One FHIR answer is enough', () => {
  test.each<[string, Answer[]]>([
    ['the first', [CAPABILITY, HTML, HTML]],
    ['the second', [HTML, SLOTS, HTML]],
    ['the third, an error', [HTML, { status: 401 }, UNKNOWN]],
    ['after connections that broke off', [RESET, RESET, UNKNOWN]],
  ])('%s', async (_name, answers) => {
    expect((await flown(...answers)).result.problem).toBeNull();
  });

  test('the steps that went wrong say what to mend', async () => {
    const { result } = await flown(HTML, { status: 401, body: OUTCOME }, UNKNOWN);
    expect(result.steps.map(({ ok, advice }) => [ok, advice])).toEqual([
      [false, 'The answer is no FHIR resource: check TARGET_BASE_URL.'],
      [false, 'The token was refused: check JWT_REGIME, JWT_AUDIENCE and the key.'],
      [true, null],
    ]);
  });
});

test('a server that does not speak the format is said to be so', async () => {
  const unspoken = { status: 406, body: OUTCOME };
  const { result } = await flown(unspoken, unspoken, UNKNOWN);
  expect(result.steps[0]?.advice).toBe('It does not speak the format that was asked for: check FORMAT.');
});

describe('A problem', () => {
  test.each(['json', 'xml'] as const)('another format than %s', async (format) => {
    const unspoken = { status: 406 };
    const { result } = await flownWith({ format }, unspoken, unspoken, unspoken);
    const [asked, other] = format === 'json' ? ['JSON', 'FORMAT=xml'] : ['XML', 'FORMAT=json'];
    expect(result.problem).toContain(`does not answer in ${asked}: every request was answered with 406.`);
    expect(result.problem).toContain(`Set ${other}`);
  });

  test('a redirect, with the address that it leads to', async () => {
    const moved: Answer = { status: 301, headers: [['Location', 'https://www.booking.test/']] };
    const { result } = await flown(moved, moved, moved);
    expect(result.problem).toContain('redirect, to https://www.booking.test/, which is not followed');
    expect(result.steps[0]?.advice).toBe('A redirect is not followed: check TARGET_BASE_URL.');
  });

  test('no connection: told in plain words, and not tried again', async () => {
    const { result, client } = await flown(REFUSED);
    expect(client.sent).toHaveLength(1);
    expect(result.problem).toMatch(/^Nothing accepts connections at booking\.test/);
    expect(result.steps).toEqual([
      expect.objectContaining({ ok: false, detail: 'Capability statement: connect ECONNREFUSED' }),
    ]);
    expect(result.steps[0]?.advice).toBe(result.problem);
  });

  test('connections that all break off', async () => {
    const { result, client } = await flown(RESET, RESET, RESET);
    expect(client.sent).toHaveLength(3);
    expect(result.problem).toContain('closed the connection before the answer was complete');
  });

  test.each<[string, Answer[], string]>([
    [
      '401 alone',
      [{ status: 401 }, { status: 401 }, { status: 401 }],
      'every request was answered with 401.',
    ],
    [
      '401 and 403, as FHIR',
      [401, 403, 401].map((status) => ({ status, body: OUTCOME })),
      'every request was answered with 401 or 403.',
    ],
    ['403, then no connection', [{ status: 403 }, REFUSED], 'every request was answered with 403.'],
  ])('the token is refused: %s', async (_name, answers, words) => {
    const { result } = await flown(...answers);
    expect(result.problem).toContain(`${BASE} refuses our token: ${words} Check JWT_REGIME`);
  });

  test.each([
    ['ahead of', 90_000, "and the clocks: the server's is 90 s ahead of ours."],
    ['behind', -7_200_000, "and the clocks: the server's is 7200 s behind ours."],
  ])('the token is refused by a server whose clock is %s ours', async (_name, difference, hint) => {
    const date = new Date(SENT_AT + difference).toUTCString();
    const refusal: Answer = { status: 401, headers: [['Date', date]] };
    const { result } = await flown(refusal, refusal, refusal);
    expect(result.problem).toContain(`JWT_AUDIENCE and the key, ${hint}`);
  });

  test.each([
    ['agrees with ours', new Date(SENT_AT + 59_000).toUTCString()],
    ['cannot be told', 'noon'],
  ])('nothing is said of a clock that %s', async (_name, date) => {
    const refusal: Answer = { status: 401, headers: [['Date', date]] };
    expect((await flown(refusal, refusal, refusal)).result.problem).toMatch(/JWT_AUDIENCE and the key\.$/);
  });

  test('what answers is no FHIR server', async () => {
    const { result } = await flown(HTML, { status: 404 }, { body: { resourceType: 'Booking' } });
    expect(result.problem).toBe(
      `${BASE} does not answer with FHIR: Capability statement: status 200 with no FHIR resource; ` +
        'Search for free slots: status 404 with an empty body; ' +
        'Read of an unknown Appointment: status 200 with no FHIR resource. ' +
        'Check that TARGET_BASE_URL is the FHIR base of the server.',
    );
  });

  test('some refuse the token, the others answer without FHIR: the base is to blame', async () => {
    const { result } = await flown({ status: 401 }, HTML, { status: 403 });
    expect(result.problem).toContain('does not answer with FHIR');
  });
});

describe('A target that knows no Appointment but does not say so in FHIR', () => {
  const answers: Answer[] = [{ status: 401 }, { status: 404 }, { status: 404 }];

  test('can be tested when the slots come from a file', async () => {
    const { result } = await flownWith({ slots: [found('s1')] }, ...answers);
    expect(result.problem).toBeNull();
  });

  test('cannot be tested when they must be searched', async () => {
    expect((await flown(...answers)).result.problem).toContain('does not answer with FHIR');
  });
});

test('a target that is too busy is asked once more', async () => {
  const { result, client, clock } = await flown({ status: 503 }, CAPABILITY, SLOTS, UNKNOWN);
  expect(result.problem).toBeNull();
  expect([client.sent.length, clock.waited]).toEqual([4, [1_000]]);
});

describe('The software', () => {
  test.each<[unknown, string | null]>([
    [{ name: 'Diary', version: '2.1' }, 'Diary 2.1'],
    [{ name: 'Diary' }, 'Diary'],
    [{ name: 'Diary', version: 2 }, 'Diary'],
    [{ version: '2.1' }, null],
    [{ name: {} }, null],
    ['Diary', null],
    [null, null],
    [undefined, null],
  ])('%j is told as %p', async (software, told) => {
    const capability = { body: { resourceType: 'CapabilityStatement', software } };
    expect((await flown(capability, SLOTS, UNKNOWN)).result.software).toBe(told);
  });

  test('is not told by something that is no FHIR', async () => {
    const page = { body: { software: { name: 'Diary' } } };
    expect((await flown(page, SLOTS, UNKNOWN)).result.software).toBeNull();
  });
});

test('without a token nothing is asked, and the problem is why there is none', async () => {
  const { client, target } = aTarget(() => CAPABILITY);
  jest.spyOn(target.tokens, 'valid').mockRejectedValue(new TokenUnavailable('No token can be had.'));
  expect(await preflight(target)).toEqual({
    steps: [
      {
        name: 'Token',
        ok: false,
        detail: 'Token: none can be had',
        durationMs: 0,
        advice: 'No token can be had.',
        exchange: null,
      },
    ],
    problem: 'No token can be had.',
    software: null,
  });
  expect(client.sent).toEqual([]);
});

test.each([0, 1])('a run that is stopped after %d answers asks no more', async (answers) => {
  const { client, target } = aTarget(() => {
    client.stop('the run was interrupted');
    return CAPABILITY;
  });
  if (answers === 0) client.stop('the run was interrupted');
  const { steps, software } = await preflight(target);
  expect([steps.length, software]).toEqual([answers, answers === 0 ? null : 'Diary 2.1']);
});

describe('What refuses requests on the way to the server', () => {
  const page = (text: string, status = 400): Answer => ({
    status,
    body: Buffer.from(`<html>${text}</html>`),
  });
  const MISSING = page('No required SSL certificate was sent');

  test('a client certificate that is missing is told as that', async () => {
    const { result } = await flown(MISSING, MISSING, MISSING);
    expect(result.problem).toMatch(
      /^No request reaches the FHIR server at .* got none: name one in TLS_CERT_FILE/,
    );
    expect(result.steps[0]?.advice).toMatch(/got none/);
  });

  test('a proxy that asks for credentials is told as that', async () => {
    const refused = page('Who are you?', 407);
    expect((await flown(refused, refused, refused)).result.problem).toMatch(/HTTP_PROXY_CREDENTIALS/);
  });

  test('an OperationOutcome is of the server itself, whatever its status', async () => {
    const outcome = { status: 400, body: OUTCOME };
    expect((await flown(outcome, outcome, outcome)).result.problem).toBeNull();
  });

  test('behind the Spine proxy, its ASIDs may be why a token is refused', async () => {
    const refused = { status: 403, body: OUTCOME };
    const spineProxy = { baseUrl: 'https://ssp.test', from: '1', to: '2', interactionIds: {} };
    const { result } = await flownWith({ spineProxy }, refused, refused, refused);
    expect(result.problem).toMatch(/Check JWT_REGIME.* and SSP_FROM and SSP_TO/);
  });
});
