import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { RequestToSend } from '../../lib/http/client';
import { explainTransportError } from '../../lib/http/explain';
import { OK, testClient } from './raw-server';

interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** A key and a self-signed certificate for a name, made for this run; null without openssl. */
function selfSigned(name: string): Certificate | null {
  const directory = mkdtempSync(join(tmpdir(), 'tls-'));
  const key = join(directory, 'key.pem');
  const cert = join(directory, 'cert.pem');
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key];
  try {
    execFileSync('openssl', ['req', '-x509', '-out', cert, ...newKey, ...subject], { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    return null;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const localhost = selfSigned('localhost');
const elsewhere = selfSigned('elsewhere.example');
if (!localhost || !elsewhere) console.warn('openssl is not installed: exchanges over TLS are not tested');
const withTls = localhost && elsewhere ? describe : describe.skip;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function urlOf(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `https://localhost:${(server.address() as AddressInfo).port}/`;
}

/** Answers each request once its body of one byte has come; `heads` is how many heads were there at the first answer. */
function tlsServer(options: TlsOptions) {
  const seen = { heads: 0, headsAtFirstAnswer: 0 };
  const server = createTlsServer(options, (socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const hadHead = text.includes('\r\n\r\n');
      text += chunk.toString('latin1');
      if (!hadHead && text.includes('\r\n\r\n')) seen.heads += 1;
      if (!text.endsWith('\r\n\r\nx')) return;
      seen.headsAtFirstAnswer ||= seen.heads;
      socket.end(OK);
    });
  });
  server.on('tlsClientError', () => undefined);
  return { server, seen };
}

function post(url: string): RequestToSend {
  return { method: 'POST', url, headers: [], body: Buffer.from('x'), case: 'c', purpose: 'book' };
}

withTls('Over TLS', () => {
  const own = localhost ?? { key: Buffer.alloc(0), cert: Buffer.alloc(0) };
  const other = elsewhere ?? own;

  test('a trusted server is asked as any other', async () => {
    const url = await urlOf(tlsServer(own).server);
    const done = await testClient({ tls: { ca: own.cert } }).send(post(url));
    expect(done).toMatchObject({ error: null, response: { status: 200, complete: true } });
  });

  test('requests arrive together', async () => {
    const { server, seen } = tlsServer(own);
    const url = await urlOf(server);
    const done = await testClient({ tls: { ca: own.cert } }).sendTogether(
      Array.from({ length: 10 }, () => post(url)),
    );
    expect(done.every(({ response }) => response?.status === 200)).toBe(true);
    expect(seen.headsAtFirstAnswer).toBe(10);
  });

  test('an unknown authority is an error that says so', async () => {
    const url = await urlOf(tlsServer(own).server);
    const { error } = await testClient().send(post(url));
    expect(error?.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(error && explainTransportError(error, url)).toMatch(/authority this machine does not trust/);
  });

  test('a certificate for another name is an error that says so', async () => {
    const url = await urlOf(tlsServer(other).server);
    const { error } = await testClient({ tls: { ca: other.cert } }).send(post(url));
    expect(error?.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(error && explainTransportError(error, url)).toMatch(/for another name/);
  });

  test('a missing client certificate is an error that says so; with one the request is answered', async () => {
    const url = await urlOf(
      tlsServer({
        ...own,
        requestCert: true,
        rejectUnauthorized: true,
        ca: other.cert,
        maxVersion: 'TLSv1.2',
      }).server,
    );
    const { error } = await testClient({ tls: { ca: own.cert } }).send(post(url));
    expect(error?.code).toMatch(/^(EPROTO|ECONNRESET|ERR_SSL_.*)$/);
    const done = await testClient({ tls: { ca: own.cert, ...other } }).send(post(url));
    expect(done).toMatchObject({ error: null, response: { status: 200 } });
  });

  test('a server that goes by another name is asked by that name', async () => {
    const url = await urlOf(tlsServer(other).server);
    const done = await testClient({ tls: { ca: other.cert, serverName: 'elsewhere.example' } }).send(
      post(url),
    );
    expect(done).toMatchObject({ error: null, response: { status: 200 } });
  });

  test('a version below the lowest one that is wanted is an error that says so', async () => {
    const url = await urlOf(tlsServer({ ...own, maxVersion: 'TLSv1.2' }).server);
    const { error } = await testClient({ tls: { ca: own.cert, minVersion: 'TLSv1.3' } }).send(post(url));
    expect(error && explainTransportError(error, url)).toMatch(/no version of TLS.*TLS_MIN_VERSION/);
  });

  test('the record names the files of what was shown, and none that was not', async () => {
    const url = await urlOf(tlsServer(own).server);
    const files = { ca: 'authority.pem', cert: 'client.pem', key: 'client-key.pem' };
    const client = testClient({ tls: { ca: own.cert, ...other, files } });
    const shown = await client.send(post(url));
    const hidden = await client.send({ ...post(url), clientCertificate: false });
    expect(shown.request.route).toEqual({ tls: { files } });
    expect(hidden.request.route).toEqual({ tls: { files: { ca: 'authority.pem' } } });
    expect(JSON.stringify(client.recorded)).not.toContain('PRIVATE');
  });

  test('a server without TLS is an error that says so, the same in every run', async () => {
    const url = await urlOf(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const [first, second] = [await testClient().send(post(url)), await testClient().send(post(url))];
    expect(first.error).toEqual({ code: 'EPROTO', message: 'SSL routines: wrong version number' });
    expect(second.error).toEqual(first.error);
    expect(first.error && explainTransportError(first.error, url)).toMatch(/does not speak TLS/);
  });
});
