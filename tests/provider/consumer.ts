import { createHmac, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { Appointment, Bundle, OperationOutcome, Slot } from 'fhir/r3';
import { bookingBody } from '../../fixtures/appointment';
import { madeUpPatient } from '../../fixtures/patients';
import { type Format, readMessage, writeXml } from '../../lib/fhir';
import type { RunningProvider } from '../../provider';

export interface Sent {
  readonly method?: string;
  /** Relative to the base URL, or absolute. */
  readonly path: string;
  /** Undefined leaves out a header that would be sent otherwise. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer | object | undefined;
}

export interface Received {
  readonly status: number;
  /** Names in the spelling of the wire. */
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>;
  /** All values of a header, joined by " & ". */
  header(name: string): string | undefined;
  readonly text: string;
  json<T = Record<string, unknown>>(): T;
  /** What the body holds, read in the format that Content-Type says. */
  resource<T = Record<string, unknown>>(): T;
}

/** Sends one request on a connection of its own, with exactly the headers given. */
export function send(baseUrl: string, { method = 'GET', path, headers = {}, body }: Sent): Promise<Received> {
  const bytes = body === undefined ? undefined : bytesOf(body);
  const sent = Object.entries(headers).filter((field): field is [string, string] => field[1] !== undefined);
  return new Promise((resolve, reject) => {
    const url = path.startsWith('http') ? path : baseUrl + path;
    const request = http.request(url, {
      method,
      agent: false,
      headers: { ...Object.fromEntries(sent), ...(bytes && { 'Content-Length': bytes.length }) },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(received(response, Buffer.concat(chunks).toString())));
    });
    request.end(bytes);
  });
}

function bytesOf(body: string | Buffer | object): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function received(response: http.IncomingMessage, text: string): Received {
  const raw = response.rawHeaders;
  const fields = raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : [],
  );
  const header = (name: string): string | undefined => {
    const values = fields.filter(([field]) => field.toLowerCase() === name.toLowerCase());
    return values.length === 0 ? undefined : values.map(([, value]) => value).join(' & ');
  };
  return {
    status: response.statusCode ?? 0,
    fields,
    header,
    text,
    json: () => JSON.parse(text),
    resource: () => read(text, header('Content-Type')?.includes('xml') ? 'xml' : 'json'),
  };
}

/** Reads a message that must be without error of its format. */
function read<T>(text: string, format: Format): T {
  const { value, issues } = readMessage(Buffer.from(text), format);
  const error = issues.find(({ severity }) => severity === 'error');
  if (error) throw new Error(`${error.message} ${text}`);
  return value as T;
}

export const NOW = (): number => Math.floor(Date.now() / 1000);

/** The claims of a token that the provider takes. */
export function claims(audience: string, scope: string): Record<string, unknown> {
  return {
    iss: 'https://consumer.example/',
    sub: '10019',
    aud: audience,
    iat: NOW(),
    exp: NOW() + 300,
    reason_for_request: 'directcare',
    requested_scope: scope,
    requesting_device: { resourceType: 'Device', model: 'Test', version: '1' },
    requesting_organization: { resourceType: 'Organization', name: 'Test' },
  };
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function unsecured(payload: unknown, header: unknown = { alg: 'none', typ: 'JWT' }): string {
  return `${base64url(header)}.${base64url(payload)}.`;
}

export function signedHs256(payload: unknown, secret: string, header: object = {}): string {
  const content = `${base64url({ alg: 'HS256', typ: 'JWT', ...header })}.${base64url(payload)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

export function signedRs256(payload: unknown, privateKey: string, header: object = {}): string {
  const content = `${base64url({ alg: 'RS256', typ: 'JWT', ...header })}.${base64url(payload)}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
}

export function signedEs256(payload: unknown, privateKey: string): string {
  const content = `${base64url({ alg: 'ES256', typ: 'JWT' })}.${base64url(payload)}`;
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}

/** A consumer with the keys of its provider, if it was given its settings; it speaks one format. */
export class Consumer {
  readonly baseUrl: string;
  /** The settings that the provider tells. */
  readonly env: Readonly<Record<string, string>>;
  readonly #format: Format;
  #patients = 0;

  constructor(
    { baseUrl, env = {} }: Pick<RunningProvider, 'baseUrl'> & Partial<Pick<RunningProvider, 'env'>>,
    format: Format = 'json',
  ) {
    this.baseUrl = baseUrl;
    this.env = env;
    this.#format = format;
  }

  get #mediaType(): string {
    return `application/fhir+${this.#format}`;
  }

  #written(body: Sent['body']): Sent['body'] {
    const isResource = typeof body === 'object' && !Buffer.isBuffer(body);
    return isResource && this.#format === 'xml' ? writeXml(body) : body;
  }

  bearer(scope: string): string {
    return `Bearer ${this.secured(claims(this.baseUrl, scope))}`;
  }

  /** A token with these claims, secured as the provider asks. */
  secured(payload: unknown): string {
    const { JWT_REGIME, JWT_SECRET = '', JWT_KEY_FILE = '' } = this.env;
    if (JWT_REGIME === 'hs256') return signedHs256(payload, JWT_SECRET);
    if (JWT_REGIME === 'rs256') return signedRs256(payload, readFileSync(JWT_KEY_FILE, 'utf8'));
    if (JWT_REGIME === 'es256') return signedEs256(payload, readFileSync(JWT_KEY_FILE, 'utf8'));
    return unsecured(payload);
  }

  async search(query = '', headers: Sent['headers'] = {}): Promise<Received> {
    return send(this.baseUrl, {
      path: query.startsWith('http') ? query : `/Slot${query && `?${query}`}`,
      headers: {
        Authorization: this.bearer('organization/slot.read'),
        Accept: this.#mediaType,
        ...headers,
      },
    });
  }

  /** The slots of a search, without following its pages. */
  async slots(query = 'status=free'): Promise<Slot[]> {
    const bundle = (await this.search(query)).resource<Bundle>();
    return (bundle.entry ?? []).map(({ resource }) => resource).filter((each): each is Slot => isSlot(each));
  }

  /** A free slot. */
  async slot(): Promise<Slot> {
    const [slot] = await this.slots('status=free&_count=1');
    if (!slot) throw new Error('The provider has no free slot.');
    return slot;
  }

  /** A valid booking of a slot, for a patient that has not been used before. */
  appointment(slot: Slot): Appointment {
    return bookingBody({ slot, patient: madeUpPatient(this.#patients++), run: 'consumer' }, new Date());
  }

  async book(body: Sent['body'], headers: Sent['headers'] = {}): Promise<Received> {
    return send(this.baseUrl, {
      method: 'POST',
      path: '/Appointment',
      headers: {
        Authorization: this.bearer('patient/appointment.write'),
        'Content-Type': this.#mediaType,
        Accept: this.#mediaType,
        ...headers,
      },
      body: this.#written(body),
    });
  }

  /** Books a free slot. */
  async bookAny(): Promise<Received> {
    return this.book(this.appointment(await this.slot()));
  }

  async read(path: string, headers: Sent['headers'] = {}): Promise<Received> {
    return send(this.baseUrl, {
      path,
      headers: {
        Authorization: this.bearer('patient/appointment.read'),
        Accept: this.#mediaType,
        ...headers,
      },
    });
  }

  async update(id: string, body: Sent['body'], headers: Sent['headers'] = {}): Promise<Received> {
    return send(this.baseUrl, {
      method: 'PUT',
      path: `/Appointment/${id}`,
      headers: {
        Authorization: this.bearer('patient/appointment.write'),
        'Content-Type': this.#mediaType,
        Accept: this.#mediaType,
        'If-Match': 'W/"1"',
        ...headers,
      },
      body: this.#written(body),
    });
  }

  async cancel(booked: Received): Promise<Received> {
    const appointment = booked.resource<Appointment & { id: string }>();
    return this.update(appointment.id, { ...appointment, status: 'cancelled' });
  }
}

function isSlot(resource: { resourceType: string } | undefined): boolean {
  return resource?.resourceType === 'Slot';
}

/** The texts of an OperationOutcome, one line each; what has none throws. */
export function reasons(answer: Received): string {
  const outcome = answer.resource<OperationOutcome>();
  if (outcome.resourceType !== 'OperationOutcome') throw new Error(`No OperationOutcome: ${answer.text}`);
  return outcome.issue.map((issue) => `${issue.expression?.[0] ?? ''}: ${issue.details?.text}`).join('\n');
}
