import http, { type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { HeaderList } from './exchange';
import { TransportFailure, toTransportError } from './transport-error';

/** An HTTP proxy that requests go through because the user says so; that of the environment is never used. */
export interface HttpProxy {
  /** `http://host:port`. */
  readonly url: string;
  /** `user:password`; null: the proxy asks for none. */
  readonly credentials: string | null;
}

/** Takes the connection that Node waits for, or why there is none. */
type Made = (error: Error | null, socket?: Duplex) => void;

/** What differs in a request for a server without TLS when a proxy is asked for it. */
export interface AskedOfProxy {
  readonly to: Pick<RequestOptions, 'hostname' | 'port'>;
  /** The whole URL stands in the request line: absolute-form, RFC 9112 section 3.2.2. */
  readonly target: string;
  readonly headers: HeaderList;
}

/** How a proxy is asked to send a request to a server without TLS. */
export function askedOf(proxy: HttpProxy, url: string, headers: HeaderList): AskedOfProxy {
  return { to: addressOf(proxy), target: url, headers: [...headers, ...authorization(proxy)] };
}

/** What kept a request from the proxy that it was to go through; other failures stay as they are. */
export function failureAtProxy(failure: Error): Error {
  const { syscall } = (Reflect.get(failure, 'errors')?.[0] ?? failure) as NodeJS.ErrnoException;
  return syscall === 'connect' || syscall === 'getaddrinfo' ? unreachable(failure) : failure;
}

/** Connects by TLS through a tunnel that the proxy opens (CONNECT, RFC 9110 section 9.3.6); for one request. */
export class TunnelAgent extends https.Agent {
  /** @param end what ends the attempt, too */
  constructor(
    private readonly proxy: HttpProxy,
    private readonly end: AbortSignal,
  ) {
    super({ keepAlive: false });
  }

  override createConnection(options: https.RequestOptions, made: Made): undefined {
    const authority = `${bracketed(options.host ?? '')}:${options.port}`;
    const connect = (socket: Duplex) =>
      super.createConnection({ ...options, socket } as https.RequestOptions) as Duplex;
    openTunnel(this.proxy, authority, this.end)
      .then(connect)
      .then((socket) => made(null, socket), made);
  }
}

/** @throws TransportFailure `PROXY_UNREACHABLE` or `PROXY_REFUSED` */
function openTunnel(proxy: HttpProxy, authority: string, end: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const connect = http.request({
      ...addressOf(proxy),
      method: 'CONNECT',
      path: authority,
      headers: [['Host', authority], ...authorization(proxy)].flat(),
      agent: false,
      signal: end,
    });
    connect.on('error', (failure) => reject(unreachable(failure)));
    connect.on('connect', ({ statusCode = 0 }, socket, first) => {
      if (statusCode >= 200 && statusCode <= 299) {
        socket.unshift(first);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new TransportFailure('PROXY_REFUSED', `the proxy answered CONNECT with status ${statusCode}`));
    });
    connect.end();
  });
}

function addressOf({ url }: HttpProxy): { hostname: string; port: number } {
  const { hostname, port } = new URL(url);
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
}

/** RFC 7617. */
function authorization({ credentials }: HttpProxy): HeaderList {
  if (credentials === null) return [];
  return [['Proxy-Authorization', `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`]];
}

function unreachable(failure: Error): TransportFailure {
  return new TransportFailure('PROXY_UNREACHABLE', toTransportError(failure).message);
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
