import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { printable } from '../report';
import { filesIn } from './folder-files';
import { MANIFEST, REPORTS_FOLDER } from './layout';
import { NoPack } from './refused';
import { inTemporaryFolder } from './temporary-folder';
import { unpack } from './zip-reader';

/** A pack as it lies in a folder. */
export interface OpenPack {
  readonly root: string;
  /** The paths of all its files, sorted. */
  readonly files: readonly string[];
}

/**
 * Does something with a pack: a zip, which is unpacked for as long as that takes, or the folder that one was unpacked to.
 *
 * @throws NoPack when there is none; RefusedPack when it is damaged, or not to be unpacked or read
 */
export async function withPack<T>(path: string, work: (pack: OpenPack) => Promise<T>): Promise<T> {
  if (!existsSync(path)) throw new NoPack(`There is no file and no folder ${printable(path)}.`);
  if (statSync(path).isDirectory()) return work(openFolder(path, resolve(path)));
  return inTemporaryFolder(async (root) => {
    await unpack(path, root);
    return work(openFolder(path, root));
  });
}

function openFolder(path: string, root: string): OpenPack {
  const files = filesIn(root);
  if (!files.includes(MANIFEST) && !files.includes(`${REPORTS_FOLDER}/journal.ndjson`))
    throw new NoPack(
      `${printable(path)} is no pack: it has no ${MANIFEST}. A pack is made by \`booking-conformance pack\`, of the folder to which a run wrote its reports.`,
    );
  return { root, files };
}
