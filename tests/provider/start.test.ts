import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { startProvider } from '../../provider';
import { Consumer, send } from './consumer';

describe('Starting the provider', () => {
  test('gives every setting that the suite needs', async () => {
    const provider = await startProvider({ slots: 1 });
    expect(provider.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/STU3$/);
    expect(provider.env).toEqual({
      TARGET_BASE_URL: provider.baseUrl,
      JWT_AUDIENCE: provider.baseUrl,
      JWT_REGIME: 'none',
      SLOT_SERVICE_ID: '918999198999',
      SERVER_ERROR_TRIGGER: 'header:X-Provider-Trigger=server-error',
    });
    await provider.close();
  });

  test.each(['json', 'xml'] as const)('says that it speaks %s only', async (format) => {
    const provider = await startProvider({ format, slots: 1 });
    expect(provider.env).toMatchObject({ FORMAT: format });
    await provider.close();
  });

  test('says which overlay it keeps to', async () => {
    const provider = await startProvider({ overlay: 'uec', slots: 1 });
    expect(provider.env).toMatchObject({ OVERLAY: 'uec' });
    await provider.close();
  });

  test('hands over the shared secret with hs256', async () => {
    const provider = await startProvider({ jwt: 'hs256', slots: 1 });
    expect(provider.env).toMatchObject({ JWT_REGIME: 'hs256', JWT_SECRET: expect.stringMatching(/.{32}/) });
    await provider.close();
  });

  test('hands over the private key with rs256, in a file that nobody else reads and that goes with it', async () => {
    const provider = await startProvider({ jwt: 'rs256', slots: 1 });
    const file = provider.env.JWT_KEY_FILE ?? '';
    expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await provider.close();
    expect(existsSync(dirname(file))).toBe(false);
  });

  test('stops: nothing listens any more', async () => {
    const provider = await startProvider({ slots: 1 });
    await provider.close();
    await expect(send(provider.baseUrl, { path: '/metadata' })).rejects.toThrow('ECONNREFUSED');
  });

  test('providers know nothing of each other', async () => {
    const [one, other] = await Promise.all([startProvider({ slots: 1 }), startProvider({ slots: 1 })]);
    expect((await new Consumer(one).bookAny()).status).toBe(201);
    expect((await new Consumer(other).bookAny()).status).toBe(201);
    await Promise.all([one.close(), other.close()]);
  });

  test('names an unknown fault, and says how to list them', async () => {
    await expect(startProvider({ faults: ['created-status-200', 'nonsense'] })).rejects.toThrow(
      /"nonsense".*--list-faults/,
    );
  });

  test.each([-1, 1.5, 10_001, Number.NaN])('refuses to offer %d slots', async (slots) => {
    await expect(startProvider({ slots })).rejects.toThrow(RangeError);
  });

  test('says when the port is taken, and leaves nothing behind', async () => {
    const provider = await startProvider({ slots: 1 });
    const port = Number(new URL(provider.baseUrl).port);
    await expect(startProvider({ port, jwt: 'rs256' })).rejects.toThrow('EADDRINUSE');
    await provider.close();
  });
});
