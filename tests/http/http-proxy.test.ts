import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer, type Server } from 'node:tls';
import type { HttpClientOptions, RequestToSend } from '../../lib/http/client';
import { headerValues } from '../../lib/http/exchange';
import { createRedactor } from '../../lib/http/redact';
import { type Authority, makeAuthority } from '../support/certificates';
import { startHttpProxy, type TestProxy } from '../support/http-proxy';
import { closeServers, OK, rawServer, replyWith, testClient } from './raw-server';

jest.setTimeout(60_000);

const CREDENTIALS = 'consumer:open sesame';

let authority: Authority;
let proxy: TestProxy;
let tlsServer: Server;
let secureUrl: string;
const seen = { heads: 0, headsAtFirstAnswer: 0 };

beforeAll(async () => {
  authority = await makeAuthority('Authority of a test');
  tlsServer = createTlsServer(authority.forServer({ name: 'localhost' }), (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      if (text.includes('\r\n\r\n')) seen.heads += 1;
      // A head without a body is answered at once; else the body of one byte comes alone, or with its head.
      if (/^POST /.test(text) && text.endsWith('\r\n\r\n')) return;
      seen.headsAtFirstAnswer ||= seen.heads;
      socket.end(OK);
    });
  }).listen(0, '127.0.0.1');
  await once(tlsServer, 'listening');
  secureUrl = `https://localhost:${(tlsServer.address() as AddressInfo).port}/STU3/metadata?a=1`;
});
afterAll(() => {
  tlsServer.close();
});
beforeEach(async () => {
  proxy = await startHttpProxy(CREDENTIALS);
});
afterEach(async () => {
  await Promise.all([proxy.close(), closeServers()]);
});

const client = (credentials: string | null = CREDENTIALS, more: Partial<HttpClientOptions> = {}) =>
  testClient({
    httpProxy: { url: proxy.url, credentials },
    tls: { ca: authority.cert },
    redactor: createRedactor([CREDENTIALS, 'open sesame']),
    ...more,
  });

function get(url: string, more: Partial<RequestToSend> = {}): RequestToSend {
  return { method: 'GET', url, headers: [], case: 'c', purpose: 'read', ...more };
}

test('for a server with TLS, the proxy opens a tunnel, and sees nothing of what is in it', async () => {
  const done = await client().send(get(secureUrl));
  expect(done).toMatchObject({ error: null, response: { status: 200, complete: true } });
  expect(proxy.asked.map(({ line }) => line)).toEqual([`CONNECT ${new URL(secureUrl).host}`]);
  expect(headerValues(done.request.headers, 'Proxy-Authorization')).toEqual([]);
  expect(done.request.route).toEqual({
    httpProxy: { url: proxy.url, withCredentials: true },
    tls: { files: {} },
  });
});

test('for a server without TLS, it is asked for the whole URL', async () => {
  const server = await rawServer(replyWith(OK));
  const testing = client();
  const done = await testing.send(get(`${server.url}/a/../b?c=d|e`));
  expect(done).toMatchObject({ error: null, response: { status: 200 } });
  expect(proxy.asked.map(({ line }) => line)).toEqual([`GET ${server.url}/a/../b?c=d|e`]);
  expect(done.request.url).toBe(`${server.url}/a/../b?c=d|e`);
  expect(headerValues(done.request.headers, 'Host')).toEqual([`127.0.0.1:${server.port}`]);
  const [recorded] = testing.recorded;
  expect(headerValues(recorded?.request.headers ?? [], 'Proxy-Authorization')).toEqual(['Basic [redacted]']);
});

test('what goes through a gateway is asked of the gateway', async () => {
  const gateway = await rawServer(replyWith(OK));
  const url = 'https://provider.example/STU3/metadata';
  const done = await client().send(get(url, { gatewayUrl: `${gateway.url}/${url}` }));
  expect(done.response?.status).toBe(200);
  expect(proxy.asked.map(({ line }) => line)).toEqual([`GET ${gateway.url}/${url}`]);
  expect(gateway.arrived[0]?.head.split('\r\n')[0]).toBe(`GET /${url} HTTP/1.1`);
});

test('requests of a race arrive together through tunnels, and leave no connection behind', async () => {
  Object.assign(seen, { heads: 0, headsAtFirstAnswer: 0 });
  const testing = client();
  const race = Array.from({ length: 5 }, () => get(secureUrl, { method: 'POST', body: Buffer.from('x') }));
  const done = await testing.sendTogether(race);
  expect(done.map(({ response }) => response?.status)).toEqual([200, 200, 200, 200, 200]);
  expect(seen.headsAtFirstAnswer).toBe(5);
  await Promise.all(Array.from(proxy.open, (socket) => socket.destroyed || once(socket, 'close')));
  expect(proxy.open.size).toBe(0);
});

test('the certificate is judged through the tunnel as without', async () => {
  const { error } = await client(CREDENTIALS, { tls: {} }).send(get(secureUrl));
  expect(error?.code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
});

test('a proxy that opens no tunnel is told, with its status', async () => {
  const done = await client(null).send(get(secureUrl));
  expect(done).toMatchObject({
    response: null,
    error: { code: 'PROXY_REFUSED', message: 'the proxy answered CONNECT with status 407' },
  });
});

test.each(['https://localhost:1/', 'http://localhost:1/'])(
  'a proxy that is not there is told for %s',
  async (url) => {
    await proxy.close();
    const done = await client().send(get(url));
    expect(done.error).toMatchObject({
      code: 'PROXY_UNREACHABLE',
      message: expect.stringMatching(/^connect ECONNREFUSED 127\.0\.0\.1/),
    });
    proxy = await startHttpProxy();
  },
);

test('a proxy that does not answer is left at the deadline, and its connection ended', async () => {
  const silent = createTcpServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const connected = once(silent, 'connection');
  const httpProxy = { url: `http://127.0.0.1:${port}`, credentials: null };
  const done = await client(null, { httpProxy, timeoutMs: 300 }).send(get(secureUrl));
  expect(done.error?.code).toBe('DEADLINE');
  const [socket] = await connected;
  socket.resume();
  if (!socket.destroyed) await once(socket, 'close');
  silent.close();
});
