import { Socket as DatagramSocket } from 'node:dgram';
import { Server, Socket } from 'node:net';

/** Something tried to use the network while nothing may. */
export class NetworkRefused extends Error {
  override readonly name = 'NetworkRefused';
}

/** What every connection of Node begins with, over TCP, TLS, HTTP or UDP; and what listens. */
const BEGINNINGS: ReadonlyArray<readonly [object: object, method: string]> = [
  [Socket.prototype, 'connect'],
  [Server.prototype, 'listen'],
  [DatagramSocket.prototype, 'bind'],
  [DatagramSocket.prototype, 'connect'],
  [DatagramSocket.prototype, 'send'],
];

/**
 * Does something during which no code of this process can open a connection, whatever library it goes through: whoever
 * tries gets a NetworkRefused. Not for two at the same time.
 */
export async function withoutNetwork<T>(work: () => Promise<T>): Promise<T> {
  const before = BEGINNINGS.map(([object, method]) => Object.getOwnPropertyDescriptor(object, method));
  for (const [object, method] of BEGINNINGS)
    Object.defineProperty(object, method, { configurable: true, writable: true, value: refuse });
  try {
    return await work();
  } finally {
    BEGINNINGS.forEach(([object, method], index) => {
      Object.defineProperty(object, method, before[index] as PropertyDescriptor);
    });
  }
}

function refuse(): never {
  throw new NetworkRefused('no connection can be opened here: what is judged again is what was recorded');
}
