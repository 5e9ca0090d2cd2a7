import net from 'node:net';
import { outcomeProblems } from '../../lib/fhir';
import { type RunningProvider, startProvider } from '../../provider';
import { Consumer, send } from './consumer';

let provider: RunningProvider;
let consumer: Consumer;

beforeAll(async () => {
  provider = await startProvider({ slots: 5 });
  consumer = new Consumer(provider);
});
afterAll(() => provider.close());

/** Whatever was sent before, the provider goes on. */
afterEach(async () => {
  expect((await send(provider.baseUrl, { path: '/metadata' })).status).toBe(200);
});

/** Sends bytes as they are, and gives what came back until the connection ended. */
function exchangeBytes(bytes: string, after: (socket: net.Socket) => void = () => {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(Number(new URL(provider.baseUrl).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    socket.write(bytes, () => after(socket));
  });
}

describe('What is no request for an interaction', () => {
  test.each(['/', '/nowhere', '/Appointment/1/_history', '/Slot/slot0001', '/appointment', '/Slot/'])(
    '%s is 404',
    async (path) => {
      const answer = await send(provider.baseUrl, { path });
      expect(answer.status).toBe(404);
      expect(outcomeProblems(answer.json())).toEqual([]);
    },
  );

  test.each([
    ['DELETE', '/Slot', 'GET'],
    ['GET', '/Appointment', 'POST'],
    ['DELETE', '/Appointment/1', 'GET, PUT'],
    ['PATCH', '/Appointment/1', 'GET, PUT'],
    ['PUT', '/Appointment/1/_history/1', 'GET'],
    ['POST', '/metadata', 'GET'],
  ])('%s %s is 405, and %s is allowed', async (method, path, allowed) => {
    const answer = await send(provider.baseUrl, { method, path, body: '{' });
    expect(answer.status).toBe(405);
    expect(answer.header('Allow')).toBe(allowed);
    expect(outcomeProblems(answer.json())).toEqual([]);
  });

  test.each(['HEAD', 'OPTIONS'])('%s is answered, without the framework', async (method) => {
    expect((await send(provider.baseUrl, { method, path: '/Slot' })).status).toBe(405);
  });

  test.each(['%', '%zz', '%ff', '%00', '..', 'a%2Fb', '__proto__', 'x'.repeat(3000)])(
    'the id %s does no harm',
    async (id) => {
      const answer = await consumer.read(`/Appointment/${id}`);
      expect([400, 404, 405]).toContain(answer.status);
      expect(outcomeProblems(answer.json())).toEqual([]);
    },
  );
});

describe('What is no HTTP', () => {
  test.each([
    ['nonsense', 'hello\r\n\r\n'],
    ['no Host', 'GET /STU3/metadata HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an unknown method', 'BREW /STU3/Slot HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a header without a colon', 'GET /STU3/Slot HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n'],
    ['too many bytes of headers', `GET /STU3/Slot HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    [
      'two lengths',
      'POST /STU3/Appointment HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
    ],
  ])('%s is 400, with an OperationOutcome and a request id', async (_name, bytes) => {
    const answer = await exchangeBytes(bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(head).toMatch(/^X-Request-Id: \S+$/im);
    expect(head).toMatch(/^Date: .+ GMT\r$/im);
    expect(outcomeProblems(JSON.parse(body))).toEqual([]);
  });

  test('an expectation that nobody can meet is 417', async () => {
    const answer = await send(provider.baseUrl, { path: '/metadata', headers: { Expect: 'a-miracle' } });
    expect(answer.status).toBe(417);
    expect(answer.header('X-Request-Id')).toBeDefined();
    expect(outcomeProblems(answer.json())).toEqual([]);
  });

  test('a request that is broken off books nothing', async () => {
    const body = JSON.stringify(consumer.appointment(await consumer.slot()));
    const head = [
      'POST /STU3/Appointment HTTP/1.1',
      'Host: x',
      `Authorization: ${consumer.bearer('patient/appointment.write')}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ].join('\r\n');
    await exchangeBytes(`${head}\r\n\r\n${body.slice(0, -1)}`, (socket) => socket.resetAndDestroy());
    expect(await consumer.slots('status=busy')).toEqual([]);
  });
});

test.each(['nonsense', ';', 'application/', '\xff', 'a/b;c="'])(
  'the Content-Type %s gets an answer of ours',
  async (contentType) => {
    const answer = await consumer.book('{', { 'Content-Type': contentType });
    expect(answer.status).toBe(415);
    expect(outcomeProblems(answer.json())).toEqual([]);
  },
);

test('JSON nested ten thousand deep is refused', async () => {
  const deep = `${'{"extension":['.repeat(10_000)}{}${']}'.repeat(10_000)}`;
  for (const body of [deep, deep.replace('{', '{"resourceType":"Appointment",')]) {
    const answer = await consumer.book(body);
    expect(answer.status).toBe(400);
    expect(outcomeProblems(answer.json())).toEqual([]);
  }
});
