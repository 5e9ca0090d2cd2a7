import { createServer, type IncomingHttpHeaders, type Server, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Appointment } from 'fhir/r3';

/** A request on its way to the provider. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer on its way back; null as a whole cuts the connection. */
export interface ProxiedAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Twist {
  /** Answers instead of the provider, when it gives something. */
  readonly before?: (request: ProxiedRequest) => ProxiedAnswer | undefined;
  /** Changes the provider's answer; null cuts the connection. */
  readonly after?: (request: ProxiedRequest, answer: ProxiedAnswer) => ProxiedAnswer | null;
}

/** A server before the provider that changes what it says: another server, as far as the suite can tell. */
export async function proxyTo(
  baseUrl: string,
  twist: Twist,
): Promise<{ baseUrl: string; close: () => Promise<void> }> {
  const upstream = new URL(baseUrl);
  const server: Server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks),
      };
      const answer = twist.before?.(request) ?? (await forward(upstream, request));
      const changed = twist.after ? twist.after(request, answer) : answer;
      if (!changed) return incoming.socket.destroy();
      const { 'content-length': _, 'transfer-encoding': __, ...headers } = changed.headers;
      outgoing.writeHead(changed.status, headers).end(changed.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${upstream.pathname}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function forward(upstream: URL, { method, path, headers, body }: ProxiedRequest): Promise<ProxiedAnswer> {
  return new Promise((resolve, reject) => {
    const target = { host: upstream.hostname, port: upstream.port, method, path, headers };
    const outgoing = send(target, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export const isBooking = ({ method, path }: ProxiedRequest): boolean =>
  method === 'POST' && path.endsWith('/Appointment');

/** The same answer with its Appointment changed; any other answer as it is. */
export function withAppointment(
  answer: ProxiedAnswer,
  change: (appointment: Appointment) => void,
): ProxiedAnswer {
  if (!answer.body.includes('"resourceType":"Appointment"')) return answer;
  const appointment = JSON.parse(answer.body) as Appointment;
  change(appointment);
  return { ...answer, body: JSON.stringify(appointment) };
}
