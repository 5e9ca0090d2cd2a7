import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { TransportFailure } from './transport-error';

/**
 * The addresses of a name, as this machine's resolver gives them.
 *
 * @throws Error of Node with its code (`ENOTFOUND`, …); with `EAI_AGAIN` when nothing came in so many milliseconds
 */
export function addressesOf(host: string, mostMs: number): Promise<string[]> {
  if (isIP(host) !== 0) return Promise.resolve([host]);
  const found = lookup(host, { all: true }).then((all) => all.map(({ address }) => address));
  return within(mostMs, found, () => new TransportFailure('EAI_AGAIN', `no address within ${mostMs} ms`));
}

/**
 * Opens a connection, sends nothing, and gives it; whoever asked for it ends it.
 *
 * @throws Error of Node with its code (`ECONNREFUSED`, …); with `ETIMEDOUT` when there is none in so many milliseconds
 */
export function openConnection(host: string, port: number, mostMs: number): Promise<Socket> {
  const socket = connect({ host, port });
  const connected = new Promise<Socket>((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
  return within(mostMs, connected, () => {
    socket.destroy();
    return new TransportFailure('ETIMEDOUT', `no connection within ${mostMs} ms`);
  });
}

/** What the work brings, or the failure when it takes longer. */
export async function within<T>(mostMs: number, work: Promise<T>, failure: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failure()), mostMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
