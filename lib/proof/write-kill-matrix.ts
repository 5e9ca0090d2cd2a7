import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import type { KillMatrix } from './kill-matrix';
import schema from './kill-matrix.schema.json';
import { killMatrixTable } from './kill-matrix-table';

const JSON_FILE = 'kill-matrix.json';
const TABLE_FILE = 'kill-matrix.md';
const SCHEMA_FILE = 'kill-matrix.schema.json';

/** Made once: it keeps what it compiled. */
const ajv = new Ajv({ allowUnionTypes: true });

/**
 * Makes the folder ready for a matrix: an earlier one goes, so that a proof that dies cannot be mistaken for it. Nothing
 * else in the folder is touched.
 *
 * @returns the path of the folder
 * @throws Error with a plain sentence when the folder cannot be written
 */
export function prepareMatrixFolder(dir: string): string {
  const root = resolve(dir);
  try {
    mkdirSync(root, { recursive: true });
    for (const name of [JSON_FILE, TABLE_FILE, SCHEMA_FILE]) rmSync(join(root, name), { force: true });
    return root;
  } catch (error) {
    throw new Error(`The kill matrix cannot be written to ${root}: ${(error as Error).message}`);
  }
}

/**
 * Writes `kill-matrix.json` with its schema beside it, and `kill-matrix.md` for people.
 *
 * @returns the paths of the matrix and of the page
 * @throws Error when the matrix breaks its own schema, or cannot be written
 */
export function writeKillMatrix(root: string, matrix: KillMatrix): string[] {
  if (!ajv.validate(schema, matrix))
    throw new Error(`The kill matrix breaks its own schema: ${ajv.errorsText()}`);
  write(root, SCHEMA_FILE, `${JSON.stringify(schema, null, 2)}\n`);
  return [
    write(root, JSON_FILE, `${JSON.stringify(matrix, null, 2)}\n`),
    write(root, TABLE_FILE, killMatrixTable(matrix)),
  ];
}

/** Writes beside and renames, so that no reader sees half a file. */
function write(root: string, name: string, text: string): string {
  const file = join(root, name);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return file;
}
