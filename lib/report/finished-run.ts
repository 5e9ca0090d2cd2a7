import type { ExchangeRecord } from '../http';
import type { RunEntry } from '../verdict';
import type { ConformanceResult } from './conformance-result';

/** A run that has ended, as each report sees it: what was found, and the evidence. No report is made of anything else. */
export interface FinishedRun {
  readonly result: ConformanceResult;
  /** Every exchange by its id, redacted; bodies that were too large to be kept are cut, and say so. */
  readonly evidence: ReadonlyMap<string, ExchangeRecord>;
  /** How the user asks for a part of it again. */
  readonly again: RunEntry['again'];
}
