import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Written beside and then renamed, so that neither a full disk nor a kill leaves half a file that looks whole. */
export function writeInOnePiece(file: string, content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

/** Fills a folder beside, and then puts it in the place of an earlier one, as `writeInOnePiece` does a file. */
export function replaceFolder(folder: string, fill: (fresh: string) => void): void {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  fill(fresh);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}
