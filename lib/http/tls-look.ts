import { isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { type AskedCertificate, certificateAskedIn } from './certificate-request';
import type { TransportError } from './exchange';
import { openConnection, within } from './reach';
import type { TlsSettings } from './tls';
import { TransportFailure, toTransportError } from './transport-error';

/** What a server shows of itself when a TLS connection begins. */
export interface TlsLook {
  /** The version that was agreed on, such as `TLSv1.3`. */
  readonly protocol: string;
  readonly subject: string;
  readonly issuer: string;
  /** When its certificate expires; NaN where that cannot be read. */
  readonly expires: number;
  /** Why the certificate is not to be trusted; null when it is. */
  readonly distrust: TransportError | null;
  /** The certificate that it asks its clients for. */
  readonly asked: AskedCertificate;
}

/** What is seen of the beginning of a connection; a chain of certificates is far shorter. */
const MOST_BYTES_SEEN = 256 * 1024;

/**
 * Opens TLS connections to look at the server's certificate and at what it asks of clients. Whatever the certificate, the
 * handshake goes on, since nothing is ever sent over these connections.
 *
 * @throws Error with a code when there is no handshake at all
 */
export async function lookAtTls(
  host: string,
  port: number,
  settings: TlsSettings,
  mostMs: number,
): Promise<TlsLook> {
  const { serverName, files: _, ...context } = settings;
  const servername = serverName ?? (isIP(host) === 0 ? host : undefined);
  const options: ConnectionOptions = {
    ...context,
    ...(servername === undefined ? {} : { servername }),
    host,
    rejectUnauthorized: false,
  };
  const secure = await handshake(await openConnection(host, port, mostMs), options, mostMs);
  const certificate = secure.getPeerCertificate();
  const protocol = secure.getProtocol() ?? 'unknown';
  const distrust = secure.authorizationError as unknown;
  secure.destroy();
  return {
    protocol,
    subject: nameIn(certificate.subject),
    issuer: nameIn(certificate.issuer),
    expires: Date.parse(certificate.valid_to),
    distrust: distrust ? asTransportError(distrust) : null,
    asked: await askedCertificate(host, port, options, mostMs),
  };
}

function handshake(socket: Duplex, options: ConnectionOptions, mostMs: number): Promise<TLSSocket> {
  const secure = connect({ ...options, socket });
  const done = new Promise<TLSSocket>((resolve, reject) => {
    secure.once('secureConnect', () => resolve(secure));
    secure.once('error', reject);
    secure.once('close', () => reject(new TransportFailure('ECONNRESET', 'socket hang up')));
  });
  // An alert may follow a handshake that is done, as where a certificate of the client was missing.
  secure.on('error', () => {});
  return within(mostMs, done, () => {
    secure.destroy();
    return new TransportFailure('DEADLINE', `no TLS handshake within ${mostMs} ms`);
  });
}

/** In TLS 1.2 what a server asks for is not encrypted, so that this version is used to see it. */
async function askedCertificate(
  host: string,
  port: number,
  options: ConnectionOptions,
  mostMs: number,
): Promise<AskedCertificate> {
  const seen: Buffer[] = [];
  try {
    const wire = overheard(await openConnection(host, port, mostMs), seen);
    const secure = await handshake(wire, { ...options, maxVersion: 'TLSv1.2' }, mostMs);
    secure.destroy();
  } catch {
    // A server that gets no certificate may refuse the handshake, when all that matters has been seen.
  }
  return certificateAskedIn(Buffer.concat(seen));
}

/** The connection, of which all that arrives is taken down. */
function overheard(socket: Socket, seen: Buffer[]): Duplex {
  let size = 0;
  const wire = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, () => done()),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk) => {
    size += chunk.length;
    if (size <= MOST_BYTES_SEEN) seen.push(chunk);
    wire.push(chunk);
  });
  socket.on('end', () => wire.push(null));
  socket.on('error', (error) => wire.destroy(error));
  return wire;
}

/** Node gives the code alone, or an error. */
function asTransportError(distrust: unknown): TransportError {
  return typeof distrust === 'string' ? { code: distrust, message: distrust } : toTransportError(distrust);
}

/** The common name of a subject or issuer, else its organisation. */
function nameIn(name: Partial<PeerCertificate['subject']> | undefined): string {
  const told = name?.CN ?? name?.O ?? name?.OU;
  return (Array.isArray(told) ? told.join(', ') : told) ?? '(no name)';
}
