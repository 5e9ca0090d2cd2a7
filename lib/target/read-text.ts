import { readFileSync } from 'node:fs';

/**
 * The text of a file that a setting names.
 *
 * @throws Error with a plain sentence when the file cannot be read
 */
export function readText(file: string): string {
  return readBytes(file).toString('utf8');
}

/**
 * The bytes of a file that a setting names.
 *
 * @throws Error with a plain sentence when the file cannot be read
 */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new Error('there is no such file');
    if (code === 'EISDIR') throw new Error('that is a folder, not a file');
    throw new Error(`the file cannot be read (${code})`);
  }
}
