import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { HeaderFields, WrittenAnswer } from './answer';

/** How the bytes of answers travel, whatever they say. */
export interface Transfer {
  /** How the name of a header field is spelled. */
  readonly spell: (name: string) => string;
  /** Milliseconds from the request to its answer, beside what the answer takes. */
  readonly delayMs: number;
  /** Whether every connection ends with its first answer. */
  readonly closes: boolean;
  /** Whether bodies are packed, without being asked. */
  readonly gzip: boolean;
  /** In chunks of so many bytes (RFC 9112 section 7.1); null: whole, after their length. */
  readonly chunkSize: number | null;
  /** Whether a 103 (RFC 8297) goes before every answer. */
  readonly hints: boolean;
}

export const WHOLE_AND_AT_ONCE: Transfer = {
  spell: (name) => name,
  delayMs: 0,
  closes: false,
  gzip: false,
  chunkSize: null,
  hints: false,
};

/** Writes an answer: its header fields go out in the order and number in which they are given. */
export async function transmit(
  response: ServerResponse,
  { status, headers, body }: WrittenAnswer,
  { spell, delayMs, closes, gzip, chunkSize, hints }: Transfer,
): Promise<void> {
  if (delayMs > 0) await pause(delayMs);
  const isPacked = gzip && body.length > 0;
  const bytes = isPacked ? gzipSync(body) : Buffer.from(body);
  if (hints) response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
  const fields: HeaderFields = [
    ...headers,
    ...(isPacked ? [['Content-Encoding', 'gzip'] as const] : []),
    ...(closes ? [['Connection', 'close'] as const] : []),
    ...(chunkSize === null ? [['Content-Length', String(bytes.length)] as const] : []),
  ];
  response.sendDate = false;
  response.writeHead(
    status,
    fields.flatMap(([name, value]) => [spell(name), value]),
  );
  if (chunkSize === null) response.end(bytes);
  else endInChunks(response, bytes, chunkSize);
}

/** Node writes chunks of its own accord where no length was said. */
function endInChunks(response: ServerResponse, bytes: Buffer, size: number): void {
  for (let start = 0; start < bytes.length; start += size)
    response.write(bytes.subarray(start, start + size));
  response.end();
}
