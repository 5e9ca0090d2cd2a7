import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { certificateAskedIn } from '../../lib/http/certificate-request';
import { lookAtTls } from '../../lib/http/tls-look';
import { makeCertificates } from '../../provider/certificates';
import { expiredCertificate } from '../support/expired-certificate';

jest.setTimeout(60_000);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function tlsServer(options: TlsOptions): Server {
  return createServer(options, (socket) => socket.on('error', () => undefined)).on(
    'tlsClientError',
    () => undefined,
  );
}

const MS = 20_000;
let certificates: Awaited<ReturnType<typeof makeCertificates>>;
beforeAll(async () => {
  certificates = await makeCertificates();
});
afterAll(() => certificates.dispose());

test('tells version, names and expiry of a certificate that is trusted, and that none is asked for', async () => {
  const { key, cert, ca } = certificates.server;
  const look = await lookAtTls('127.0.0.1', await portOf(tlsServer({ key, cert })), { ca: ca as string }, MS);
  expect(look).toMatchObject({
    protocol: 'TLSv1.3',
    subject: 'localhost',
    issuer: 'Authority of the embedded booking provider',
    distrust: null,
    asked: { kind: 'none' },
  });
  expect(look.expires).toBeGreaterThan(Date.now());
});

test('goes on with one that is not trusted, and tells why', async () => {
  const { key, cert } = certificates.server;
  const look = await lookAtTls('127.0.0.1', await portOf(tlsServer({ key, cert })), {}, MS);
  expect(look.distrust?.code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  expect(look.subject).toBe('localhost');
});

test.each([true, false])(
  'names the authorities whose certificates are asked for; refused without one: %p',
  async (strict) => {
    const { key, cert, ca } = certificates.server;
    const server = tlsServer({ key, cert, ca, requestCert: true, rejectUnauthorized: strict });
    const { asked } = await lookAtTls('127.0.0.1', await portOf(server), { ca: ca as string }, MS);
    expect(asked).toEqual({
      kind: 'asked',
      authorities: [expect.stringContaining('CN=Authority of the embedded')],
    });
  },
);

test('says that it cannot be seen what a server asks for that speaks TLS 1.3 alone', async () => {
  const { key, cert, ca } = certificates.server;
  const server = tlsServer({ key, cert, ca, requestCert: true, minVersion: 'TLSv1.3' });
  const { asked } = await lookAtTls('127.0.0.1', await portOf(server), { ca: ca as string }, MS);
  expect(asked).toEqual({ kind: 'unknown' });
});

test('tells a certificate that has expired', async () => {
  const old = expiredCertificate(3);
  const look = await lookAtTls('127.0.0.1', await portOf(tlsServer(old)), { ca: old.cert }, MS);
  expect(look.distrust?.code).toBe('CERT_HAS_EXPIRED');
  expect(look.expires).toBeLessThan(Date.now());
});

test('ends in time where the server says nothing', async () => {
  const port = await portOf(createTcpServer(() => {}));
  await expect(lookAtTls('127.0.0.1', port, {}, 300)).rejects.toMatchObject({
    code: 'DEADLINE',
    message: 'no TLS handshake within 300 ms',
  });
});

test('ends where the server speaks no TLS', async () => {
  const port = await portOf(createTcpServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  await expect(lookAtTls('127.0.0.1', port, {}, MS)).rejects.toHaveProperty('code');
});

test('whatever a server sends first is read without a failure', () => {
  const record = (...bytes: number[]): Buffer => Buffer.from([22, 3, 3, 0, bytes.length, ...bytes]);
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('HTTP/1.1 400 Bad Request'),
    record(13, 0, 0, 9, 1),
    record(13, 0, 0, 1, 200),
    record(13, 0, 0, 8, 0, 0, 0, 0, 4, 0, 2, 0x30),
    record(13, 0, 0, 9, 0, 0, 0, 0, 5, 0, 3, 0x30, 0x84, 1),
    record(13, 0, 0, 9, 0, 0, 0, 0, 3, 0, 1, 0x31, 0, 0),
  ])
    expect(certificateAskedIn(bytes)).toEqual({ kind: 'unknown' });
});
