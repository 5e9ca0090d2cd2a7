import { type RequestIdMode, type RunningProvider, startProvider } from '../../provider';
import { Consumer, type Received, send } from './consumer';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const CLIENT_ID = 'Ab-12_é "quoted", {x}';

describe.each<RequestIdMode>(['own', 'echo'])('With request ids: %s', (requestId) => {
  let provider: RunningProvider;
  let consumer: Consumer;
  beforeAll(async () => {
    provider = await startProvider({ requestId, slots: 5 });
    consumer = new Consumer(provider);
  });
  afterAll(() => provider.close());

  /** An answer of every kind: success, refusals of each tier, no such path, not allowed. */
  async function answersTo(id: string | undefined): Promise<Received[]> {
    const headers = { 'X-Request-Id': id };
    return [
      await consumer.book(consumer.appointment(await consumer.slot()), headers),
      await consumer.book('{', headers),
      await consumer.book('{', { ...headers, Authorization: undefined }),
      await send(provider.baseUrl, { path: '/metadata', headers }),
      await send(provider.baseUrl, { path: '/nowhere', headers }),
      await send(provider.baseUrl, { method: 'DELETE', path: '/Slot', headers }),
      await send(provider.baseUrl, { path: '/Appointment/%zz', headers }),
    ];
  }

  test('every answer has one, a new one where the client sent none', async () => {
    const answers = await answersTo(undefined);
    const ids = answers.map((answer) => answer.header('X-Request-Id') ?? '');
    expect(answers.map(({ status }) => status)).toEqual([201, 400, 403, 200, 404, 405, 400]);
    for (const id of ids) expect(id).toMatch(UUID);
    expect(new Set(ids).size).toBe(ids.length);
    for (const answer of answers) expect(answer.header('X-Correlation-Id')).toBeUndefined();
  });

  test("the client's comes back byte for byte", async () => {
    for (const answer of await answersTo(CLIENT_ID)) {
      if (requestId === 'own') {
        expect(answer.header('X-Request-Id')).toMatch(UUID);
        expect(answer.header('X-Correlation-Id')).toBe(CLIENT_ID);
      } else {
        expect(answer.header('X-Request-Id')).toBe(CLIENT_ID);
        expect(answer.header('X-Correlation-Id')).toBeUndefined();
      }
    }
  });
});
