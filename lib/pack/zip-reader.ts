import { createWriteStream, mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { printable } from '../report';
import { clashes, unsafeName } from './file-names';
import { demandBounds } from './folder-files';
import { NoPack, RefusedPack } from './refused';

/** How a zip begins: with a file, or with its end when it has none. */
const BEGINNINGS = ['PK\x03\x04', 'PK\x05\x06'];

/**
 * Unpacks a zip into a folder that is there and empty. Nothing of it is trusted: what could come to lie elsewhere, be taken
 * for something else, or fill the disk is refused before the first file is written.
 *
 * @throws NoPack when it is no zip; RefusedPack when it is damaged, or not to be unpacked
 */
export async function unpack(file: string, to: string): Promise<void> {
  if (!(await isZip(file)))
    throw new NoPack(`${printable(file)} is no zip. Name a pack, or the folder that it was unpacked to.`);
  const zip = await reading(() => openPromise(file, OPTIONS));
  try {
    for (const { path, entry } of await safeEntries(zip))
      await reading(() => extract(zip, entry, to, path), `${path} cannot be unpacked: `);
  } finally {
    zip.close();
  }
}

/** Names are looked at as they are written, before anything is made of them. */
const OPTIONS = { autoClose: false, decodeStrings: false, validateEntrySizes: true };

/** Whether a file begins as a zip does. Throws the error of the file system when it cannot be read. */
export async function isZip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return BEGINNINGS.includes(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await handle.close();
  }
}

interface SafeEntry {
  readonly path: string;
  readonly entry: Entry;
}

/** @throws RefusedPack when one of them is not to be unpacked */
async function safeEntries(zip: ZipFile): Promise<SafeEntry[]> {
  demandBounds(zip.entryCount, 0);
  const safe: SafeEntry[] = [];
  const clash = clashes();
  let bytes = 0;
  await reading(async () => {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      const isFolder = name.endsWith('/');
      const path = isFolder ? name.slice(0, -1) : name;
      const problem = unsafeName(path) ?? unsafeEntry(entry, isFolder) ?? (isFolder ? null : clash(path));
      if (problem !== null) throw new RefusedPack(`The zip is not unpacked: ${printable(name)} ${problem}.`);
      if (isFolder) continue;
      bytes += entry.uncompressedSize;
      demandBounds(safe.length + 1, bytes);
      safe.push({ path, entry });
    }
  });
  return safe;
}

/** The bytes of a name, which `decodeStrings: false` leaves as they are, each as a character. */
const nameOf = ({ fileNameRaw }: Entry): string => fileNameRaw.toString('latin1');

/** A second name for the same file, which some programs take for the first (APPNOTE 4.6.9). */
const UNICODE_PATH = 0x7075;
const FORMAT = 0o170_000;
const FOLDER = 0o040_000;
const REGULAR = 0o100_000;
const STORED = 0;
const DEFLATED = 8;

/** Why an entry is not unpacked, whatever it is called; null when it may be. */
function unsafeEntry(entry: Entry, isFolder: boolean): string | null {
  if (entry.isEncrypted()) return 'is encrypted';
  if (![STORED, DEFLATED].includes(entry.compressionMethod)) return 'is compressed in a way that no pack is';
  if (entry.extraFields.some(({ id }) => id === UNICODE_PATH)) return 'has a second name';
  // The upper half is that of Unix; nil where another system made the zip.
  const format = (entry.externalFileAttributes >>> 16) & FORMAT;
  if (format !== 0 && format !== (isFolder ? FOLDER : REGULAR)) return 'is a link, or no file';
  return isFolder && entry.uncompressedSize > 0 ? 'is a folder with content' : null;
}

/** Writes one file, which must not be there; not one byte more than the zip says it has. */
async function extract(zip: ZipFile, entry: Entry, to: string, path: string): Promise<void> {
  const file = join(to, path);
  mkdirSync(dirname(file), { recursive: true });
  const content = await zip.openReadStreamPromise(entry);
  await pipeline(content, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
}

/** What the library finds wrong with a zip, as a sentence; what the file system finds wrong stays what it is. */
async function reading<T>(work: () => Promise<T>, what = ''): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedPack || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new RefusedPack(`The zip is damaged: ${what}${printable((error as Error).message)}.`);
  }
}
