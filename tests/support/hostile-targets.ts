import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { gzipSync } from 'node:zlib';
import forge from 'node-forge';
import { type Answer, type ArrivedRequest, type RawServer, rawServer } from '../http/raw-server';

/** A way to be no booking server at all, or a bad one: what it does with a request, whatever the request is. */
export interface Misbehaviour {
  readonly name: string;
  readonly answer: Answer;
  /** What the user is told when the target does nothing else. */
  readonly says: RegExp;
  /** How a run ends when the target does nothing else: by default 69, since it gives no FHIR answer. */
  readonly code?: 1 | 2;
  /** The rules that hold for real where it answers bookings this way. */
  readonly holds?: readonly string[];
}

type Fields = Readonly<Record<string, string>>;

const FHIR: Fields = { 'Content-Type': 'application/fhir+json' };
const OUTCOME = JSON.stringify({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'processing', diagnostics: 'no' }],
});

/** Answers with this status, and a body whose length is told. */
export function replying(status: number, body: string | Buffer = '', fields: Fields = FHIR): Answer {
  const bytes = Buffer.from(body);
  const head = { Date: new Date().toUTCString(), ...fields, 'Content-Length': String(bytes.length) };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  return (socket) => {
    socket.write(`HTTP/1.1 ${status} Answer\r\n${lines.join('')}\r\n`, 'latin1');
    socket.end(bytes);
  };
}

/** Answers with these bytes, and closes the connection. */
const saying =
  (bytes: string | Buffer): Answer =>
  (socket) =>
    void (typeof bytes === 'string' ? socket.end(bytes, 'latin1') : socket.end(bytes));

/** Says this, and then nothing more, with the connection open. */
const hangingAfter =
  (bytes: string): Answer =>
  (socket) =>
    void (bytes && socket.write(bytes));

/** Writes as long as the other side reads. */
function writingForEver(first: string, more: string | Buffer): Answer {
  return (socket) => {
    socket.write(first);
    const go = (): void => {
      while (!socket.destroyed && socket.write(more)) {}
    };
    socket.on('drain', go);
    go();
  };
}

/** Writes the bytes one by one, one in so many milliseconds. */
function dripping(bytes: string, everyMs: number): Answer {
  return (socket) => {
    let at = 0;
    const timer = setInterval(() => socket.write(bytes[at++ % bytes.length] as string), everyMs);
    socket.on('close', () => clearInterval(timer));
  };
}

const headOf = (status: string, ...lines: string[]): string =>
  `HTTP/1.1 ${status}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;

const freeSlot = (id: string) => ({
  resourceType: 'Slot',
  id,
  identifier: [{ system: 'https://slots.example.org', value: id }],
  schedule: { reference: 'Schedule/1' },
  status: 'free',
  start: new Date(Date.now() + 86_400_000).toISOString(),
  end: new Date(Date.now() + 87_000_000).toISOString(),
});

function searchset(resources: readonly object[], next?: string): string {
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }),
    entry: resources.map((resource) => ({ resource })),
  });
}

/** Somebody else's Appointment, always the same. */
const CANNED = JSON.stringify({
  resourceType: 'Appointment',
  id: 'canned',
  meta: { versionId: '1', lastUpdated: '2026-01-01T09:00:00Z' },
  status: 'booked',
  description: 'Follow-up',
  start: '2031-01-01T09:00:00Z',
  end: '2031-01-01T09:10:00Z',
  participant: [{ actor: { display: 'Somebody' }, status: 'accepted' }],
});

const hostOf = ({ head }: ArrivedRequest): string => /^host: *(\S+)/im.exec(head)?.[1] ?? '';
const pathOf = ({ head }: ArrivedRequest): string => head.split(' ')[1] ?? '';

const echo: Answer = (socket, request) => replying(200, request.body)(socket, request);
const echoCreated: Answer = (socket, request) => replying(201, request.body)(socket, request);
const redirectToItself: Answer = (socket, request) =>
  replying(302, '', { Location: `http://${hostOf(request)}${pathOf(request)}` })(socket, request);

/** A page of one slot, whose next page is told by `nextOf`. */
const pages =
  (nextOf: (path: string) => string): Answer =>
  (socket, request) => {
    const next = `http://${hostOf(request)}${nextOf(pathOf(request))}`;
    replying(200, searchset([freeSlot('one')], next))(socket, request);
  };

const CLOSED = /closed the connection before|the connection was closed|gave no answer/;
const NO_FHIR = /does not answer with FHIR/;
const OUT_OF_TIME = /no complete answer within \d+ ms/;
const NO_HTTP = /not a correct HTTP\/1\.1 message/;
const TOO_LARGE = /the body is larger than \d+ bytes/;
const NO_SLOTS = /the search for (free )?slots (was answered|finds none)/;

/** What anybody keeps who answers with 201, and with an Appointment whose version is in the ETag. */
const ON_THE_FACE_OF_IT = ['book.created.status', 'book.created.etag'];

const MILLION = 1_000_000;

/** Every way to misbehave that can be had over plain TCP. */
export const misbehaviours: readonly Misbehaviour[] = [
  { name: 'answers 200 with {}', answer: replying(200, '{}'), says: NO_FHIR },
  { name: 'answers 201 with {}', answer: replying(201, '{}'), says: NO_FHIR },
  { name: 'answers 201 without a body', answer: replying(201), says: NO_FHIR },
  { name: 'answers 204', answer: saying(headOf('204 No Content')), says: NO_FHIR },
  { name: 'echoes what it is sent', answer: echo, says: NO_FHIR },
  { name: 'echoes what it is sent, with 201', answer: echoCreated, says: NO_FHIR },
  {
    name: 'answers with a page of HTML',
    answer: replying(200, '<!DOCTYPE html><h1>It works!</h1>', { 'Content-Type': 'text/html' }),
    says: NO_FHIR,
  },
  { name: 'answers 404 with a page of HTML', answer: replying(404, '<h1>Not found</h1>'), says: NO_FHIR },
  { name: 'answers 401', answer: replying(401, OUTCOME), says: /refuses our token/ },
  { name: 'answers 403', answer: replying(403, OUTCOME), says: /refuses our token/ },
  { name: 'answers 406', answer: replying(406), says: /Set FORMAT=(xml|json)/ },
  { name: 'answers 409', answer: replying(409, OUTCOME), says: NO_SLOTS, code: 2 },
  { name: 'answers 422', answer: replying(422, OUTCOME), says: NO_SLOTS, code: 2 },
  { name: 'answers 500', answer: replying(500, OUTCOME), says: NO_SLOTS, code: 2 },
  { name: 'answers 200 with an OperationOutcome', answer: replying(200, OUTCOME), says: NO_SLOTS, code: 2 },
  {
    name: 'answers 429, and asks to wait for eleven days',
    answer: replying(429, '', { 'Retry-After': '999999' }),
    says: /too busy to answer, .* with 429/,
  },
  {
    name: 'answers 503, and asks to wait for eleven days',
    answer: replying(503, '', { 'Retry-After': '999999' }),
    says: /too busy to answer, .* with 503/,
  },
  { name: 'redirects to itself', answer: redirectToItself, says: /answers with a redirect, to http/ },
  {
    name: 'redirects to another host',
    answer: replying(307, '', { Location: 'http://elsewhere.invalid/STU3' }),
    says: /a redirect, to http:\/\/elsewhere\.invalid\/STU3/,
  },
  {
    name: 'books the same Appointment for everybody',
    answer: replying(201, CANNED, { ...FHIR, ETag: 'W/"1"' }),
    says: /answered with status 201/,
    code: 2,
    holds: ON_THE_FACE_OF_IT,
  },
  {
    name: 'books the same Appointment for everybody, with its Location',
    answer: replying(201, CANNED, {
      ...FHIR,
      ETag: 'W/"1"',
      Location: 'http://127.0.0.1/STU3/Appointment/canned/_history/1',
    }),
    says: /answered with status 201/,
    code: 2,
    holds: [
      ...ON_THE_FACE_OF_IT,
      'book.created.location',
      'book.created.location-absolute',
      'book.created.location-versioned',
    ],
  },
  {
    name: 'answers with the same Slot',
    answer: replying(200, searchset([freeSlot('one')])),
    says: /INCOMPLETE|NON-CONFORMANT/,
    code: 1,
  },
  {
    name: 'answers with an empty Bundle',
    answer: replying(200, searchset([])),
    says: /finds none/,
    code: 2,
  },
  {
    name: 'answers with a page whose next page is itself',
    answer: pages((path) => path),
    says: /INCOMPLETE|NON-CONFORMANT/,
    code: 1,
  },
  {
    name: 'answers with pages without end, whose links grow',
    answer: pages((path) => `${path}${path.includes('?') ? '&' : '?'}page=next`),
    says: /INCOMPLETE|NON-CONFORMANT/,
    code: 1,
  },
  { name: 'sends garbage', answer: saying(Buffer.from('\x00\xff\x16\x03garbage\r\n\r\n')), says: NO_HTTP },
  { name: 'hangs after the connection', answer: hangingAfter(''), says: OUT_OF_TIME },
  {
    name: 'hangs after the head',
    answer: hangingAfter(headOf('200 OK', 'Content-Length: 10')),
    says: OUT_OF_TIME,
  },
  {
    name: 'hangs amid the body',
    answer: hangingAfter(`${headOf('201 Created', 'Content-Length: 90')}{"resourceType":`),
    says: OUT_OF_TIME,
  },
  {
    name: 'sends a body without end',
    answer: writingForEver(headOf('200 OK', 'Content-Type: application/fhir+json'), ' '.repeat(65_536)),
    says: TOO_LARGE,
  },
  {
    name: 'sends chunks without end',
    answer: writingForEver(
      headOf('200 OK', 'Transfer-Encoding: chunked'),
      `1000\r\n${' '.repeat(4_096)}\r\n`,
    ),
    says: TOO_LARGE,
  },
  {
    name: 'sends a bundle of 100 MB',
    answer: writingForEver(
      headOf('200 OK', `Content-Length: ${100 * MILLION}`),
      `{"resourceType":"Bundle","entry":[${'{},'.repeat(20_000)}`,
    ),
    says: TOO_LARGE,
  },
  {
    name: 'sends little that unpacks to a gigabyte',
    answer: replying(200, gzipBomb(), { ...FHIR, 'Content-Encoding': 'gzip' }),
    says: NO_FHIR,
  },
  {
    name: 'says that its body is packed, and it is not',
    answer: replying(200, '<html>', { 'Content-Encoding': 'br' }),
    says: NO_FHIR,
  },
  { name: 'resets the connection', answer: (socket) => void socket.resetAndDestroy(), says: CLOSED },
  { name: 'closes the connection', answer: (socket) => void socket.end(), says: CLOSED },
  {
    name: 'closes the connection amid the head',
    answer: saying('HTTP/1.1 200 OK\r\nContent-'),
    says: CLOSED,
  },
  { name: 'tells a length that is too small', answer: tellingLength(-4), says: NO_HTTP },
  { name: 'tells a length that is too large', answer: tellingLength(40), says: CLOSED },
  {
    name: 'tells a length, and sends chunks',
    answer: saying(
      `${headOf('200 OK', 'Content-Length: 2', 'Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`,
    ),
    says: NO_HTTP,
  },
  {
    name: 'tells two lengths',
    answer: saying(`${headOf('200 OK', 'Content-Length: 2', 'Content-Length: 9')}{}`),
    says: NO_HTTP,
  },
  {
    name: 'sends a chunk whose size is no number',
    answer: saying(`${headOf('200 OK', 'Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`),
    says: NO_HTTP,
  },
  {
    name: 'sends a header line without a colon',
    answer: saying(`${headOf('200 OK', 'this is no field', 'Content-Length: 2')}{}`),
    says: NO_HTTP,
  },
  {
    name: 'sends 100,000 header fields',
    answer: saying(`${headOf('200 OK', ...Array<string>(100_000).fill('A: b'), 'Content-Length: 2')}{}`),
    says: /header of the answer .* is larger than/,
  },
  {
    name: 'sends a header field of a megabyte',
    answer: saying(`${headOf('200 OK', `A: ${'b'.repeat(MILLION)}`, 'Content-Length: 2')}{}`),
    says: /header of the answer .* is larger than/,
  },
  {
    name: 'sends a header field without end',
    answer: writingForEver('HTTP/1.1 200 OK\r\nA: ', 'b'.repeat(65_536)),
    says: /header of the answer .* is larger than/,
  },
  { name: 'answers with the status 999', answer: replying(999, '{}'), says: /status 999/ },
  {
    name: 'answers with the status 0',
    answer: saying(headOf('000 Nothing', 'Content-Length: 0')),
    says: /status 0|not a correct HTTP/,
  },
  {
    name: 'answers without a reason phrase',
    answer: saying(`${headOf('200', 'Content-Length: 2')}{}`),
    says: NO_FHIR,
  },
  { name: 'speaks HTTP/0.9', answer: saying('<html>It works!</html>'), says: NO_HTTP },
  {
    name: 'speaks HTTP/2',
    answer: saying(Buffer.from('000012040000000000000300000064000400010000', 'hex')),
    says: NO_HTTP,
  },
  {
    name: 'speaks another protocol',
    answer: saying('220 mail.example.org ESMTP\r\n'),
    says: NO_HTTP,
  },
  {
    name: 'switches protocols',
    answer: saying(headOf('101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade')),
    says: /101 Switching Protocols/,
  },
  {
    name: 'says Continue without end',
    answer: (socket) => {
      const timer = setInterval(() => socket.write(headOf('100 Continue').repeat(50)), 5);
      socket.on('close', () => clearInterval(timer));
    },
    says: OUT_OF_TIME,
  },
  {
    name: 'sends a byte now and then',
    answer: dripping(`${headOf('200 OK', 'Content-Length: 1000')}${' '.repeat(1_000)}`, 20),
    says: OUT_OF_TIME,
  },
  {
    name: 'nests arrays a hundred thousand deep',
    answer: replying(200, `{"resourceType":"Bundle","entry":${'['.repeat(100_000)}`),
    says: NO_FHIR,
  },
  {
    name: 'expands entities of XML',
    answer: replying(200, billionLaughs(), { 'Content-Type': 'application/fhir+xml' }),
    says: NO_FHIR,
  },
  {
    name: 'reaches for prototypes',
    answer: replying(
      201,
      '{"__proto__":{"resourceType":"Appointment","id":"a"},"constructor":{"prototype":{"id":"a"}}}',
    ),
    says: NO_FHIR,
  },
  { name: 'answers in UTF-16', answer: replying(200, Buffer.from('\ufeff{}', 'utf16le')), says: NO_FHIR },
  {
    name: 'answers in no encoding',
    answer: replying(200, Buffer.from('{"a":"\xff\xfe"}', 'latin1')),
    says: NO_FHIR,
  },
  { name: 'answers with null', answer: replying(200, 'null'), says: NO_FHIR },
];

/** A gigabyte of spaces: a megabyte packed, and once more, a few kilobytes. */
function gzipBomb(): Buffer {
  const megabytes = Array<Buffer>(64).fill(gzipSync(Buffer.alloc(16 * MILLION, ' ')));
  return Buffer.concat(megabytes);
}

function billionLaughs(): string {
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
  return `<!DOCTYPE Bundle [<!ENTITY l0 "lol">${entities.join('')}]><Bundle xmlns="http://hl7.org/fhir"><id value="&l9;"/></Bundle>`;
}

function tellingLength(tooMuch: number): Answer {
  return saying(`${headOf('200 OK', `Content-Length: ${OUTCOME.length + tooMuch}`)}${OUTCOME}`);
}

/** The misbehaviour of that name. */
export function misbehaviour(name: string): Misbehaviour {
  const found = misbehaviours.find((one) => one.name === name);
  if (!found) throw new Error(`Nobody misbehaves by that name: ${name}`);
  return found;
}

/** Which requests are answered badly, of those that come after the preflight; `nth` counts them from 1. */
export type When = (request: ArrivedRequest, nth: number) => boolean;

export const onBooking: When = ({ head }) => /^POST \S*\/Appointment /.test(head);
export const onReading: When = ({ head }) => /^GET \S*\/Appointment\//.test(head);
export const onUpdating: When = ({ head }) => /^PUT /.test(head);
export const onSearching: When = ({ head }) => /^GET \S*\/Slot\?/.test(head);
export const onEveryThird: When = (_request, nth) => nth % 3 === 0;
export const after =
  (count: number): When =>
  (_request, nth) =>
    nth > count;

const PREFLIGHT_REQUESTS = 3;

/** A server that does as the one behind it, until it is time to misbehave. The preflight is always answered well. */
export function turning(upstream: string, when: When, answer: Answer): Promise<RawServer> {
  let count = -PREFLIGHT_REQUESTS;
  return rawServer((socket, request) => {
    count += 1;
    if (count > 0 && when(request, count)) answer(socket, request);
    else forward(upstream, socket, request);
  });
}

/** Hands the request to the server behind, byte for byte, and its answer back. */
export function forward(upstream: string, socket: Socket, { head, body }: ArrivedRequest): void {
  const { hostname, port } = new URL(upstream);
  const behind = connect(Number(port), hostname);
  behind.on('error', () => socket.destroy());
  socket.on('close', () => behind.destroy());
  behind.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]));
  behind.pipe(socket);
}

/** The whole answer of the server behind, as bytes. */
export function answerFrom(upstream: string, { head, body }: ArrivedRequest): Promise<Buffer> {
  const { hostname, port } = new URL(upstream);
  const behind = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  behind.on('data', (chunk: Buffer) => chunks.push(chunk));
  behind.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]));
  return new Promise((resolve, reject) => {
    behind.on('error', reject);
    behind.on('end', () => resolve(Buffer.concat(chunks)));
  });
}

/** A server of plain HTTP that answers whatever it gets, as most do when they are asked in TLS. */
export async function plainServer(): Promise<{ port: number; close: () => void }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.end(headOf('400 Bad Request', 'Connection: close')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

/** A port of the loopback interface on which nothing listens: one that was free a moment ago. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const DAY_MS = 86_400_000;

/** A server of TLS whose certificate nobody should trust. */
export async function tlsServer(
  name: string,
  validUntil: Date,
): Promise<{ port: number; close: () => void }> {
  const server = createTlsServer(selfSigned(name, validUntil), (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

function selfSigned(name: string, validUntil: Date): Required<Pick<TlsOptions, 'key' | 'cert'>> {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2_048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(validUntil.getTime() - 2 * DAY_MS);
  certificate.validity.notAfter = validUntil;
  const subject = [{ name: 'commonName', value: name }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }]);
  certificate.sign(privateKey, forge.md.sha256.create());
  return {
    key: forge.pki.privateKeyToPem(privateKey),
    cert: forge.pki.certificateToPem(certificate),
  };
}
