import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
} from 'node:zlib';
import { type HeaderList, headerValues, type ReceivedResponse, type SentRequest } from './exchange';

/** No message of this API is nearly as large; what would unpack to more is left packed. */
const MOST_BYTES = 20_000_000;

const DECODERS: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

const ENCODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
};

/**
 * The content of a message without its content coding (RFC 9110 section 8.4), for reading it; the evidence keeps the
 * bytes as they came. A coding that is not known, is broken or unpacks to too much is left as it is.
 */
export function decodedBody({
  headers,
  body,
}: Pick<ReceivedResponse | SentRequest, 'headers' | 'body'>): Buffer {
  if (body === null) return Buffer.alloc(0);
  const codings = codingsIn(headers);
  const [coding] = codings;
  const decode = codings.length === 1 && coding !== undefined ? DECODERS[coding] : undefined;
  if (!decode) return body;
  try {
    return decode(body, { maxOutputLength: MOST_BYTES });
  } catch {
    // Then the body is judged as the bytes that it is: no JSON.
    return body;
  }
}

/** The body of a message with its content changed, in the same coding; the very same bytes if nothing is. */
export function recodedBody(
  message: Pick<ReceivedResponse, 'headers' | 'body'>,
  change: (content: Buffer) => Buffer,
): Buffer {
  const content = decodedBody(message);
  const changed = change(content);
  if (changed === content) return message.body;
  const [coding = ''] = codingsIn(message.headers);
  return content === message.body ? changed : (ENCODERS[coding]?.(changed) ?? changed);
}

/** Whether a content coding is left that `decodedBody` could not undo, so that nobody can tell what the body holds. */
export function isLeftCoded(message: Pick<ReceivedResponse, 'headers' | 'body'>): boolean {
  return codingsIn(message.headers).length > 0 && decodedBody(message) === message.body;
}

function codingsIn(headers: HeaderList): string[] {
  return headerValues(headers, 'Content-Encoding')
    .flatMap((value) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}
