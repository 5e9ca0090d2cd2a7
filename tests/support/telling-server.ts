import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { SPELLINGS } from './planted';

/** A server that repeats whatever credentials it is shown, in every way that it can; also an HTTP proxy to itself. */
export interface TellingServer {
  readonly baseUrl: string;
  /** As an HTTP proxy. */
  readonly url: string;
  /** The credentials that it was shown, without their scheme. */
  readonly seen: ReadonlySet<string>;
  close(): Promise<void>;
}

/** What it tells of requests, by their field. */
const CREDENTIALS = /^(?:authorization|proxy-authorization|cookie|x-.*key)$/;
const CASUAL =
  'The request was not taken, since it seems to be none of a known consumer. It was sent with this: ';

/**
 * Starts it before a provider.
 *
 * @param cookie the secret in the cookie that it sets
 * @param onRequest called for every request
 */
export async function startTellingServer(
  upstream: string,
  cookie: string,
  onRequest: () => void,
): Promise<TellingServer> {
  const provider = new URL(upstream);
  const seen = new Set<string>();
  let bookings = 0;
  const server = createServer(async (incoming, outgoing) => {
    onRequest();
    const body = await bodyOf(incoming);
    const told = credentialsOf(incoming);
    for (const [, credential] of told) seen.add(credential);
    outgoing.setHeader('Set-Cookie', `session=${encodeURIComponent(cookie)}; Path=/; HttpOnly`);
    for (const [index, [name, credential]] of told.entries()) {
      outgoing.setHeader(`X-Told-${index}`, `${name}: ${credential}`);
      outgoing.setHeader(`X-Encoded-${index}`, [
        encodeURIComponent(credential),
        Buffer.from(credential).toString('base64'),
      ]);
    }
    if (incoming.method === 'POST') {
      bookings += 1;
      const refusal = REFUSALS[(bookings / 2 - 1) % REFUSALS.length];
      if (refusal)
        return refusal(
          outgoing,
          told.map(([, credential]) => credential),
        );
    }
    await forward(
      provider,
      incoming,
      body,
      outgoing,
      told.map(([, credential]) => credential),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    baseUrl: url + provider.pathname,
    seen,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function credentialsOf({ headers }: IncomingMessage): Array<[name: string, credential: string]> {
  return Object.entries(headers).flatMap(([name, value]): Array<[string, string]> => {
    if (!CREDENTIALS.test(name) || typeof value !== 'string') return [];
    return [[name, value.replace(/^(?:Bearer|Basic) /, '')]];
  });
}

type Refusal = (answer: ServerResponse, credentials: readonly string[]) => void;

const inEverySpelling = (credentials: readonly string[]): string[] =>
  credentials.flatMap((credential) => Object.values(SPELLINGS).map((spell) => spell(credential)));

/** The credentials in two halves each, those of a JWT in its three parts. */
const inParts = (credentials: readonly string[]): string[] =>
  credentials.flatMap((credential) =>
    credential.split('.').length === 3
      ? credential.split('.')
      : [
          credential.slice(0, Math.floor(credential.length / 2)),
          credential.slice(Math.floor(credential.length / 2)),
        ],
  );

const outcome = (texts: readonly string[]): string =>
  JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: texts.map((text, index) => ({
      severity: 'error',
      code: 'invalid',
      ...(index % 2 === 0 ? { diagnostics: text } : { details: { text } }),
    })),
  });

/** In these ways every other booking is refused, in turn. */
const REFUSALS: readonly Refusal[] = [
  (answer, credentials) => {
    answer.writeHead(422, { 'Content-Type': 'application/fhir+json' });
    answer.end(outcome(inEverySpelling(credentials)));
  },
  (answer, credentials) => {
    answer.writeHead(400, { 'Content-Type': 'application/fhir+json' });
    answer.end(outcome(inParts(credentials)));
  },
  (answer, credentials) => {
    answer.writeHead(500, { 'Content-Type': 'text/html' });
    answer.end(`<html><body>${inEverySpelling(credentials).join('<br/>')}</body></html>`);
  },
  (answer, credentials) => {
    answer.writeHead(400, { 'Content-Type': 'application/fhir+json', 'Content-Encoding': 'gzip' });
    answer.end(gzipSync(outcome(credentials)));
  },
  // Each is cut at another place by those who quote the beginning of this.
  ...[0, 7, 14, 21].map(
    (more): Refusal =>
      (answer, credentials) => {
        answer.writeHead(409, { 'Content-Type': 'text/plain' });
        answer.end(`${CASUAL.slice(0, 106 - more)}${credentials.at(-1)}, and ${CASUAL.repeat(3)}`);
      },
  ),
  (answer, credentials) => {
    const text = `${CASUAL}${credentials.at(-1)}`;
    answer.writeHead(400, { 'Content-Type': 'text/plain', 'Content-Length': text.length + 100 });
    answer.write(text.slice(0, CASUAL.length + 15), () => answer.destroy());
  },
];

function forward(
  upstream: URL,
  { method, url = '', headers }: IncomingMessage,
  body: Buffer,
  answer: ServerResponse,
  credentials: readonly string[],
): Promise<void> {
  const { pathname, search } = new URL(url, upstream);
  const { 'proxy-authorization': _, 'transfer-encoding': __, ...others } = headers;
  return new Promise((resolve) => {
    const { hostname, port } = upstream;
    const onward = send({ hostname, port, method, path: pathname + search, headers: others }, async (got) => {
      const text = (await bodyOf(got)).toString('utf8');
      const { 'content-length': _, 'transfer-encoding': __, ...fields } = got.headers;
      if (fields.location !== undefined)
        fields.location += `?seen=${credentials.map(encodeURIComponent).join('&and=')}`;
      answer.writeHead(got.statusCode ?? 502, fields);
      answer.end(withNarrative(text, credentials));
      resolve();
    });
    onward.on('error', () => {
      answer.destroy();
      resolve();
    });
    onward.end(body);
  });
}

/** The resource in the body, which tells the credentials in its narrative, or in the name of the software. */
function withNarrative(text: string, credentials: readonly string[]): string {
  if (!text.startsWith('{')) return text;
  const resource = JSON.parse(text);
  const told = inEverySpelling(credentials).map((spelled) => SPELLINGS['escaped for XML']?.(spelled));
  resource.text = {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml">${told.join('<br/>')}</div>`,
  };
  if (resource.software) resource.software.name = `Seen: ${credentials.join(', ')}`;
  return JSON.stringify(resource);
}
