import type { ProviderOptions } from '../../provider';
import type { ConformanceResult } from '../report';
import type { ExitCode } from '../verdict';

/** A run of the suites against an embedded provider of its own. */
export interface WarmRunTask {
  readonly provider?: ProviderOptions;
  /** Settings beside those that the provider brings, as texts. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How such a run ended; `result` is null when there is none. */
export interface WarmRun {
  readonly exitCode: ExitCode;
  readonly result: ConformanceResult | null;
  /** Why there is no result, as a plain sentence. */
  readonly problem: string | null;
}
