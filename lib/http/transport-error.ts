import type { TransportError } from './exchange';

/** Raised inside `lib/http` to end an exchange for a reason of ours, and turned into its `error`. */
export class TransportFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const LONGEST_MESSAGE = 200;

/** OpenSSL's own line: thread, `error:` number, library, function, reason, source file. */
const OPENSSL = /error:[0-9A-F]+:([^:]*):[^:]*:([^:]*)/;

/** What Node calls a connection that was closed too soon. */
const CLOSED: Readonly<Record<string, string>> = {
  'socket hang up': 'the connection was closed before any answer',
  aborted: 'the connection was closed before the answer was complete',
};

/**
 * Puts whatever went wrong into one code and one short, plain line, the same in every run. Takes anything that can be
 * thrown, and never throws. (Errors are known by their properties: under Jest those of Node are no instance of `Error`.)
 */
export function toTransportError(cause: unknown): TransportError {
  const error = firstOf(cause);
  const code = textOf(error, 'code') || 'UNKNOWN';
  return { code, message: plain(textOf(error, 'message')) || code };
}

/** Node tries every address of a name and collects the failures (RFC 8305); the first stands for all. */
function firstOf(cause: unknown): unknown {
  const failures = propertyOf(cause, 'errors');
  return Array.isArray(failures) && failures.length > 0 ? failures[0] : cause;
}

function textOf(error: unknown, name: string): string {
  const value = propertyOf(error, name);
  return typeof value === 'string' ? value : '';
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function plain(message: string): string {
  if (Object.hasOwn(CLOSED, message)) return CLOSED[message] ?? message;
  const openssl = OPENSSL.exec(message);
  const line = openssl ? `${openssl[1]}: ${openssl[2]}` : message.replace(/[\r\n].*$/s, '');
  return line.slice(0, LONGEST_MESSAGE).trim();
}
