import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request for a token, as it came in. */
export interface TokenRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly form: URLSearchParams;
}

/** How a test has the server answer: what is no text is sent as JSON. */
export interface TokenAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface AuthorizationServer {
  readonly tokenUrl: string;
  readonly requests: readonly TokenRequest[];
  close(): Promise<void>;
}

const running = new Set<AuthorizationServer>();

/** Closes every server that a test started: `afterEach(closeAuthorizationServers)`. */
export async function closeAuthorizationServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.close()));
}

/**
 * A token endpoint on the loopback interface; where there is no answer, it lets the client wait.
 *
 * @param tls with what it is reached by https; by default it is by http
 */
export async function authorizationServer(
  answer: (request: TokenRequest) => TokenAnswer | null,
  tls?: ServerOptions,
): Promise<AuthorizationServer> {
  const requests: TokenRequest[] = [];
  const listener = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await tokenRequest(incoming);
    requests.push(request);
    const given = answer(request);
    if (given === null) return;
    const { status = 200, headers = {}, body = '' } = given;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const started: AuthorizationServer = {
    tokenUrl: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/oauth2/token`,
    requests,
    close: async () => {
      running.delete(started);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  running.add(started);
  return started;
}

async function tokenRequest(incoming: IncomingMessage): Promise<TokenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    authorization: incoming.headers.authorization,
    contentType: incoming.headers['content-type'],
    form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')),
  };
}
