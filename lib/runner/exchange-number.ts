import { IDS_OF_A_LANE } from './lane';
import { IDS_OF_A_SHARD } from './shard';

/** Which number an exchange has among all of its run; 0 where its id is none that the suite gives. */
export function numberOf(exchangeId: string): number {
  return Number(/^x(\d{4,15})$/.exec(exchangeId)?.[1] ?? 0);
}

/** Which process of which machine sent it. */
export interface Lane {
  /** Counted from 0. */
  readonly shard: number;
  /** 0 is the one that began and closed the run, and sent all where there was no other. */
  readonly worker: number;
}

/** Who sent the exchange with this number. */
export function laneOf(number: number): Lane {
  const before = number - 1;
  return {
    shard: Math.floor(before / IDS_OF_A_SHARD),
    worker: Math.floor((before % IDS_OF_A_SHARD) / IDS_OF_A_LANE),
  };
}

/** The number of the first exchange of a lane. */
export function firstNumberOf({ shard, worker }: Lane): number {
  return shard * IDS_OF_A_SHARD + worker * IDS_OF_A_LANE + 1;
}
