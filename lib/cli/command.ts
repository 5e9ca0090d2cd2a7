import type { ExitCode } from '../verdict';
import type { OptionValues } from './written-settings';

/** One command of the suite. */
export interface Command {
  readonly help: string;
  readonly options: Readonly<
    Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: boolean }>
  >;
  /** Options whose value may be left out, which stands for an empty text. */
  readonly valueMayBeLeftOut?: readonly string[];
  /** Whether the command takes arguments beside its options. */
  readonly takesArguments?: boolean;
  readonly run: (given: OptionValues, args: readonly string[]) => Promise<ExitCode>;
}
