import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Diary, slotResource } from './diary';

/** The slots of one running provider, for those who can't search for them. */
export interface SlotsFile {
  readonly path: string;
  /** Removes it. */
  dispose(): Promise<void>;
}

/** Writes the slots of a diary, all of them free, into a file of its own: an array of Slots in JSON. */
export async function writeSlotsFile({ slots }: Diary): Promise<SlotsFile> {
  const folder = await mkdtemp(join(tmpdir(), 'booking-provider-'));
  const path = join(folder, 'slots.json');
  await writeFile(path, JSON.stringify(slots.map((slot) => slotResource(slot, 'free'))));
  return { path, dispose: () => rm(folder, { recursive: true, force: true }) };
}
