import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Reads a file that another process still writes to: each call gives the lines that were completed since the last one.
 *
 * @returns a function that throws the file system's error when the file cannot be read
 */
export function newLinesOf(file: string): () => string[] {
  let position = 0;
  let begun: Buffer = Buffer.alloc(0);
  return () => {
    const fd = openSync(file, 'r');
    try {
      const fresh = Buffer.alloc(fstatSync(fd).size - position);
      position += readSync(fd, fresh, 0, fresh.length, position);
      const text = Buffer.concat([begun, fresh]);
      const end = text.lastIndexOf('\n') + 1;
      begun = text.subarray(end);
      return text.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    } finally {
      closeSync(fd);
    }
  };
}
