import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../lib/http/client';
import type { Exchange } from '../../lib/http/exchange';
import { createRedactor } from '../../lib/http/redact';

/** A request as it came in, byte for byte. */
export interface ArrivedRequest {
  readonly head: string;
  readonly body: Buffer;
}

export interface RawServer {
  readonly port: number;
  readonly url: string;
  /** Every complete request so far. */
  readonly arrived: ArrivedRequest[];
  /** Connections accepted so far, and those still open. */
  readonly sockets: { accepted: number; open: Set<Socket> };
  close(): Promise<void>;
}

const running = new Set<RawServer>();

/** Closes every server that a test started: `afterEach(closeServers)`. */
export async function closeServers(): Promise<void> {
  await Promise.all(Array.from(running, (server) => server.close()));
}

export type Answer = (socket: Socket, request: ArrivedRequest) => void;

/** A server below HTTP: it reads requests by Content-Length and answers with whatever bytes the test writes. */
export async function rawServer(answer: Answer, host = '127.0.0.1'): Promise<RawServer> {
  const arrived: ArrivedRequest[] = [];
  const sockets = { accepted: 0, open: new Set<Socket>() };
  const server = createServer((socket) => {
    sockets.accepted += 1;
    sockets.open.add(socket);
    socket.on('close', () => sockets.open.delete(socket));
    socket.on('error', () => undefined);
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const request = complete(bytes);
      if (!request) return;
      bytes = Buffer.alloc(0);
      arrived.push(request);
      answer(socket, request);
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets.open) socket.destroy();
    server.close();
    await once(server, 'close');
    running.delete(raw);
  };
  const name = host.includes(':') ? `[${host}]` : host;
  const raw: RawServer = { port, url: `http://${name}:${port}`, arrived, sockets, close };
  running.add(raw);
  return raw;
}

function complete(bytes: Buffer): ArrivedRequest | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = bytes.subarray(0, end).toString('latin1');
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const body = bytes.subarray(end + 4);
  return body.length < length ? null : { head, body };
}

/** Writes the bytes and closes. */
export function replyWith(bytes: string | Buffer): Answer {
  return (socket) => socket.end(bytes, 'latin1');
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

export interface TestClient extends HttpClient {
  readonly recorded: Exchange[];
}

export function testClient(options: Partial<HttpClientOptions> = {}): TestClient {
  const recorded: Exchange[] = [];
  let count = 0;
  const client = createHttpClient({
    timeoutMs: 5000,
    maxBodyBytes: 1_000_000,
    redactor: createRedactor(),
    userAgent: 'suite/1',
    record: (exchange) => recorded.push(exchange),
    nextId: () => `x${String(++count).padStart(4, '0')}`,
    ...options,
  });
  return Object.defineProperty(client, 'recorded', { value: recorded }) as TestClient;
}
