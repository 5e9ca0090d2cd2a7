import { parseArgs } from 'node:util';
import { SettingsError } from '../target';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { UsageError } from './usage-error';
import type { OptionValues } from './written-settings';

interface Entry {
  readonly summary: string;
  /** Loads the command: none but the one that is run costs its time. */
  readonly load: () => Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  run: {
    summary: 'tests a server and writes the reports',
    load: async () => (await import('./run-command.js')).runCommand,
  },
  doctor: {
    summary: 'says whether a server can be tested, and what to mend',
    load: async () => (await import('./doctor-command.js')).doctorCommand,
  },
  provider: {
    summary: 'serves the embedded provider',
    load: async () => (await import('./provider-command.js')).providerCommand,
  },
  'kill-matrix': {
    summary: 'proves the suite: which fault is caught by which rule',
    load: async () => (await import('./kill-matrix-command.js')).killMatrixCommand,
  },
  report: {
    summary: 'makes the reports of a run again, also of one that was killed',
    load: async () => (await import('./report-command.js')).reportCommand,
  },
  merge: {
    summary: 'makes one run of its shards',
    load: async () => (await import('./merge-command.js')).mergeCommand,
  },
  cleanup: {
    summary: 'cancels what a run left booked',
    load: async () => (await import('./cleanup-command.js')).cleanupCommand,
  },
  rules: {
    summary: 'shows the rulebook',
    load: async () => (await import('./rules-command.js')).rulesCommand,
  },
  waive: {
    summary: 'writes a waiver file from the failures of a run',
    load: async () => (await import('./waive-command.js')).waiveCommand,
  },
  compare: {
    summary: 'says what changed from one run to another',
    load: async () => (await import('./compare-command.js')).compareCommand,
  },
  pack: {
    summary: 'makes one zip of a run, to be handed in',
    load: async () => (await import('./pack-command.js')).packCommand,
  },
  verify: {
    summary: 'says whether a pack is as it was made, and what it says is so',
    load: async () => (await import('./verify-command.js')).verifyCommand,
  },
  validate: {
    summary: 'validates FHIR messages in files',
    load: async () => (await import('./validate-command.js')).validateCommand,
  },
};

const HELP = `booking-conformance COMMAND [options]

Tests servers of the NHS Booking API (FHIR STU3, Book an appointment).

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  .join('\n')}

\`booking-conformance COMMAND --help\` tells more.`;

/** Runs the command that the arguments name, and ends the process with its exit code. */
export async function main(args: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', takeWriteError);
  const exitCode = await exitCodeFor(args);
  process.exitCode ??= exitCode;
}

/**
 * Who reads our output may stop reading, as `head` does, or close the terminal; the run and its exit code go on. Output
 * that could not be written otherwise, as on a full disk, is a report that is missing.
 */
function takeWriteError({ code }: NodeJS.ErrnoException): void {
  if (code !== 'EPIPE' && code !== 'EIO') process.exitCode = EXIT.fault;
}

async function exitCodeFor(args: readonly string[]): Promise<ExitCode> {
  try {
    return await dispatch(args);
  } catch (error) {
    if (isForUserToMend(error)) {
      process.stderr.write(`${error.message}\n`);
      return EXIT.usage;
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`The suite itself failed: ${process.env.DEBUG ? stack : message}\n`);
    return EXIT.fault;
  }
}

function isForUserToMend(error: unknown): error is Error {
  if (error instanceof UsageError || error instanceof SettingsError) return true;
  // By name: the runner brings Jest, and is loaded only where it is needed.
  return (
    error instanceof Error && ['FolderInUse', 'NotMergeable', 'NoPack', 'RefusedPack'].includes(error.name)
  );
}

async function dispatch(args: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${HELP}\n`);
    return name === undefined ? EXIT.usage : EXIT.conformant;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    throw new UsageError(`There is no command '${name}'. Commands are ${Object.keys(COMMANDS).join(', ')}.`);
  }
  const { help, run, ...takes } = await command.load();
  const { values, positionals } = parse(takes, name, rest);
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return EXIT.conformant;
  }
  return run(values, positionals);
}

/** @throws UsageError for an option or argument that the command does not have */
function parse(
  takes: Pick<Command, 'options' | 'valueMayBeLeftOut' | 'takesArguments'>,
  name: string,
  args: string[],
): { values: OptionValues; positionals: readonly string[] } {
  try {
    const options = { ...takes.options, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({
      args: withEmptyValues(args, takes.valueMayBeLeftOut ?? []),
      options,
      strict: true,
      allowPositionals: takes.takesArguments === true,
    });
    return { values: values as OptionValues, positionals };
  } catch (error) {
    const first = (error as Error).message.split('. ')[0];
    const names = [...Object.keys(takes.options), 'help'].map((option) => `--${option}`);
    throw new UsageError(`${first}. Options of '${name}' are ${names.join(', ')}.`);
  }
}

/** The arguments, with an empty value for each of these options that has none. */
function withEmptyValues(args: readonly string[], names: readonly string[]): string[] {
  return args.map((arg, index) => {
    const next = args[index + 1];
    const isAlone = names.some((name) => arg === `--${name}`) && (next === undefined || next.startsWith('-'));
    return isAlone ? `${arg}=` : arg;
  });
}
