import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/** A folder with a `conformance.json`, which `removeStored` takes away. */
export function stored(result: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'stored-'));
  folders.push(folder);
  writeFileSync(
    join(folder, 'conformance.json'),
    typeof result === 'string' ? result : JSON.stringify(result),
  );
  return folder;
}

export function removeStored(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
