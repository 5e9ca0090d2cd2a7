import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeXml } from '../../lib/fhir';
import {
  MADE_UP_CONSUMER,
  readSettings,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  SettingsError,
  settingSpec,
  shownSettings,
  type Written,
  type WrittenSettings,
} from '../../lib/target';
import { aSlot, bundleOf } from './fakes';
import { written } from './written';

const VOCABULARY = { sources: ['booking', 'nhs', 'fhir', 'http'], overlays: ['uec'] };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileWith(content: string): string {
  files += 1;
  const file = join(folder, `file-${files}`);
  writeFileSync(file, content);
  return file;
}

const read = (values: Partial<Record<SettingName, string>>) => readSettings(written(values), VOCABULARY);

function problemsOf(settings: WrittenSettings, vocabulary = VOCABULARY): readonly string[] {
  try {
    readSettings(settings, vocabulary);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

/** The one problem with these settings. */
function problem(values: Partial<Record<SettingName, string>>): string {
  const problems = problemsOf(written(values));
  expect(problems).toHaveLength(1);
  return problems[0] as string;
}

describe('What is meant', () => {
  test('by nothing at all: the defaults', () => {
    expect(read({})).toEqual({
      targetBaseUrl: null,
      allowLive: false,
      locationBaseUrls: [],
      spineProxy: null,
      httpProxy: null,
      extraHeaders: [],
      jwtRegime: 'none',
      jwtAudience: null,
      jwtSecret: null,
      jwtPrivateKey: null,
      jwtKeyId: null,
      consumer: MADE_UP_CONSUMER,
      scopes: { read: null, write: null },
      oauth2: null,
      bearerToken: null,
      tokenCommand: null,
      tokenTimeoutMs: 30_000,
      tls: {},
      slotServiceId: null,
      slotServiceParameter: null,
      slots: null,
      slotsCommand: null,
      slotSearchFrom: null,
      slotSearchTo: null,
      slotSearchDays: 14,
      serverErrorTrigger: null,
      format: 'json',
      only: [],
      cases: [],
      workers: 1,
      shard: null,
      gate: ['booking'],
      overlays: [],
      profilesDir: null,
      profiles: null,
      strict: false,
      maskPatients: false,
      reportsDir: 'reports',
      htmlReport: true,
      historyFile: null,
      packKeyPassphrase: null,
      requestTimeoutMs: 10_000,
      runTimeoutMs: 1_800_000,
      maxResponseBytes: 5_000_000,
      requestsPerSecond: null,
      maxConcurrentRequests: null,
      raceRequests: 10,
      slotGraceMs: 10_000,
    });
  });

  test.each<[Partial<Record<SettingName, string>>, object]>([
    [{ TARGET_BASE_URL: 'https://Host.test:8443/STU3//' }, { targetBaseUrl: 'https://Host.test:8443/STU3' }],
    [{ TARGET_BASE_URL: 'http://[::1]:8080' }, { targetBaseUrl: 'http://[::1]:8080' }],
    [
      { LOCATION_BASE_URLS: 'https://a.test/STU3/ , https://b.test,' },
      { locationBaseUrls: ['https://a.test/STU3', 'https://b.test'] },
    ],
    [
      { JWT_REGIME: 'hs256', JWT_SECRET: '8 signs!' },
      { jwtRegime: 'hs256', jwtSecret: '8 signs!' },
    ],
    [{ SLOT_SERVICE_ID: '918999198999' }, { slotServiceId: '918999198999' }],
    [
      { SERVER_ERROR_TRIGGER: 'header:X-Fail=a=b c' },
      { serverErrorTrigger: { kind: 'header', name: 'X-Fail', value: 'a=b c' } },
    ],
    [{ SERVER_ERROR_TRIGGER: 'slot:s-1.2' }, { serverErrorTrigger: { kind: 'slot', id: 's-1.2' } }],
    [{ ONLY: 'book.created, read.*' }, { only: ['book.created', 'read.*'] }],
    [{ GATE: 'booking, http' }, { gate: ['booking', 'http'] }],
    [{ OVERLAY: 'uec' }, { overlays: ['uec'] }],
    [
      { STRICT: 'true', HTML_REPORT: 'false' },
      { strict: true, htmlReport: false },
    ],
    [
      { SLOT_SEARCH_DAYS: '365', RACE_REQUESTS: '2' },
      { slotSearchDays: 365, raceRequests: 2 },
    ],
    [
      { SLOT_GRACE_MS: '0', REQUEST_TIMEOUT_MS: '600000' },
      { slotGraceMs: 0, requestTimeoutMs: 600_000 },
    ],
    [
      { SSP_FROM: '200000000115', SSP_TO: '918999198993', SSP_BASE_URL: 'https://ssp.test//' },
      {
        spineProxy: {
          baseUrl: 'https://ssp.test',
          from: '200000000115',
          to: '918999198993',
          interactionIds: {},
        },
      },
    ],
    [
      { SSP_FROM: '1', SSP_TO: '2', SSP_INTERACTION_IDS: 'search:slot=urn:a=b, other=urn:c' },
      { spineProxy: { baseUrl: null, interactionIds: { 'search:slot': 'urn:a=b', other: 'urn:c' } } },
    ],
    [
      { HTTP_PROXY_URL: 'http://[::1]:3128/', HTTP_PROXY_CREDENTIALS: 'me:a:b' },
      { httpProxy: { url: 'http://[::1]:3128', credentials: 'me:a:b' } },
    ],
    [
      { EXTRA_HEADERS: 'X-Api-Key=a=b; Cookie = a=1\\; b=2 ;' },
      {
        extraHeaders: [
          ['X-Api-Key', 'a=b'],
          ['Cookie', 'a=1; b=2'],
        ],
      },
    ],
    [
      { REQUESTS_PER_SECOND: '20', MAX_CONCURRENT_REQUESTS: '4' },
      { requestsPerSecond: 20, maxConcurrentRequests: 4 },
    ],
    [
      { TLS_MIN_VERSION: 'TLSv1.3', TLS_SERVER_NAME: 'booking.test' },
      { tls: { minVersion: 'TLSv1.3', serverName: 'booking.test' } },
    ],
  ])('by %j', (values, settings) => {
    expect(read(values)).toMatchObject(settings);
  });

  const NEEDS_MORE = /_FILE$|^PROFILES_DIR$|PASSPHRASE$|^OAUTH2_TOKEN_URL$|^BEARER_TOKEN$|^TOKEN_COMMAND$/;
  test.each(SETTING_NAMES.filter((name) => !NEEDS_MORE.test(name)))('by the example of %s', (name) => {
    expect(() => read({ ...neededBy(name), [name]: settingSpec(name).example })).not.toThrow();
  });
});

/** What a setting makes no sense without. */
function neededBy(name: SettingName): Partial<Record<SettingName, string>> {
  if (name.startsWith('SSP_')) return { SSP_FROM: '200000000115', SSP_TO: '918999198993' };
  if (name === 'SLOT_SERVICE_PARAMETER') return { SLOT_SERVICE_ID: '1' };
  return name === 'HTTP_PROXY_CREDENTIALS' ? { HTTP_PROXY_URL: 'http://proxy.test:3128' } : {};
}

describe('What belongs together', () => {
  test.each<[Partial<Record<SettingName, string>>, missing: RegExp]>([
    [
      { SSP_BASE_URL: 'https://ssp.test', SSP_TO: '2' },
      /^ {2}SSP_FROM\n {4}missing; SSP_BASE_URL is given, and needs it/,
    ],
    [{ SSP_FROM: '1' }, /^ {2}SSP_TO\n {4}missing; SSP_FROM is given/],
    [{ HTTP_PROXY_CREDENTIALS: 'a:b' }, /^ {2}HTTP_PROXY_URL\n {4}missing; HTTP_PROXY_CREDENTIALS is given/],
  ])('%j lacks something', (values, missing) => {
    expect(problem(values)).toMatch(missing);
  });
});

describe('A wrong value', () => {
  test.each<[Partial<Record<SettingName, string>>, why: RegExp]>([
    [
      { SSP_FROM: '1', SSP_TO: '2', SSP_INTERACTION_IDS: 'book=urn:x' },
      /book is no interaction.*\n {4}allowed: .*create:appointment/,
    ],
    [
      { SSP_FROM: '1', SSP_TO: '2', SSP_INTERACTION_IDS: 'search:slot=' },
      /search:slot is no interaction with an id/,
    ],
    [{ EXTRA_HEADERS: 'Authorization=Bearer x' }, /Authorization is a field that the suite sends itself/],
    [{ EXTRA_HEADERS: 'X-A=1;if-match=W/"1"' }, /if-match is a field that the suite sends itself/],
    [{ EXTRA_HEADERS: 'Ssp-From=1' }, /Ssp-From comes from SSP_FROM/],
    [{ EXTRA_HEADERS: 'X A=1' }, /not always the name of a header field/],
    [{ EXTRA_HEADERS: 'X-A=' }, /X-A has no value/],
    [{ EXTRA_HEADERS: 'X-A=\u2013' }, /the value of X-A has a character/],
  ])('%j is told with why', (values, why) => {
    expect(problem(values)).toMatch(why);
  });

  test('a password in a URL is not shown', () => {
    for (const name of ['TARGET_BASE_URL', 'HTTP_PROXY_URL'] as const) {
      const told = problem({ [name]: 'http://me:hunter2@proxy.test:3128' });
      expect(told).toContain(`${name}: http://(not shown)@proxy.test:3128\n`);
      expect(told).not.toContain('hunter2');
    }
  });

  test.each<[SettingName, string]>([
    ['TARGET_BASE_URL', ''],
    ['TARGET_BASE_URL', 'booking.test/STU3'],
    ['TARGET_BASE_URL', 'ftp://booking.test'],
    ['TARGET_BASE_URL', 'https://'],
    ['TARGET_BASE_URL', 'https://booking.test/STU3?x=1'],
    ['TARGET_BASE_URL', 'https://booking.test/#top'],
    ['TARGET_BASE_URL', 'https://booking.test/a b'],
    ['TARGET_BASE_URL', 'https://booking.test:99999'],
    ['LOCATION_BASE_URLS', ','],
    ['LOCATION_BASE_URLS', 'https://a.test,b.test'],
    ['JWT_REGIME', 'RS256'],
    ['JWT_REGIME', 'es384'],
    ['JWT_AUDIENCE', ''],
    ['JWT_SECRET', 'seven77'],
    ['JWT_KEY_FILE', ''],
    ['SLOTS_FILE', ''],
    ['SLOTS_COMMAND', ' '],
    ['SLOT_SERVICE_ID', 'two words'],
    ['SLOT_SEARCH_FROM', '2030-02-30'],
    ['SLOT_SEARCH_FROM', '2030'],
    ['SLOT_SEARCH_TO', 'tomorrow'],
    ['SLOT_SEARCH_TO', '2030-01-01T10:00:00'],
    ['SLOT_SEARCH_DAYS', '0'],
    ['SLOT_SEARCH_DAYS', '366'],
    ['SERVER_ERROR_TRIGGER', 'header:X-Fail'],
    ['SERVER_ERROR_TRIGGER', 'header:X Fail=1'],
    ['SERVER_ERROR_TRIGGER', 'header:=1'],
    ['SERVER_ERROR_TRIGGER', 'slot:'],
    ['SERVER_ERROR_TRIGGER', 'slot:not/an/id'],
    ['SERVER_ERROR_TRIGGER', 'status:500'],
    ['FORMAT', 'turtle'],
    ['ONLY', ''],
    ['ONLY', ' , '],
    ['GATE', 'everything'],
    ['GATE', 'booking,everything'],
    ['GATE', ','],
    ['OVERLAY', 'scal'],
    ['STRICT', 'yes'],
    ['HTML_REPORT', '1'],
    ['REPORTS_DIR', ''],
    ['REQUEST_TIMEOUT_MS', '99'],
    ['REQUEST_TIMEOUT_MS', '600001'],
    ['REQUEST_TIMEOUT_MS', '1e3'],
    ['REQUEST_TIMEOUT_MS', '-1000'],
    ['REQUEST_TIMEOUT_MS', '1000.5'],
    ['REQUEST_TIMEOUT_MS', '10 s'],
    ['RUN_TIMEOUT_MS', '999'],
    ['RUN_TIMEOUT_MS', '9'.repeat(400)],
    ['MAX_RESPONSE_BYTES', '999'],
    ['RACE_REQUESTS', '1'],
    ['RACE_REQUESTS', '51'],
    ['SLOT_GRACE_MS', '60001'],
    ['SSP_BASE_URL', 'ssp.test'],
    ['SSP_FROM', 'two words'],
    ['HTTP_PROXY_URL', 'https://proxy.test'],
    ['HTTP_PROXY_URL', 'http://proxy.test/path'],
    ['TLS_MIN_VERSION', 'TLSv1.1'],
    ['TLS_SERVER_NAME', '127.0.0.1'],
    ['TLS_SERVER_NAME', 'https://booking.test'],
    ['REQUESTS_PER_SECOND', '0.5'],
    ['MAX_CONCURRENT_REQUESTS', '-1'],
  ])('%s=%s is told with what is allowed and an example', (name, value) => {
    const lines = problem({ ...neededBy(name), [name]: value }).split('\n');
    const shown = SETTINGS[name].example;
    expect(lines[0]).toBe(`  ${name}: ${settingSpec(name).secret ? '(not shown)' : value || '(empty)'}`);
    expect(lines[1]).toMatch(/^ {4}allowed: ./);
    expect(lines[2]).toBe(`    example: ${name}=${shown}`);
  });

  test.each<[SettingName, Written, example: string]>([
    ['TARGET_BASE_URL', { value: 'x', as: '--target' }, '--target https://booking.example.org/STU3'],
    ['STRICT', { value: 'x', as: '--strict' }, '--strict'],
    ['GATE', { value: 'x', as: 'GATE in .env' }, 'GATE=booking,nhs'],
    ['HTML_REPORT', { value: 'x', as: '--no-html' }, 'HTML_REPORT=false'],
  ])('%s is named as the user wrote it, and so is the example: %j', (name, wrote, example) => {
    const [text] = problemsOf({ [name]: wrote });
    expect(text).toContain(`  ${wrote.as}: x\n`);
    expect(text?.split('\n').at(-1)).toBe(`    example: ${example}`);
  });

  test('of the gate is told with the sources that there are', () => {
    expect(problem({ GATE: 'all' })).toContain(
      'separated by commas: booking, nhs, fhir, http, and overlays that are chosen: uec\n',
    );
  });

  test('of the overlay is told with the overlays that there are', () => {
    expect(problem({ OVERLAY: 'all' })).toContain(': uec\n');
  });

  test('of the gate is an overlay that was not chosen', () => {
    expect(problem({ GATE: 'booking,uec' })).toContain('uec is an overlay; add OVERLAY=uec');
    expect(read({ GATE: 'booking,uec', OVERLAY: 'uec' }).gate).toEqual(['booking', 'uec']);
  });

  test('does not hide another: all are told at once, in one message', () => {
    const wrong = written({
      TARGET_BASE_URL: 'x',
      STRICT: 'x',
      JWT_REGIME: 'rs256',
      SLOTS_FILE: join(folder, 'none'),
    });
    expect(problemsOf(wrong).map((text) => /\w+/.exec(text)?.[0])).toEqual([
      'TARGET_BASE_URL',
      'STRICT',
      'JWT_KEY_FILE',
      'SLOTS_FILE',
    ]);
    expect(() => readSettings(wrong, VOCABULARY)).toThrow(
      /^4 settings are wrong:\n\n {2}TARGET_BASE_URL: x\n/,
    );
    expect(() => read({ STRICT: 'x' })).toThrow(/^One setting is wrong:\n\n {2}STRICT: x\n/);
  });

  test('is told once, also when it is wrong in two ways', () => {
    expect(problem({ JWT_REGIME: 'hs256', JWT_SECRET: 'short' })).toContain('at least 8 characters');
  });

  test('of a secret is never shown', () => {
    expect(() => read({ JWT_SECRET: 'hushhus', STRICT: 'x' })).toThrow(
      expect.not.stringContaining('hushhus'),
    );
  });
});

describe('What a regime needs', () => {
  test.each([
    ['hs256', 'JWT_SECRET'],
    ['rs256', 'JWT_KEY_FILE'],
  ] as const)('%s without %s is refused', (regime, needed) => {
    const text = problem({ JWT_REGIME: regime });
    expect(text).toMatch(new RegExp(`^ {2}${needed}\n {4}missing; JWT_REGIME=${regime} needs it\n`));
  });

  test('a wrong regime asks for nothing more', () => {
    expect(problem({ JWT_REGIME: 'hs512' })).toContain('JWT_REGIME: hs512');
  });
});

describe('JWT_KEY_FILE', () => {
  const shortKey = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = { type: 'pkcs8', format: 'pem' } as const;

  test.each(['pkcs8', 'pkcs1'] as const)('an RSA key as %s is taken', (type) => {
    const text = privateKey.export({ type, format: 'pem' }).toString();
    const settings = read({ JWT_REGIME: 'rs256', JWT_KEY_FILE: fileWith(text) });
    expect(settings.jwtPrivateKey).toBe(text);
  });

  test.each<[name: string, content: () => string, why: string]>([
    ['nothing', () => '', 'no private key in PEM form'],
    ['no key', () => 'a secret', 'no private key in PEM form'],
    [
      'a public key',
      () => shortKey.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'no private key in PEM form',
    ],
    [
      'a key with a passphrase',
      () => shortKey.privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'hush' }).toString(),
      'without a passphrase',
    ],
    [
      'an EC key',
      () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString(),
      'not an RSA key',
    ],
    ['a short RSA key', () => shortKey.privateKey.export(pem).toString(), 'has 1024 bits'],
  ])('%s is refused', (_name, content, why) => {
    const file = fileWith(content());
    const text = problem({ JWT_REGIME: 'rs256', JWT_KEY_FILE: file });
    expect(text).toContain(`  JWT_KEY_FILE: ${file}\n`);
    expect(text).toContain(why);
  });

  test.each([
    ['a file that is not there', () => join(folder, 'none'), 'there is no such file'],
    ['a folder', () => folder, 'that is a folder, not a file'],
    ['a path that cannot be', () => 'a\0b', 'the file cannot be read'],
  ])('%s is refused', (_name, file, why) => {
    expect(problem({ JWT_KEY_FILE: file() })).toContain(why);
  });

  test('a history that is a folder is refused; one that is not there yet is made', () => {
    expect(problem({ HISTORY_FILE: folder })).toContain(`${folder} is a folder; name a file in it`);
    expect(read({ HISTORY_FILE: join(folder, 'none') }).historyFile).toBe(join(folder, 'none'));
  });
});

describe('When slots may start', () => {
  test.each<[Partial<Record<SettingName, string>>, from: string | null, to: string | null]>([
    [{ SLOT_SEARCH_FROM: '2030-01-07' }, '2030-01-07T00:00:00.000Z', null],
    [{ SLOT_SEARCH_TO: '2030-01-07' }, null, '2030-01-07T23:59:59.999Z'],
    [
      { SLOT_SEARCH_FROM: '2030-01-07', SLOT_SEARCH_TO: '2030-01-07' },
      '2030-01-07T00:00:00.000Z',
      '2030-01-07T23:59:59.999Z',
    ],
    [
      { SLOT_SEARCH_FROM: '2030-01-07T09:00:00+01:00', SLOT_SEARCH_TO: '2030-01-07T17:00:00Z' },
      '2030-01-07T08:00:00.000Z',
      '2030-01-07T17:00:00.000Z',
    ],
    // What is past begins now.
    [{ SLOT_SEARCH_FROM: '2020-01-01', SLOT_SEARCH_DAYS: '3' }, '2020-01-01T00:00:00.000Z', null],
  ])('%j', (values, from, to) => {
    const { slotSearchFrom, slotSearchTo } = read(values);
    const told = [slotSearchFrom, slotSearchTo].map((time) => time && new Date(time).toISOString());
    expect(told).toEqual([from, to]);
  });

  test.each<[Partial<Record<SettingName, string>>, named: SettingName, why: string]>([
    [{ SLOT_SEARCH_FROM: '2030-01-08', SLOT_SEARCH_TO: '2030-01-07' }, 'SLOT_SEARCH_TO', 'lies before'],
    [{ SLOT_SEARCH_TO: '2020-01-01' }, 'SLOT_SEARCH_TO', 'is past'],
    [
      { SLOT_SEARCH_TO: '2030-01-01', SLOT_SEARCH_DAYS: '3' },
      'SLOT_SEARCH_DAYS',
      'contradicts SLOT_SEARCH_TO',
    ],
    [{ SLOT_SERVICE_PARAMETER: 'service' }, 'SLOT_SERVICE_ID', 'missing; SLOT_SERVICE_PARAMETER is given'],
  ])('%j is refused', (values, named, why) => {
    const text = problem(values);
    expect(text).toContain(`  ${named}`);
    expect(text).toContain(why);
  });
});

test('slots are given in one way, and the command is not told in reports', () => {
  const slots = fileWith(JSON.stringify([aSlot('s1')]));
  expect(problem({ SLOTS_FILE: slots, SLOTS_COMMAND: 'cat slots' })).toContain('contradicts SLOTS_FILE');
  expect(read({ SLOTS_COMMAND: 'cat slots' }).slotsCommand).toBe('cat slots');
  expect(shownSettings(written({ SLOTS_COMMAND: 'cat slots' })).SLOTS_COMMAND).toBe('[redacted]');
});

describe('SLOTS_FILE', () => {
  const slotsIn = (content: unknown) =>
    read({ SLOTS_FILE: fileWith(JSON.stringify(content)) }).slots?.map((slot) => slot.resource.id);

  test.each<[string, unknown]>([
    ['a Bundle', bundleOf([aSlot('s1'), { resourceType: 'Schedule', id: 'x' }, null, aSlot('s2')])],
    ['an array', [aSlot('s1'), 'no slot', aSlot('s2')]],
    [
      'an array with slots that cannot be booked',
      [aSlot('s0', { status: 'busy' }), aSlot('s1'), aSlot('s2')],
    ],
  ])('%s is taken', (_name, content) => {
    expect(slotsIn(content)).toEqual(['s1', 's2']);
  });

  test('XML is taken as well as JSON', () => {
    const bundle = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: aSlot('s1') }] };
    const slots = read({ SLOTS_FILE: fileWith(writeXml(bundle)) }).slots;
    expect(slots?.map(({ resource }) => resource.id)).toEqual(['s1']);
  });

  test('one Slot is taken', () => {
    expect(slotsIn(aSlot('s1'))).toEqual(['s1']);
  });

  test.each<[name: string, content: string, why: string]>([
    ['no JSON', '[', 'the file cannot be read as JSON or XML (line 1, column 2): '],
    ['no XML', '<Slot>', 'the file cannot be read as JSON or XML (line 1, column '],
    ['null', 'null', 'holds no Slot with an id'],
    ['an empty array', '[]', 'holds no Slot with an id'],
    ['a Bundle without entries', '{"resourceType":"Bundle"}', 'holds no Slot with an id'],
    ['another resource', JSON.stringify({ ...aSlot('s1'), resourceType: 'Patient' }), 'holds no Slot'],
    ['a Slot without a name', JSON.stringify({ ...aSlot(''), id: undefined }), 'holds no Slot'],
    [
      'a Slot with a day for its start',
      JSON.stringify(aSlot('s1', { start: '2099-01-01' })),
      'holds no Slot',
    ],
    [
      'slots that are over or taken',
      JSON.stringify([aSlot('s1', { start: '2001-01-01T09:00:00Z' }), aSlot('s2', { status: 'busy' })]),
      'none of the 2 slots in the file is free and still to come',
    ],
  ])('%s is refused', (_name, content, why) => {
    expect(problem({ SLOTS_FILE: fileWith(content) })).toContain(why);
  });
});

describe('shownSettings', () => {
  test('shows what the user wrote, else the default, and leaves out what has neither', () => {
    const shown = shownSettings(written({ GATE: 'booking,nhs', SLOT_SERVICE_ID: '1' }));
    expect(shown).toMatchObject({ GATE: 'booking,nhs', SLOT_SERVICE_ID: '1', JWT_REGIME: 'none' });
    expect(shown).not.toHaveProperty('TARGET_BASE_URL');
  });

  test('tells that there is a secret, and not which', () => {
    expect(shownSettings(written({ JWT_SECRET: 'hush hush' })).JWT_SECRET).toBe('[redacted]');
    expect(shownSettings({})).not.toHaveProperty('JWT_SECRET');
  });
});
