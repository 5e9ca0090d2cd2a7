import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { RequestToSend } from '../../lib/http/client';
import { closeServers, OK, rawServer, testClient } from './raw-server';

afterEach(closeServers);

const N = 10;

function post(
  url: string,
  body: Buffer | null = Buffer.from('{"resourceType":"Appointment"}'),
): RequestToSend {
  return { method: 'POST', url, headers: [], body, case: 'race', purpose: 'book' };
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** How far each connection had come, whenever one of them became complete. */
async function observedRace(requests: (url: string) => RequestToSend[]) {
  const received = new Map<Socket, string>();
  const atCompletion: { connections: number; heads: number; missing: number[] }[] = [];
  const completedAt: number[] = [];
  const missingBytes = (text: string): number => {
    const body = text.indexOf('\r\n\r\n') + 4;
    return Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0) - (text.length - body);
  };
  const server = createServer((socket) => {
    received.set(socket, '');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const text = received.get(socket) + chunk.toString('latin1');
      received.set(socket, text);
      if (!text.includes('\r\n\r\n') || missingBytes(text) > 0) return;
      completedAt.push(performance.now());
      const heads = [...received.values()].filter((other) => other.includes('\r\n\r\n'));
      atCompletion.push({
        connections: received.size,
        heads: heads.length,
        missing: heads.map(missingBytes),
      });
      socket.end(OK);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = testClient();
  const done = await client.sendTogether(
    requests(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
  );
  server.close();
  return { done, atCompletion, spreadMs: Math.max(...completedAt) - Math.min(...completedAt), client };
}

test('no request is complete before all the others lack only their last byte', async () => {
  const { done, atCompletion, spreadMs } = await observedRace((url) => times(N, () => post(url)));
  expect(done.map(({ response }) => response?.status)).toEqual(times(N, () => 200));
  expect(atCompletion[0]).toMatchObject({ connections: N, heads: N });
  expect(atCompletion[0]?.missing.toSorted()).toEqual([0, ...times(N - 1, () => 1)]);
  expect(spreadMs).toBeLessThan(50);
});

test('a body of one byte is held back whole, after the head', async () => {
  const { atCompletion } = await observedRace((url) => times(N, () => post(url, Buffer.from('x'))));
  expect(atCompletion[0]).toMatchObject({ heads: N });
});

test('requests without a body wait connected', async () => {
  const { done, atCompletion } = await observedRace((url) =>
    times(N, (i) => ({ ...post(url, null), method: i % 2 ? 'GET' : 'DELETE' })),
  );
  expect(done.every(({ error }) => error === null)).toBe(true);
  expect(atCompletion[0]?.connections).toBe(N);
});

test('exchanges come back in the order of the requests, exactly sent, timed from the release', async () => {
  const server = await rawServer((socket) => socket.end(OK));
  const client = testClient();
  const requests = times(N, (i) => post(`${server.url}/${i}`, Buffer.from(`body ${i}`)));
  const done = await client.sendTogether(requests);
  expect(done.map(({ request }) => request.url)).toEqual(requests.map(({ url }) => url));
  expect(done.map(({ request }) => request.body?.toString())).toEqual(times(N, (i) => `body ${i}`));
  expect(server.arrived.map(({ body }) => body.toString()).toSorted()).toEqual(times(N, (i) => `body ${i}`));
  expect(client.recorded).toHaveLength(N);
  expect(new Set(done.map(({ id }) => id)).size).toBe(N);
});

test('one that cannot be sent, and one that is refused a connection, do not hold up the others', async () => {
  const server = await rawServer((socket) => socket.end(OK));
  const gone = await rawServer(() => undefined);
  await gone.close();
  const start = performance.now();
  const done = await testClient().sendTogether([
    post(server.url),
    post('nowhere'),
    post(gone.url),
    post(gone.url, null),
    { ...post(server.url), headers: [['X', '\n']] },
    post(server.url),
  ]);
  expect(done.map(({ response, error }) => response?.status ?? error?.code)).toEqual([
    200,
    'INVALID_URL',
    'ECONNREFUSED',
    'ECONNREFUSED',
    'INVALID_HEADER',
    200,
  ]);
  expect(performance.now() - start).toBeLessThan(2000);
});

test('one that never gets ready does not hold up the others beyond half the deadline', async () => {
  const server = await rawServer((socket) => socket.end(OK));
  const deaf = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  const sockets: Socket[] = [];
  deaf.on('connection', (socket) => sockets.push(socket));
  const endless = post(`http://127.0.0.1:${(deaf.address() as AddressInfo).port}/`, Buffer.alloc(20_000_000));
  const done = await testClient({ timeoutMs: 600 }).sendTogether([endless, post(server.url)]);
  expect(done.map(({ response, error }) => response?.status ?? error?.code)).toEqual(['DEADLINE', 200]);
  for (const socket of sockets) socket.destroy();
  deaf.close();
});

test('an answer before the last byte is kept, and counts as ready', async () => {
  const server = await rawServer((socket) => socket.end(OK));
  const eager = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(eager, 'listening');
  const early = post(`http://127.0.0.1:${(eager.address() as AddressInfo).port}/`);
  const done = await testClient().sendTogether([early, post(server.url)]);
  expect(done.map(({ response, error }) => response?.status ?? error?.code)).toEqual([401, 200]);
  eager.close();
});

test('stop ends those that are held back', async () => {
  const server = await rawServer(() => undefined);
  const client = testClient();
  const sent = client.sendTogether(times(3, () => post(server.url)));
  client.stop('enough');
  expect((await sent).map(({ error }) => error?.code)).toEqual(times(3, () => 'STOPPED'));
});

test('none at all are none', async () => {
  expect(await testClient().sendTogether([])).toEqual([]);
});
