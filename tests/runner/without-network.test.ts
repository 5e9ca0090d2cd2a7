import { createSocket } from 'node:dgram';
import { get } from 'node:http';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import axios from 'axios';
import { NetworkRefused, withoutNetwork } from '../../lib/runner/without-network';
import { type RawServer, rawServer } from '../http/raw-server';

let server: RawServer;
beforeAll(async () => {
  server = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
});
afterAll(() => server.close());

/** Every way of Node, and of the library that we use, to get something over the network. */
const WAYS: ReadonlyArray<readonly [name: string, go: () => unknown]> = [
  ['TCP', () => connect(server.port, '127.0.0.1')],
  ['TLS', () => connectTls(server.port, '127.0.0.1')],
  ['UDP', () => createSocket('udp4').unref().send('x', server.port, '127.0.0.1')],
  ['a server of our own', () => rawServer(() => {})],
  ['http', () => new Promise((_, reject) => get(server.url).on('error', reject))],
  ['fetch', () => fetch(server.url)],
  ['axios', () => axios.get(server.url, { adapter: 'http' })],
];

test.each(WAYS)('by %s, nothing gets out', async (_, go) => {
  const before = server.sockets.accepted;
  const error = await withoutNetwork(async () => {
    try {
      await go();
      return null;
    } catch (thrown) {
      return thrown as Error & { cause?: unknown };
    }
  });
  // Within fetch, the error of another realm is none: its text is told.
  expect(`${error} ${error?.cause}`).toContain('no connection can be opened here');
  expect(server.sockets.accepted).toBe(before);
});

test('afterwards all is as before, also when it failed', async () => {
  await expect(
    withoutNetwork(async () => {
      throw new Error('ours');
    }),
  ).rejects.toThrow('ours');
  expect((await fetch(server.url)).status).toBe(200);
});

test('gives what was done', async () => {
  expect(await withoutNetwork(async () => 7)).toBe(7);
  expect(new NetworkRefused('why').name).toBe('NetworkRefused');
});
