import { generateKeyPairSync } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { decodedBody } from '../../lib/http/content';
import type { Exchange, HeaderList } from '../../lib/http/exchange';
import { createRedactor } from '../../lib/http/redact';
import { cpuTime } from '../support/cpu-time';

const SECRET = 'pä55/word"+=';
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

function exchange(parts: {
  url?: string;
  headers?: HeaderList;
  body?: Buffer | null;
  answerHeaders?: HeaderList;
  answer?: Buffer;
  reason?: string;
  message?: string;
  isCut?: boolean;
}): Exchange {
  return {
    id: 'x0001',
    case: 'case',
    purpose: 'read',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    request: {
      method: 'GET',
      url: parts.url ?? 'http://host/',
      headers: parts.headers ?? [],
      body: parts.body ?? null,
    },
    response: {
      status: 200,
      reason: parts.reason ?? 'OK',
      httpVersion: '1.1',
      headers: parts.answerHeaders ?? [],
      body: parts.answer ?? Buffer.alloc(0),
      complete: !parts.isCut,
    },
    error: parts.message === undefined ? null : { code: 'ECONNRESET', message: parts.message },
  };
}

describe('A credential in its header field', () => {
  test.each([
    ['Authorization', `Bearer ${TOKEN}`, 'Bearer [redacted]'],
    ['aUTHORIZATION', 'Basic dXNlcjpwYXNzd29yZA==', 'Basic [redacted]'],
    ['Proxy-Authorization', 'Digest a=1, b=2', 'Digest [redacted]'],
    ['Authorization', 'Bearer:  abc', 'Bearer:  [redacted]'],
    ['Authorization', 'abcdef0123456789', '[redacted]'],
    ['Authorization', `${TOKEN} trailing`, '[redacted]'],
    ['Authorization', '0123 4567', '[redacted]'],
    ['Authorization', 'Bearer', 'Bearer'],
    ['Authorization', 'bearer  ', 'bearer  '],
    ['Authorization', '', ''],
    ['Cookie', 'a=1; b=2', '[redacted]'],
    ['Set-Cookie', 'a=1', '[redacted]'],
    ['x-api-key', 'k', '[redacted]'],
    ['ApiKey', 'k', '[redacted]'],
    ['Cookie', '', ''],
    ['WWW-Authenticate', 'Bearer realm="x"', 'Bearer realm="x"'],
    ['constructor', 'x', 'x'],
  ])('%s: %s is recorded as %s', (name, value, recorded) => {
    const { request, response } = createRedactor().redact(
      exchange({ headers: [[name, value]], answerHeaders: [[name, value]] }),
    );
    expect(request.headers).toEqual([[name, recorded]]);
    expect(response?.headers).toEqual([[name, recorded]]);
  });
});

test('a field that the user says is secret is recorded without its value, however short, and in any case', () => {
  const redactor = createRedactor([], ['X-Tenant-Key']);
  const { request } = redactor.redact(
    exchange({
      headers: [
        ['x-tenant-KEY', 'ab'],
        ['X-Tenant', 'ab'],
      ],
    }),
  );
  expect(request.headers).toEqual([
    ['x-tenant-KEY', '[redacted]'],
    ['X-Tenant', 'ab'],
  ]);
});

test('the URL at a gateway is redacted as that of the request is', () => {
  const plain = exchange({ url: `http://host/?a=${encodeURIComponent(SECRET)}` });
  const gatewayUrl = `http://me:x@ssp/${plain.request.url}`;
  const route = { gatewayUrl, tls: { files: { ca: 'a.pem' } } };
  const redacted = createRedactor([SECRET]).redact({ ...plain, request: { ...plain.request, route } });
  expect(redacted.request.route).toEqual({
    gatewayUrl: 'http://[redacted]@ssp/http://host/?a=[redacted]',
    tls: { files: { ca: 'a.pem' } },
  });
});

describe('A known secret', () => {
  const redactor = createRedactor([SECRET]);

  const inForm = new URLSearchParams({ a: SECRET }).toString().slice(2);
  const spellings: [string, string][] = [
    ['as it is', SECRET],
    ['percent-encoded', encodeURIComponent(SECRET)],
    ['escaped for JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['as in a form', inForm],
    ['percent-encoded in small letters', encodeURIComponent(SECRET).toLowerCase()],
    ['percent-encoded as a whole', Buffer.from(SECRET).toString('hex').replace(/../g, '%$&')],
    ['percent-encoded in part', SECRET.replace('/', '%2F')],
    [
      'escaped for JSON as a whole',
      Array.from(SECRET, (c) => `\\u00${c.charCodeAt(0).toString(16)}`).join(''),
    ],
    ['escaped for JSON by others', JSON.stringify(SECRET).slice(1, -1).replace('/', '\\/')],
    ['escaped for XML', SECRET.replace('"', '&quot;').replace('+', '&#43;').replace('ä', '&#xE4;')],
    ['as hexadecimal digits', Buffer.from(SECRET).toString('hex')],
    ['as large hexadecimal digits', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ];

  test.each(spellings)('%s is taken out of bodies, header fields, URL and error', (_, spelling) => {
    const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
    const wire = bytes(`<${spelling}>`).toString('latin1');
    const redacted = redactor.redact(
      exchange({
        url: `http://host/?q=${spelling}&r=1`,
        headers: [['X-A', wire]],
        body: bytes(`{"a":"${spelling}"}`),
        answerHeaders: [['Location', wire]],
        answer: bytes(`${spelling}${spelling}!`),
        reason: wire,
        message: `failed: ${spelling}`,
      }),
    );
    expect(redacted.request.url).toBe('http://host/?q=[redacted]&r=1');
    expect(redacted.request.headers).toEqual([['X-A', '<[redacted]>']]);
    expect(redacted.request.body?.toString()).toBe('{"a":"[redacted]"}');
    expect(redacted.response?.headers).toEqual([['Location', '<[redacted]>']]);
    expect(redacted.response?.body.toString()).toBe('[redacted][redacted]!');
    expect(redacted.response?.reason).toBe('<[redacted]>');
    expect(redacted.error).toEqual({ code: 'ECONNRESET', message: 'failed: [redacted]' });
  });

  test.each([0, 1, 2, 3, 4, 5])('is taken out of Base64 text in which it begins at byte %i', (before) => {
    for (const alphabet of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${'u'.repeat(before)}${SECRET}, and more`, 'utf8').toString(alphabet);
      const left = redactor.text(text);
      expect(left).toContain('[redacted]');
      const around = Buffer.from(left.replace('[redacted]', ''), alphabet).toString('latin1');
      for (const part of ['55/w', 'word', 'ord"']) expect(around).not.toContain(part);
    }
  });

  test('is taken out of the credentials of a client (RFC 6749 section 2.3.1)', () => {
    const credentials = Buffer.from(`client:${inForm}`).toString('base64');
    const left = redactor.text(`Basic ${credentials}`);
    expect(left).toContain('[redacted]');
    expect(Buffer.from(left.replace(/Basic |\[redacted\]/g, ''), 'base64').toString()).not.toContain('word');
  });

  test('of fewer than six characters is left alone', () => {
    const short = createRedactor(['FHIR', '12345', '']);
    expect(short.text('FHIR 12345')).toBe('FHIR 12345');
  });

  test('is taken out from the moment it is added', () => {
    const growing = createRedactor();
    expect(growing.text('a new-secret')).toBe('a new-secret');
    growing.addSecret('new-secret');
    expect(growing.text('a new-secret')).toBe('a [redacted]');
  });

  test('that overlaps another, or contains it, leaves nothing of either', () => {
    const both = createRedactor(['abcdefgh', 'fghijklm', 'cdefghij']);
    expect(both.text('<abcdefghijklm>')).toBe('<[redacted]>');
    expect(both.text('<abcdefghfghijklm>')).toBe('<[redacted][redacted]>');
  });

  test('may be no well-formed text', () => {
    const odd = createRedactor(['secret\ud800']);
    expect(odd.text('secret\ud800')).toBe('[redacted]');
    expect(odd.text('\ud800 other')).toBe('\ud800 other');
  });
});

describe('Less than a whole secret', () => {
  const LONG = 'kX7-qPz.31=mV~9_bT2+wL8/hD5(fR4)';

  test('of some length: what is cut in two is taken out, wherever it is cut near its middle', () => {
    const [one, other] = [LONG.slice(0, 16), LONG.slice(16)];
    expect(createRedactor([LONG]).text(`{"a":"${one}","b":"${other}"}`)).toBe(
      '{"a":"[redacted]","b":"[redacted]"}',
    );
    expect(createRedactor([LONG]).text(LONG.slice(3, -3))).toBe('[redacted]');
    expect(createRedactor([LONG]).text(LONG.slice(0, 15))).toBe(LONG.slice(0, 15));
  });

  test('half of an address is no secret', () => {
    const address = 'https://booking.example.org/STU3/tenants/a1b2c3';
    const redactor = createRedactor([address]);
    expect(redactor.text('https://booking.example.org/STU3/Slot')).toBe(
      'https://booking.example.org/STU3/Slot',
    );
    expect(redactor.text(`<${address}>`)).toBe('<[redacted]>');
  });

  test('the signature of a token is taken out without the rest of it', () => {
    const [header, payload, signature] = TOKEN.split('.');
    const text = createRedactor([TOKEN]).text(`{"${header}": "${payload}", "signature": "${signature}"}`);
    expect(text).toBe(`{"${header}": "${payload}", "signature": "[redacted]"}`);
  });

  test('each line of a private key is taken out', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const redactor = createRedactor([privateKey]);
    const lines = privateKey.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(redactor.text(`<${line}>`)).toBe('<[redacted]>');
  });

  test.each([6, 9, 11])(
    'the first %i bytes of a secret, where the answer broke off, are taken out',
    (length) => {
      const redactor = createRedactor(['wL8-hD5~fR4.']);
      const answer = Buffer.from(`{"you":"wL8-hD5~fR4. and ${'wL8-hD5~fR4.'.slice(0, length)}`);
      const cut = redactor.redact(exchange({ answer, isCut: true })).response?.body.toString();
      expect(cut).toBe('{"you":"[redacted] and [redacted]');
      // Nothing is taken for a part of a secret where nothing is missing.
      const whole = redactor.redact(exchange({ answer })).response?.body.toString();
      expect(whole).toBe(`{"you":"[redacted] and ${'wL8-hD5~fR4.'.slice(0, length)}`);
    },
  );
});

describe('A text that was cut short', () => {
  const KEY = 'wL8-hD5~"fR4.';
  const redactor = createRedactor([KEY]);

  test.each([
    ['status 400: no wL8-hD5~"fR…', 'status 400: no [redacted]…'],
    ['{"you": "wL8-hD5~\\"fR…', '{"you": "[redacted]…'],
    ['no wL8-hD…, and no wL8-hD5…', 'no [redacted]…, and no [redacted]…'],
    [`no ${Buffer.from(KEY).toString('base64').slice(0, 9)}…`, 'no [redacted]…'],
    ['no wL8-h…', 'no wL8-h…'],
    ['no wL8-hD5', 'no wL8-hD5'],
    ['…', '…'],
  ])('%s has no beginning of a secret', (text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });

  test('in many places is read in one go', () => {
    const used = cpuTime();
    const text = redactor.text(`${'wL8-hD5…'.repeat(100_000)}wL8-hD5…`);
    expect(text.endsWith('[redacted]…')).toBe(true);
    expect(used()).toBeLessThan(10_000);
  });
});

describe('A body that is compressed', () => {
  const redactor = createRedactor([SECRET]);
  const text = JSON.stringify({ you: SECRET });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('by %s is compressed again, without the secret', (coding, compress) => {
    const headers: HeaderList = [['Content-Encoding', coding]];
    const answer = compress(Buffer.from(text));
    const { response, request } = redactor.redact(
      exchange({ headers, body: answer, answerHeaders: headers, answer }),
    );
    for (const message of [request, response as NonNullable<typeof response>])
      expect(decodedBody(message).toString()).toBe('{"you":"[redacted]"}');
  });

  test('and has no secret is the same, byte by byte', () => {
    const answer = gzipSync('{}', { level: 1 });
    const headers: HeaderList = [['Content-Encoding', 'gzip']];
    expect(redactor.redact(exchange({ answerHeaders: headers, answer })).response?.body).toBe(answer);
  });
});

describe('A text with escapes', () => {
  const redactor = createRedactor(['a"secret']);

  test.each([
    ['%', '%'],
    ['100 %, %zz, %a', '100 %, %zz, %a'],
    ['\\', '\\'],
    ['\\x \\B \\u12 \\ud800 \\ud83d\\ude00', '\\x \\B \\u12 \\ud800 \\ud83d\\ude00'],
    ['& &amp &#; &#x110000; &#55296; &nbsp;', '& &amp &#; &#x110000; &#55296; &nbsp;'],
    ['é%C3%A9 a%22secret%C3', 'é%C3%A9 [redacted]%C3'],
    ['\\ud83d\\ude00a\\"secret\\n', '\\ud83d\\ude00[redacted]\\n'],
    ['&#128512;a&#34;secret&lt;', '&#128512;[redacted]&lt;'],
    ['{\\"a\\":\\"a\\\\\\"secret\\"}', '{\\"a\\":\\"[redacted]\\"}'],
    ['"a%5C%5C&quot;secret"', '"[redacted]"'],
  ])('%s loses its secret, and nothing else', (text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });
});

describe('A token nobody announced', () => {
  const redactor = createRedactor();

  test.each([
    [`token ${TOKEN}.`, 'token [redacted].'],
    [`Bearer%20${TOKEN}`, 'Bearer%20[redacted]'],
    [`{"echo":"\\n${TOKEN}"}`, '{"echo":"\\n[redacted]"}'],
    ['eyJhbGciOiJub25lIn0.e30.', '[redacted]'],
    [`eyJ.x,${TOKEN},eyJ`, 'eyJ.x,[redacted],eyJ'],
    [`${TOKEN} ${TOKEN}`, '[redacted] [redacted]'],
    ['eyJabc.def', 'eyJabc.def'],
    ['eyJabc..def', 'eyJabc..def'],
    ['eyJ', 'eyJ'],
  ])('is known by its shape in %j', (text, expected) => {
    expect(redactor.text(text)).toBe(expected);
    expect(redactor.redact(exchange({ answer: Buffer.from(text) })).response?.body.toString()).toBe(expected);
  });
});

describe('What is recorded otherwise', () => {
  test('keeps every other byte, and shares what has no secret', () => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const original = exchange({
      answer: Buffer.concat([every, Buffer.from('a-secret'), every]),
      body: every,
      answerHeaders: [['X-Latin', 'caf\xe9']],
    });
    const copy = createRedactor(['a-secret']).redact(original);
    expect(copy.response?.body).toEqual(Buffer.concat([every, Buffer.from('[redacted]'), every]));
    expect(copy.request.body).toBe(every);
    expect(copy.response?.headers).toEqual([['X-Latin', 'caf\xe9']]);
    expect(original.response?.body.includes('a-secret')).toBe(true);
  });

  test('leaves an exchange without answer, body and error as it is', () => {
    const bare = { ...exchange({}), response: null };
    expect(createRedactor(['a-secret']).redact(bare)).toEqual(bare);
  });

  test.each([
    ['http://user:pass@host/x', 'http://[redacted]@host/x'],
    ['https://us@er:pa@host', 'https://[redacted]@host'],
    ['http://host/x@y', 'http://host/x@y'],
  ])('user information of a URL is left out: %s', (url, expected) => {
    expect(createRedactor().redact(exchange({ url })).request.url).toBe(expected);
  });
});

describe('Many secrets and large bodies', () => {
  const signed = (i: number): string => `${TOKEN.slice(0, -12)}${String(i).padStart(12, '0')}`;

  test('thousands of tokens do not slow the reading of a large body', () => {
    const redactor = createRedactor(['settings-secret']);
    for (let i = 0; i < 5000; i++) redactor.addSecret(signed(i));
    const body = Buffer.from(
      `settings-secret ${signed(0)} ${'{"resourceType":"Slot"},'.repeat(100_000)}${signed(4999)}`,
    );
    const used = cpuTime();
    const copy = redactor.redact(exchange({ answer: body })).response?.body.toString();
    expect(used()).toBeLessThan(10_000);
    expect(copy?.startsWith('[redacted] [redacted] {')).toBe(true);
    expect(copy?.endsWith('},[redacted]')).toBe(true);
  });

  test.each([
    ['beginnings of tokens', 'eyJ'],
    ['beginnings of tokens, dotted', 'eyJ.'],
    ['dots', 'eyJ..'],
    ['the common part of known tokens', TOKEN.slice(0, -12)],
    ['the common ending of unsigned tokens', 'In0.'],
    ['escapes of URLs, half of them whole', '%4%41'],
    ['escapes of JSON, half of them whole', '\\u00\\u0041'],
    ['references of XML, half of them whole', '&#0000&#65;'],
  ])('a body full of %s is read in one go', (_, part) => {
    const redactor = createRedactor();
    for (let i = 0; i < 3000; i++) {
      redactor.addSecret(signed(i));
      redactor.addSecret(`eyJhbGciOiJub25lIn0.eyJ${String(i).padStart(8, '0')}In0.`);
    }
    const used = cpuTime();
    redactor.redact(exchange({ answer: Buffer.from(part.repeat(Math.ceil(3_000_000 / part.length))) }));
    expect(used()).toBeLessThan(10_000);
  });
});
