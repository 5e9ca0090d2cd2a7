import { appendFileSync, closeSync, existsSync, openSync, readSync, truncateSync } from 'node:fs';

/** A line of a file that is written line by line. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** Where it ends in the file, in bytes. */
  readonly end: number;
  /** False for a last line that lacks its end: whoever wrote it was ended meanwhile. */
  readonly complete: boolean;
}

const CHUNK_BYTES = 1_048_576;
const NEW_LINE = 0x0a;

/** Appends a value as one line of JSON; it is in the file when this returns. Throws the error of the file system. */
export function appendJson(file: string, value: unknown): void {
  appendFileSync(file, `${JSON.stringify(value)}\n`);
}

/** The lines of a file, of which only one at a time is held in memory; a file that does not exist has none. */
export function* linesOf(file: string): Generator<Line> {
  if (!existsSync(file)) return;
  const fd = openSync(file, 'r');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let number = 0;
  let position = 0;
  let begun: Buffer[] = [];
  try {
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
      let start = 0;
      for (let end = lineEnd(chunk, start, read); end !== -1; end = lineEnd(chunk, start, read)) {
        number += 1;
        const text = Buffer.concat([...begun, chunk.subarray(start, end)]).toString('utf8');
        begun = [];
        start = end + 1;
        yield { number, text, end: position + start, complete: true };
      }
      begun.push(Buffer.from(chunk.subarray(start, read)));
      position += read;
    }
    const rest = Buffer.concat(begun).toString('utf8');
    if (rest !== '') yield { number: number + 1, text: rest, end: position, complete: false };
  } finally {
    closeSync(fd);
  }
}

function lineEnd(chunk: Buffer, from: number, to: number): number {
  const end = chunk.indexOf(NEW_LINE, from);
  return end < to ? end : -1;
}

/** Takes away a last line that lacks its end, so that what is appended stands in a line of its own. */
export function dropCutLine(file: string): void {
  let end = 0;
  for (const line of linesOf(file)) {
    if (line.complete) end = line.end;
    else truncateSync(file, end);
  }
}
