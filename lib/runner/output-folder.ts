import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where a run writes what it leaves. */
export interface OutputFolder {
  readonly root: string;
  readonly journal: string;
  readonly exchanges: string;
  readonly allureResults: string;
}

/** What a run writes; nothing else in the folder is touched. */
const OURS = [
  'journal.ndjson',
  'exchanges.ndjson',
  'conformance.json',
  'conformance.schema.json',
  'allure-results',
  'allure-report',
];

/**
 * Makes the folder ready for a new run: what an earlier run left there is removed first, so that a run that dies cannot
 * be mistaken for its predecessor.
 *
 * @throws Error with a plain sentence when the folder cannot be written
 */
export function prepareOutputFolder(dir: string): OutputFolder {
  const root = resolve(dir);
  try {
    mkdirSync(root, { recursive: true });
    accessSync(root, constants.W_OK);
    if (existsSync(join(root, 'allure-results')) && !existsSync(join(root, 'journal.ndjson'))) {
      throw new Error('it holds allure-results of something else; choose another folder with --out');
    }
    for (const name of OURS) rmSync(join(root, name), { recursive: true, force: true });
    const folder = {
      root,
      journal: join(root, 'journal.ndjson'),
      exchanges: join(root, 'exchanges.ndjson'),
      allureResults: join(root, 'allure-results'),
    };
    mkdirSync(folder.allureResults);
    writeFileSync(folder.journal, '');
    writeFileSync(folder.exchanges, '');
    return folder;
  } catch (error) {
    throw new Error(`The reports cannot be written to ${root}: ${(error as Error).message}`);
  }
}
