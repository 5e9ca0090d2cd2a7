import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { RequestToSend } from '../../lib/http/client';
import { type Exchange, headerValues } from '../../lib/http/exchange';
import { createRedactor } from '../../lib/http/redact';
import { type Answer, closeServers, OK, rawServer, replyWith, testClient } from './raw-server';

afterEach(closeServers);

function get(url: string, more: Partial<RequestToSend> = {}): RequestToSend {
  return { method: 'GET', url, headers: [], case: 'a case', purpose: 'read', ...more };
}

async function exchangeWith(answer: Answer, more: Partial<RequestToSend> = {}): Promise<Exchange> {
  const server = await rawServer(answer);
  return testClient().send(get(`${server.url}/x`, more));
}

/** Runs something after so many microtasks. */
function after(steps: number, then: () => void): void {
  if (steps === 0) then();
  else queueMicrotask(() => after(steps - 1, then));
}

describe('The request', () => {
  test('carries the fields asked for, in order, spelling and number, and only the four it cannot do without', async () => {
    const server = await rawServer(replyWith(OK));
    const body = Buffer.from('{}');
    const headers = [
      ['x-Dup', 'one'],
      ['Content-Type', 'application/fhir+json'],
      ['X-DUP', 'two'],
      ['X-Dup', ''],
    ] as const;
    const done = await testClient().send(get(`${server.url}/x`, { method: 'POST', headers, body }));
    const expected = [
      ['Host', `127.0.0.1:${server.port}`],
      ['User-Agent', 'suite/1'],
      ...headers,
      ['Content-Length', '2'],
      ['Connection', 'close'],
    ];
    expect(done.request.headers).toEqual(expected);
    expect(server.arrived[0]?.head.split('\r\n')).toEqual([
      'POST /x HTTP/1.1',
      ...expected.map(([name, value]) => `${name}: ${value}`),
    ]);
  });

  test('keeps the Host, User-Agent, Content-Length and Connection of the caller', async () => {
    const server = await rawServer(replyWith(OK));
    const headers = [
      ['host', 'elsewhere'],
      ['user-agent', 'mine'],
      ['content-length', '3'],
      ['connection', 'keep-alive'],
    ] as const;
    await testClient().send(get(server.url, { method: 'POST', headers, body: Buffer.from('abc') }));
    expect(server.arrived[0]?.head.split('\r\n').slice(1)).toEqual(headers.map(([n, v]) => `${n}: ${v}`));
  });

  test.each([
    ['broken JSON', Buffer.from('  {"a": \n')],
    ['every byte there is', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['nothing', Buffer.alloc(0)],
  ])('sends %s byte for byte', async (_, body) => {
    const server = await rawServer(replyWith(OK));
    const headers = [['Content-Type', 'application/json']] as const;
    const done = await testClient().send(get(server.url, { method: 'PUT', headers, body }));
    expect(server.arrived[0]?.body).toEqual(body);
    expect(done.request.body).toEqual(body);
    expect(headerValues(done.request.headers, 'content-length')).toEqual([String(body.length)]);
  });

  test.each([
    ['POST', ['0']],
    ['GET', []],
    ['DELETE', []],
  ])('%s without a body has Content-Length %j', async (method, expected) => {
    const done = await exchangeWith(replyWith(OK), { method });
    expect(headerValues(done.request.headers, 'content-length')).toEqual(expected);
    expect(headerValues(done.request.headers, 'transfer-encoding')).toEqual([]);
  });

  test('a header field with bytes above ASCII goes out as those bytes', async () => {
    const server = await rawServer(replyWith(OK));
    const done = await testClient().send(get(server.url, { headers: [['X-Name', 'café']] }));
    expect(server.arrived[0]?.head).toContain('X-Name: caf\xe9');
    expect(headerValues(done.request.headers, 'X-Name')).toEqual(['caf\xe9']);
  });

  test.each([
    ['/a/../b/./c//d?x=%2f&y=a|b:c&z={}[]^', '/a/../b/./c//d?x=%2f&y=a|b:c&z={}[]^'],
    ['?q=1', '/?q=1'],
    ['', '/'],
    ['/a b/é#part', '/a%20b/%C3%A9'],
    ['/a\r\nEvil: 1', '/a%0D%0AEvil:%201'],
    ['/lone\ud800', '/lone%EF%BF%BD'],
  ])('sends the path %j as %j', async (path, target) => {
    const server = await rawServer(replyWith(OK));
    const done = await testClient().send(get(server.url + path));
    expect(server.arrived[0]?.head.split('\r\n')[0]).toBe(`GET ${target} HTTP/1.1`);
    expect(done.request.url).toBe(server.url + target);
  });

  test('reaches a host written as an IPv6 address', async () => {
    const server = await rawServer(replyWith(OK), '::1');
    const done = await testClient().send(get(`${server.url}/x`));
    expect(done.error).toBeNull();
    expect(server.arrived[0]?.head).toContain(`Host: [::1]:${server.port}`);
  });

  test('never sends user information of the URL', async () => {
    const server = await rawServer(replyWith(OK));
    const done = await testClient().send(get(`http://user:password@127.0.0.1:${server.port}/x`));
    expect(server.arrived[0]?.head).not.toMatch(/authorization/i);
    expect(done.request.url).toBe(`${server.url}/x`);
  });

  test.each([
    ['X-A', 'one\r\nEvil: 1'],
    ['X-A', 'one\nEvil: 1'],
    ['X-A', '\u0000'],
    ['X-A', 'Ω'],
    ['X A', 'one'],
    ['', 'one'],
    ['X-A\r\nEvil', 'one'],
  ])('is refused for the header field %j: %j', async (name, value) => {
    const server = await rawServer(replyWith(OK));
    const client = testClient();
    const done = await client.send(get(server.url, { headers: [[name, value]] }));
    expect(done).toMatchObject({ response: null, error: { code: 'INVALID_HEADER' } });
    expect(done.request.headers).toEqual([[name, value]]);
    expect(server.sockets.accepted).toBe(0);
    expect(client.recorded).toHaveLength(1);
  });

  test.each([
    '',
    '/relative',
    'ftp://host/',
    'data:text/plain,x',
    'http://',
    'http://host:99999/',
    'http://a@b@c/',
    'http://h\\@evil/',
    'http://exa mple/',
  ])('is refused for the URL %j', async (url) => {
    const done = await testClient().send(get(url));
    expect(done).toMatchObject({ response: null, error: { code: 'INVALID_URL' }, request: { url } });
  });

  test('with a method that is no token is not sent, and says so', async () => {
    const done = await exchangeWith(replyWith(OK), { method: 'GET / HTTP/1.1\r\nEvil: 1\r\n' });
    expect(done).toMatchObject({ response: null, error: { code: 'ERR_INVALID_HTTP_TOKEN' } });
  });

  test('ignores the proxy of the environment', async () => {
    const proxy = await rawServer(replyWith('HTTP/1.1 502 Proxy\r\nContent-Length: 0\r\n\r\n'));
    const before = { ...process.env };
    Object.assign(process.env, { HTTP_PROXY: proxy.url, http_proxy: proxy.url, NO_PROXY: '', no_proxy: '' });
    try {
      expect((await exchangeWith(replyWith(OK))).response?.status).toBe(200);
      expect(proxy.sockets.accepted).toBe(0);
    } finally {
      process.env = before;
    }
  });
});

describe('The answer', () => {
  test('keeps order, spelling and repetitions of the header fields', async () => {
    const done = await exchangeWith(
      replyWith(
        'HTTP/1.1 201 All Good\r\ncOnTent-Type: a\r\nContent-Type: b\r\nETag: W/"1"\r\nETag: W/"2"\r\nSet-Cookie: c=1\r\n' +
          'Location: /a\r\nLocation: /b\r\nX-Latin: caf\xe9\r\nX-Empty:\r\nContent-Length: 0\r\n\r\n',
      ),
    );
    expect(done.response).toMatchObject({
      status: 201,
      reason: 'All Good',
      httpVersion: '1.1',
      complete: true,
      headers: [
        ['cOnTent-Type', 'a'],
        ['Content-Type', 'b'],
        ['ETag', 'W/"1"'],
        ['ETag', 'W/"2"'],
        ['Set-Cookie', 'c=1'],
        ['Location', '/a'],
        ['Location', '/b'],
        ['X-Latin', 'caf\xe9'],
        ['X-Empty', ''],
        ['Content-Length', '0'],
      ],
    });
    expect(done.error).toBeNull();
  });

  test('is not decompressed', async () => {
    const packed = gzipSync('{"resourceType":"Bundle"}');
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
    const done = await exchangeWith(replyWith(Buffer.concat([Buffer.from(head), packed])));
    expect(done.response?.body).toEqual(packed);
    expect(headerValues(done.response?.headers ?? [], 'content-encoding')).toEqual(['gzip']);
  });

  test('is not decoded: byte order mark, Latin-1 and broken JSON stay', async () => {
    const body = Buffer.from('\xef\xbb\xbf{"a":1.10,caf\xe9', 'latin1');
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const done = await exchangeWith(replyWith(Buffer.concat([Buffer.from(head), body])));
    expect(done.response?.body).toEqual(body);
  });

  test('in chunks is put together', async () => {
    const done = await exchangeWith(
      replyWith(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n3\r\na":\r\n0\r\nX-T: 1\r\n\r\n',
      ),
    );
    expect(done.response).toMatchObject({ body: Buffer.from('{"a":'), complete: true });
  });

  test('without a length ends with the connection', async () => {
    const done = await exchangeWith(replyWith('HTTP/1.0 200 OK\r\n\r\nuntil the end'));
    expect(done.response).toMatchObject({
      body: Buffer.from('until the end'),
      complete: true,
      httpVersion: '1.0',
    });
  });

  test('that redirects is not followed', async () => {
    const server = await rawServer(
      replyWith('HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n'),
    );
    const done = await testClient().send(get(`${server.url}/x`));
    expect(done.response?.status).toBe(302);
    expect(server.arrived).toHaveLength(1);
  });

  test('after an interim answer is the final one', async () => {
    const done = await exchangeWith(replyWith(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`));
    expect(done.response).toMatchObject({ status: 200, complete: true });
  });

  test('to HEAD has no body, whatever its length says', async () => {
    const done = await exchangeWith(replyWith('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'), {
      method: 'HEAD',
    });
    expect(done.response).toMatchObject({ body: Buffer.alloc(0), complete: true });
  });
});

describe('What goes wrong', () => {
  test('an answer that breaks off is kept as far as it came', async () => {
    const done = await exchangeWith(
      replyWith('HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 100\r\n\r\npart'),
    );
    expect(done.response).toMatchObject({ status: 200, body: Buffer.from('part'), complete: false });
    expect(headerValues(done.response?.headers ?? [], 'X-A')).toEqual(['1']);
    expect(done.error).toEqual({
      code: 'ECONNRESET',
      message: 'the connection was closed before the answer was complete',
    });
  });

  test('a connection closed without an answer', async () => {
    const done = await exchangeWith((socket) => socket.end());
    expect(done).toMatchObject({
      response: null,
      error: { code: 'ECONNRESET', message: 'the connection was closed before any answer' },
    });
  });

  test('a connection reset', async () => {
    const done = await exchangeWith((socket) => socket.resetAndDestroy());
    expect(done).toMatchObject({ response: null, error: { code: 'ECONNRESET' } });
    expect(done.request.headers[0]?.[0]).toBe('Host');
  });

  test('a connection refused', async () => {
    const server = await rawServer(replyWith(OK));
    await server.close();
    for (const host of ['127.0.0.1', 'localhost']) {
      const done = await testClient().send(get(`http://${host}:${server.port}/`));
      expect(done).toMatchObject({ response: null, error: { code: 'ECONNREFUSED' } });
      expect(done.error?.message).toMatch(/^connect ECONNREFUSED \S+$/);
    }
  });

  test('no answer at all, beyond the deadline', async () => {
    const server = await rawServer(() => undefined);
    const done = await testClient({ timeoutMs: 150 }).send(get(server.url));
    expect(done).toMatchObject({
      response: null,
      error: { code: 'DEADLINE', message: 'no complete answer within 150 ms' },
    });
    expect(done.durationMs).toBeGreaterThanOrEqual(149);
  });

  test('an answer that drips, never idle for long, is cut at the deadline and kept', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const done = await testClient({ timeoutMs: 300 }).send(get(server.url));
    expect(done.error?.code).toBe('DEADLINE');
    expect(done.response).toMatchObject({ status: 200, complete: false });
    expect(done.response?.body.toString()).toMatch(/^x{2,50}$/);
  });

  test('a body beyond the limit is read up to the limit', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n');
      const more = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65536, 97)));
      };
      socket.on('drain', more);
      more();
    });
    const done = await testClient({ maxBodyBytes: 100_000 }).send(get(server.url));
    expect(done.error).toEqual({ code: 'TOO_LARGE', message: 'the body is larger than 100000 bytes' });
    expect(done.response?.body).toHaveLength(100_000);
    expect(done.response?.complete).toBe(false);
  });

  test('a body of just the limit is complete', async () => {
    const server = await rawServer(replyWith(OK));
    const done = await testClient({ maxBodyBytes: 2 }).send(get(server.url));
    expect(done).toMatchObject({ error: null, response: { complete: true } });
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', null],
    ['lines that end in LF alone', 'HTTP/1.1 200 OK\nContent-Length: 2\n\n{}', null],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', null],
    ['a body after 204', 'HTTP/1.1 204 No Content\r\n\r\n{"a":1}', 204],
    ['a bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n', 200],
    ['a header beyond bounds', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, null],
  ])('%s is an error of the HTTP parser', async (_, bytes, status) => {
    const done = await exchangeWith(replyWith(bytes));
    expect(done.error?.code).toMatch(/^HPE_/);
    expect(done.response?.status ?? null).toBe(status);
    expect(done.response?.complete ?? false).toBe(false);
  });

  test('a switch of protocols nobody asked for', async () => {
    const done = await exchangeWith(
      replyWith('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    );
    expect(done).toMatchObject({ response: null, error: { code: 'UPGRADE' } });
    expect(done.durationMs).toBeLessThan(4000);
  });

  test('an answer before the request is complete is kept, and the rest of the request not sent', async () => {
    let received = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        if (received === 0) {
          socket.pause();
          socket.write('HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\n{}');
        }
        received += chunk.length;
      });
    }).listen(0, '127.0.0.1');
    const [[socket], done] = await Promise.all([
      once(server, 'connection') as Promise<Socket[]>,
      once(server, 'listening').then(() => {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
        return testClient().send(get(url, { method: 'POST', body: Buffer.alloc(30_000_000) }));
      }),
    ]);
    expect(done).toMatchObject({
      error: null,
      response: { status: 413, body: Buffer.from('{}'), complete: true },
    });
    const closed = socket && once(socket, 'close');
    socket?.resume();
    await closed;
    expect(received).toBeLessThan(30_000_000);
    server.close();
  });
});

describe('The client', () => {
  test('records each exchange once, redacted, in order of completion, and returns it unredacted', async () => {
    const server = await rawServer((socket, { head }) => {
      if (!head.startsWith('GET /slow')) socket.end(OK);
    });
    const client = testClient({ timeoutMs: 200, redactor: createRedactor(['a-secret']) });
    const [slow, quick] = await Promise.all([
      client.send(get(`${server.url}/slow?q=a-secret`, { case: 'slow case', purpose: 'search' })),
      client.send(get(`${server.url}/quick`)),
    ]);
    expect(client.recorded.map(({ id }) => id)).toEqual(['x0002', 'x0001']);
    expect(client.recorded[0]).toEqual(quick);
    expect(slow).toMatchObject({ id: 'x0001', case: 'slow case', purpose: 'search' });
    expect(slow.request.url).toContain('a-secret');
    expect(client.recorded[1]?.request.url).toBe(`${server.url}/slow?q=[redacted]`);
    expect(new Date(slow.startedAt).toISOString()).toBe(slow.startedAt);
  });

  test('stop ends what is in flight and every later send', async () => {
    const server = await rawServer(() => client.stop('interrupted'));
    const client = testClient();
    expect(client.stopped).toBeNull();
    const inFlight = await client.send(get(server.url));
    expect(inFlight.error).toEqual({ code: 'STOPPED', message: 'interrupted' });
    client.stop('another reason');
    expect(client.stopped).toBe('interrupted');
    const [later, ...more] = await Promise.all([
      client.send(get(server.url)),
      client.sendTogether([get(server.url)]),
    ]);
    for (const done of [later, ...more.flat()]) {
      expect(done).toMatchObject({ response: null, error: { code: 'STOPPED', message: 'interrupted' } });
    }
    expect(server.sockets.accepted).toBe(1);
    expect(client.recorded).toHaveLength(3);
  });

  test('stop at any moment of an answer leaves nothing unhandled', async () => {
    const server = await rawServer((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{}'),
    );
    for (let moment = 0; moment < 40; moment++) {
      const client = testClient();
      const stopLater = (): void => after(moment, () => client.stop('now'));
      subscribe('http.client.response.finish', stopLater);
      const done = await client.send(get(server.url));
      unsubscribe('http.client.response.finish', stopLater);
      expect(done).toMatchObject({ error: { code: 'STOPPED' }, response: { status: 200, complete: false } });
    }
  });

  test('takes a new connection for each of 500 exchanges and leaves none open', async () => {
    const server = await rawServer((socket) => socket.write(OK));
    const client = testClient();
    for (let batch = 0; batch < 25; batch++) {
      const done = await Promise.all(Array.from({ length: 20 }, () => client.send(get(server.url))));
      expect(done.every(({ response, error }) => response?.complete && error === null)).toBe(true);
    }
    await Promise.all(Array.from(server.sockets.open, (socket) => once(socket, 'close')));
    expect(server.sockets.accepted).toBe(500);
    expect(server.sockets.open.size).toBe(0);
    expect(client.recorded).toHaveLength(500);
  });
});
