import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** What a proxy was asked for: the request line, and who asked. */
export interface AskedOfProxy {
  readonly line: string;
  readonly authorization: string | undefined;
}

export interface TestProxy {
  readonly url: string;
  readonly asked: AskedOfProxy[];
  /** Connections from clients that are still open. */
  readonly open: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/**
 * An HTTP proxy on the loopback interface: it tunnels by CONNECT, and sends on what is asked for by a whole URL. With
 * credentials, it answers 407 to whoever has not got them. `onAsked` is called before anything is sent on.
 */
export async function startHttpProxy(
  credentials?: string,
  onAsked: (line: string) => void = () => undefined,
): Promise<TestProxy> {
  const asked: AskedOfProxy[] = [];
  const open = new Set<Socket>();
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const admits = (line: string, authorization: string | undefined): boolean => {
    asked.push({ line, authorization });
    onAsked(line);
    return expected === undefined || authorization === expected;
  };
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const { 'proxy-authorization': authorization, ...others } = headers;
    if (!admits(`${method} ${url}`, authorization)) {
      outgoing.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="test"' }).end('Who are you?');
      return;
    }
    const onward = send(url, { method, headers: others, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', ({ url = '', headers }, socket) => {
    socket.on('error', () => undefined);
    if (!admits(`CONNECT ${url}`, headers['proxy-authorization'])) {
      socket.end('HTTP/1.1 407 Who Are You\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const { hostname, port } = new URL(`http://${url}`);
    const onward = connect(Number(port || 443), hostname, () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    // Read on, for the end of the client's half to be seen.
    onward.on('close', () => socket.resume());
    socket.on('close', () => onward.destroy());
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    open,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
