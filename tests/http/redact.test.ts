import type { Exchange, HeaderList } from '../../lib/http/exchange';
import { createRedactor } from '../../lib/http/redact';

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
      complete: true,
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
    const start = performance.now();
    const copy = redactor.redact(exchange({ answer: body })).response?.body.toString();
    expect(performance.now() - start).toBeLessThan(5000);
    expect(copy?.startsWith('[redacted] [redacted] {')).toBe(true);
    expect(copy?.endsWith('},[redacted]')).toBe(true);
  });

  test.each([
    ['beginnings of tokens', 'eyJ'],
    ['beginnings of tokens, dotted', 'eyJ.'],
    ['dots', 'eyJ..'],
    ['the common part of known tokens', TOKEN.slice(0, -12)],
    ['the common ending of unsigned tokens', 'In0.'],
  ])('a body full of %s is read in one go', (_, part) => {
    const redactor = createRedactor();
    for (let i = 0; i < 3000; i++) {
      redactor.addSecret(signed(i));
      redactor.addSecret(`eyJhbGciOiJub25lIn0.eyJ${String(i).padStart(8, '0')}In0.`);
    }
    const start = performance.now();
    redactor.redact(exchange({ answer: Buffer.from(part.repeat(Math.ceil(3_000_000 / part.length))) }));
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
