import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** What becomes one file of the zip: bytes, or a file on disk. */
export type ZipContent = Buffer | { readonly file: string };

/** What anybody may read, and the owner may write. */
const MODE = 0o100_644;

/**
 * Writes a zip, in one piece in the place of an earlier one: for the same contents the same bytes, whenever and wherever.
 *
 * @param contents by path; they are written in the order of their paths
 * @param at the instant that every file has
 * @throws Error of the file system when a file cannot be read, or the zip not written
 */
export async function writeZip(
  to: string,
  contents: ReadonlyMap<string, ZipContent>,
  at: Date,
): Promise<void> {
  const zip = new ZipFile();
  const options = { mtime: asWallClock(at), mode: MODE, forceDosTimestamp: true };
  for (const path of [...contents.keys()].sort()) {
    const content = contents.get(path) as ZipContent;
    if (Buffer.isBuffer(content)) zip.addBuffer(content, path, options);
    else zip.addFile(content.file, path, options);
  }
  zip.end();
  const half = `${to}.new`;
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject);
      pipeline(zip.outputStream, createWriteStream(half)).then(resolve, reject);
    });
    renameSync(half, to);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}

/** A zip tells the time of a wall clock, of no zone: here that of UTC, wherever it is written. */
function asWallClock(at: Date): Date {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  return new Date(year, month, day, at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds());
}
