import type { Settings } from '../target';
import type { RunEntry } from '../verdict';
import { ALL_PARTS, type Part, type Share } from './selection';

/** No shard numbers nearly as many exchanges. */
export const IDS_OF_A_SHARD = 10_000_000;

/** Which of several machines a run is for: they share the cases, and the slots of the target. */
export interface RunShare {
  /** What of the cases, and of the slots, is for this run. */
  readonly share: Share;
  /** After which number its exchanges are counted, so that those of all shards can be put together. */
  readonly countFrom: number;
}

const WHOLE: RunShare = { share: { index: 0, of: 1 }, countFrom: 0 };

/** The share of a run that was asked for, or the whole. */
export function runShareOf({ shard }: Pick<Settings, 'shard'>): RunShare {
  if (shard === null) return WHOLE;
  const index = shard.number - 1;
  return { share: { index, of: shard.of }, countFrom: index * IDS_OF_A_SHARD };
}

/** What a run does itself: of a shard, what judges the exchanges of all is left for whoever merges them. */
export function partOf(settings: Pick<Settings, 'shard'>): Part {
  const { share } = runShareOf(settings);
  return settings.shard === null ? ALL_PARTS : { cases: share, closing: ['sends'] };
}

/** The shard as a journal tells it. */
export function shardEntry({ shard }: Pick<Settings, 'shard'>): Pick<RunEntry, 'shard'> {
  return shard === null ? {} : { shard };
}
