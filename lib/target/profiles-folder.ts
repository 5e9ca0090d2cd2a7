import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type DefinitionFile,
  type DefinitionNote,
  type Definitions,
  parseJson,
  readDefinitions,
} from '../fhir';

/** Bounds of a folder of profiles: more than the largest FHIR packages have. */
const MAX_FILES = 20_000;
const MAX_DEPTH = 8;
const MAX_FILE_BYTES = 32 * 1024 * 1024;
const MAX_BYTES = 512 * 1024 * 1024;

/** What FHIR packages hold beside definitions. */
const PASSED_OVER = new Set(['package.json', 'examples', 'example', 'node_modules']);

/**
 * The profiles, extensions, value sets and code systems in a folder, or in an unpacked FHIR package: JSON files, also in
 * folders below. What cannot be used is left out, with a note.
 *
 * @throws Error with a plain sentence when the folder cannot be read or holds no profile and no value set
 */
export function definitionsInFolder(folder: string): Definitions {
  demandFolder(folder);
  const notes: DefinitionNote[] = [];
  const files = filesBelow(folder, notes);
  const definitions = readDefinitions(contentsOf(folder, files, notes));
  if (definitions.profiles + definitions.valueSets === 0) {
    const [first] = [...notes, ...definitions.notes];
    const why = first === undefined ? '' : `; of ${first.file}: ${first.why}`;
    throw new Error(
      `the folder holds no profile and no value set that can be used, in ${files.length} JSON files${why}`,
    );
  }
  return { ...definitions, notes: [...notes, ...definitions.notes] };
}

function demandFolder(folder: string): void {
  let isFolder: boolean;
  try {
    isFolder = statSync(folder).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(code === 'ENOENT' ? 'there is no such folder' : `the folder cannot be read (${code})`);
  }
  if (!isFolder) throw new Error('that is a file, not a folder');
}

/** The JSON files below a folder, by name. Links to folders are not followed. */
function filesBelow(folder: string, notes: DefinitionNote[]): string[] {
  const files: string[] = [];
  const others: string[] = [];
  const note = (path: string, why: string) => notes.push({ file: relative(folder, path) || folder, why });
  const look = (at: string, depth: number): void => {
    const { entries, why } = entriesOf(at);
    if (why !== null) note(at, why);
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name.toLowerCase())) continue;
      if (entry.isDirectory() && depth === MAX_DEPTH)
        note(path, 'Folders as deep as this are not looked at.');
      else if (entry.isDirectory()) look(path, depth + 1);
      else if (entry.name.endsWith('.json')) files.push(path);
      else if (entry.name.endsWith('.xml')) others.push(path);
    }
  };
  look(folder, 0);
  const [first] = others;
  if (first !== undefined) note(first, 'Definitions are read as JSON; XML files are left out.');
  if (files.length > MAX_FILES) note(folder, `Only the first ${MAX_FILES} of its files are read.`);
  return files.slice(0, MAX_FILES);
}

function entriesOf(folder: string): { entries: Dirent[]; why: string | null } {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return { entries: entries.sort((one, other) => (one.name < other.name ? -1 : 1)), why: null };
  } catch (error) {
    return { entries: [], why: `The folder cannot be read (${(error as NodeJS.ErrnoException).code}).` };
  }
}

function contentsOf(folder: string, files: readonly string[], notes: DefinitionNote[]): DefinitionFile[] {
  const contents: DefinitionFile[] = [];
  let bytes = 0;
  for (const path of files) {
    const file = relative(folder, path);
    const content = contentOf(path, MAX_BYTES - bytes);
    if ('why' in content) {
      notes.push({ file, why: content.why });
      continue;
    }
    bytes += content.bytes;
    contents.push({ file, content: content.value });
  }
  return contents;
}

function contentOf(path: string, room: number): { value: unknown; bytes: number } | { why: string } {
  try {
    const stat = statSync(path);
    const { size } = stat;
    if (!stat.isFile()) return { why: 'It is no file.' };
    if (size > MAX_FILE_BYTES) return { why: `It is larger than ${MAX_FILE_BYTES} bytes: left out.` };
    if (size > room) return { why: `The files before it have ${MAX_BYTES} bytes: left out.` };
    const { value, issues } = parseJson(readFileSync(path));
    const error = issues.find(({ severity }) => severity === 'error');
    return error === undefined ? { value, bytes: size } : { why: error.message };
  } catch (error) {
    return { why: `It cannot be read (${(error as NodeJS.ErrnoException).code}).` };
  }
}
