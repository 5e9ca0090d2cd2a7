import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { WrittenAnswer } from './answer';
import { LARGEST_BODY } from './content-coding';
import type { Interaction, ProviderRequest, RequestHead, Route } from './request';
import { type Transfer, transmit } from './transfer';

/** What went wrong before, or instead of, an interaction. */
export type Failure = 'not-found' | 'bad-request' | 'too-large' | 'expectation-failed' | 'server-error';

/** Gives every answer that goes on the wire. */
export interface Service {
  readonly transfer: Transfer;
  perform(interaction: Interaction, request: ProviderRequest): Promise<WrittenAnswer>;
  /** For a known path with a method that it does not take. */
  refuseMethod(request: RequestHead, allowed: readonly string[]): WrittenAnswer;
  fail(request: RequestHead, failure: Failure): WrittenAnswer;
}

/** Of a message that was not understood. */
const NO_REQUEST: RequestHead = { method: '', headers: {}, query: new URLSearchParams() };
/** How long a client may take to send one request; and one without Host is not for Node to answer. */
const SERVER_OPTIONS = { requestTimeout: 30_000, requireHostHeader: false };
/** A Content-Type that Fastify passes over: the body is ours to judge, whatever it is said to be. */
const UNJUDGED = 'application/octet-stream';

/**
 * Builds the HTTP server of the provider; with TLS where `tls` is given. Fastify finds the route, reads the body as
 * bytes and keeps the limits; it never answers by itself, and header fields go out in the spelling, order and number in
 * which the answer has them.
 */
export function buildServer(
  basePath: string,
  routes: readonly Route[],
  service: Service,
  tls: TlsOptions | null,
): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: LARGEST_BODY,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    serverFactory: (handler) =>
      tls ? createTlsServer({ ...SERVER_OPTIONS, ...tls }, handler) : createServer(SERVER_OPTIONS, handler),
    // Left to itself, Fastify answers URLs it can't decode and messages that are not HTTP in a form of its own.
    frameworkErrors: (_error, request, reply) => void fail(request, reply, 'bad-request'),
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
      else socket.end(messageOf(service.fail(NO_REQUEST, 'bad-request')));
    },
  });
  const fail = (request: FastifyRequest, reply: FastifyReply, failure: Failure): Promise<void> =>
    send(reply, service.fail(headOf(request.raw), failure), service.transfer);
  refuseForNode(app, service);
  takeBodiesAsBytes(app);
  for (const path of new Set(routes.map((route) => route.path))) {
    servePath(
      app,
      basePath + path,
      routes.filter((route) => route.path === path),
      service,
    );
  }
  app.setNotFoundHandler((request, reply) => fail(request, reply, 'not-found'));
  app.setErrorHandler((error, request, reply) => fail(request, reply, failureOf(error)));
  return app;
}

/** The port that the server listens on; 0 while it does not. */
export function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo | null)?.port ?? 0;
}

/** Refuses in the provider's words what Node would refuse in its own: no Host (RFC 9112 section 3.2), and expectations. */
function refuseForNode(app: FastifyInstance, service: Service): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    const lacksHost = raw.httpVersion === '1.1' && raw.headers.host === undefined;
    if (lacksHost) await send(reply, service.fail(headOf(raw), 'bad-request'), service.transfer);
  });
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    transmit(response, service.fail(headOf(request), 'expectation-failed'), service.transfer),
  );
}

/** Even a malformed Content-Type must not keep a body from us; what was sent stays readable in the raw headers. */
function takeBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (request) => {
    if (request.raw.headers['content-type'] !== undefined) request.raw.headers['content-type'] = UNJUDGED;
  });
}

/** Serves the methods of a path, and refuses the others by name. */
function servePath(app: FastifyInstance, url: string, routes: readonly Route[], service: Service): void {
  for (const { method, interaction } of routes) {
    app.route({
      method,
      url,
      handler: async (request, reply) =>
        send(reply, await service.perform(interaction, requestOf(request)), service.transfer),
    });
  }
  const allowed = routes.map((route) => route.method);
  app.route({
    method: app.supportedMethods.filter((method) => !allowed.includes(method)),
    url,
    handler: async (request, reply) =>
      send(reply, service.refuseMethod(headOf(request.raw), allowed), service.transfer),
  });
}

function requestOf(request: FastifyRequest): ProviderRequest {
  const { id = '', versionId = '' } = request.params as { id?: string; versionId?: string };
  return {
    ...headOf(request.raw),
    contentType: contentTypeOf(request.raw.rawHeaders),
    id,
    versionId,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

function headOf({ method = '', headers, url = '' }: IncomingMessage): RequestHead {
  return { method, headers, query: new URLSearchParams(/\?(.*)$/s.exec(url)?.[1]) };
}

/** The Content-Type in the raw headers, where names and values take turns. */
function contentTypeOf(rawHeaders: readonly string[]): string | undefined {
  const name = rawHeaders.findIndex(
    (text, index) => index % 2 === 0 && text.toLowerCase() === 'content-type',
  );
  return name < 0 ? undefined : rawHeaders[name + 1];
}

function failureOf(error: unknown): Failure {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (status === 413) return 'too-large';
  return typeof status === 'number' && status >= 400 && status < 500 ? 'bad-request' : 'server-error';
}

/** Sends an answer past Fastify, which would change the case of header names and merge repetitions. */
function send(reply: FastifyReply, answer: WrittenAnswer, transfer: Transfer): Promise<void> {
  reply.hijack();
  return transmit(reply.raw, answer, transfer);
}

/** An answer as the bytes of an HTTP/1.1 message, for a connection on which nothing was understood. */
function messageOf({ status, headers, body }: WrittenAnswer): Buffer {
  const bytes = Buffer.from(body);
  const lines = [
    `HTTP/1.1 ${status} Bad Request`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${bytes.length}`,
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}
