import { isSame, packedFile } from './folder-files';
import { MANIFEST, SIGNATURE } from './layout';
import type { Manifest } from './manifest';

/** The files of a pack beside its manifest. */
export interface FileFindings {
  /** How many the manifest lists. */
  readonly listed: number;
  readonly changed: readonly string[];
  /** Listed, and not there. */
  readonly missing: readonly string[];
  /** There, and not listed. */
  readonly added: readonly string[];
}

/**
 * Compares the files of an unpacked pack with its manifest.
 *
 * @param present the paths of all files that are there; no other one is opened, whatever the manifest lists
 */
export async function judgeFiles(
  root: string,
  present: readonly string[],
  { files }: Manifest,
): Promise<FileFindings> {
  const listed = new Map(files.map((file) => [file.path, file]));
  const there = new Set(present);
  const changed: string[] = [];
  for (const path of present) {
    const file = listed.get(path);
    if (file && !isSame(file, await packedFile(root, path))) changed.push(path);
  }
  const isOfManifest = (path: string): boolean => path === MANIFEST || path === SIGNATURE;
  return {
    listed: listed.size,
    changed,
    missing: [...listed.keys()].filter((path) => !there.has(path)).sort(),
    added: present.filter((path) => !listed.has(path) && !isOfManifest(path)),
  };
}
