import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../report';
import { clashes, unsafeName } from './file-names';
import { MOST_BYTES, MOST_FILES } from './layout';
import { RefusedPack } from './refused';

/** One file of a pack. */
export interface PackedFile {
  /** With slashes, below the root of the pack. */
  readonly path: string;
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/**
 * The paths of all files below a folder, sorted; no link is followed.
 *
 * @param wanted the names in the folder that are looked at; by default all
 * @throws RefusedPack when there is anything but files and folders, a name that no pack has, or more than a run leaves
 */
export function filesIn(folder: string, wanted: (name: string) => boolean = () => true): string[] {
  const found: string[] = [];
  const clash = clashes();
  let bytes = 0;
  const look = (below: string): void => {
    for (const name of readdirSync(join(folder, below)).sort()) {
      const path = below === '' ? name : `${below}/${name}`;
      if (below === '' && !wanted(name)) continue;
      const stat = lstatSync(join(folder, path));
      const problem = unsafeName(path) ?? (stat.isDirectory() ? null : clash(path));
      if (problem !== null) throw new RefusedPack(`The name ${printable(path)} ${problem}.`);
      if (stat.isDirectory()) {
        look(path);
        continue;
      }
      if (!stat.isFile())
        throw new RefusedPack(
          `${printable(path)} is ${stat.isSymbolicLink() ? 'a link' : 'no file'}; a pack has files alone.`,
        );
      found.push(path);
      bytes += stat.size;
      demandBounds(found.length, bytes);
    }
  };
  look('');
  return found.sort();
}

/** @throws RefusedPack when there are more files, or more bytes in them, than the reports of any run */
export function demandBounds(files: number, bytes: number): void {
  if (files > MOST_FILES)
    throw new RefusedPack(`There are more than ${MOST_FILES} files, which no run leaves.`);
  if (bytes > MOST_BYTES)
    throw new RefusedPack(`The files have more than ${MOST_BYTES} bytes together, which no run leaves.`);
}

/** A file with its size and sum. Throws the error of the file system when it cannot be read. */
export async function packedFile(folder: string, path: string): Promise<PackedFile> {
  const sum = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(join(folder, path))) {
    sum.update(chunk as Buffer);
    size += (chunk as Buffer).length;
  }
  return { path, size, sha256: sum.digest('hex') };
}

/** A file that is not on disk, with its size and sum. */
export function packedText(path: string, content: Buffer): PackedFile {
  return { path, size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

/** Whether two files have the same content. */
export const isSame = (one: PackedFile, other: PackedFile): boolean =>
  one.size === other.size && one.sha256 === other.sha256;
