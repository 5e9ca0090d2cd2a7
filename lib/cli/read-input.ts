import { createReadStream } from 'node:fs';

/** The name that stands for standard input among files. */
export const STANDARD_INPUT = '-';

/** What cannot be read; the message says why, in a plain sentence. */
export class UnreadableInput extends Error {}

/**
 * The bytes of a file or of standard input, no more than `most` of them.
 *
 * @throws UnreadableInput
 */
export async function readInput(file: string, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const stream = file === STANDARD_INPUT ? process.stdin : createReadStream(file, { end: most - 1 });
    for await (const chunk of stream) {
      chunks.push(chunk as Uint8Array);
      length += (chunk as Uint8Array).length;
      if (length >= most) break;
    }
  } catch (error) {
    throw new UnreadableInput(whyUnreadable(file, error as NodeJS.ErrnoException));
  }
  return Buffer.concat(chunks).subarray(0, most);
}

function whyUnreadable(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR')
    return `that is a folder; name the files in it, such as ${file.replace(/\/+$/, '')}/*.json`;
  if (code === 'EACCES') return 'it may not be read';
  return `it cannot be read (${code ?? message})`;
}
