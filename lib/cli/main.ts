import { parseArgs } from 'node:util';
import { SettingsError } from '../target';
import { EXIT, type ExitCode } from '../verdict';
import { DOCTOR_HELP, DOCTOR_OPTIONS, doctorCommand } from './doctor-command';
import { PROVIDER_HELP, PROVIDER_OPTIONS, providerCommand } from './provider-command';
import { RULES_HELP, RULES_OPTIONS, rulesCommand } from './rules-command';
import { RUN_HELP, RUN_OPTIONS, runCommand } from './run-command';
import { UsageError } from './usage-error';
import type { OptionValues } from './written-settings';

interface Command {
  readonly summary: string;
  readonly help: string;
  readonly options: Readonly<
    Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: boolean }>
  >;
  readonly run: (options: OptionValues) => Promise<ExitCode>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  run: {
    summary: 'tests a server and writes the reports',
    help: RUN_HELP,
    options: RUN_OPTIONS,
    run: runCommand,
  },
  doctor: {
    summary: 'says whether a server can be tested, and what to mend',
    help: DOCTOR_HELP,
    options: DOCTOR_OPTIONS,
    run: doctorCommand,
  },
  provider: {
    summary: 'serves the embedded provider',
    help: PROVIDER_HELP,
    options: PROVIDER_OPTIONS,
    run: providerCommand,
  },
  rules: { summary: 'shows the rulebook', help: RULES_HELP, options: RULES_OPTIONS, run: rulesCommand },
};

const HELP = `booking-conformance COMMAND [options]

Tests servers of the NHS Booking API (FHIR STU3, Book an appointment).

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

\`booking-conformance COMMAND --help\` tells more.`;

/** Runs the command that the arguments name, and ends the process with its exit code. */
export async function main(args: readonly string[]): Promise<void> {
  process.exitCode = await exitCodeFor(args);
}

async function exitCodeFor(args: readonly string[]): Promise<ExitCode> {
  try {
    return await dispatch(args);
  } catch (error) {
    if (error instanceof UsageError || error instanceof SettingsError) {
      process.stderr.write(`${error.message}\n`);
      return EXIT.usage;
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`The suite itself failed: ${process.env.DEBUG ? stack : message}\n`);
    return EXIT.fault;
  }
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
  const options = parse(command, name, rest);
  if (options.help) {
    process.stdout.write(`${command.help}\n`);
    return EXIT.conformant;
  }
  return command.run(options);
}

/** @throws UsageError for an option or argument that the command does not have */
function parse(command: Command, name: string, args: string[]): OptionValues {
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values as OptionValues;
  } catch (error) {
    const first = (error as Error).message.split('. ')[0];
    const known = Object.keys(command.options).map((option) => `--${option}`);
    throw new UsageError(`${first}. Options of '${name}' are ${[...known, '--help'].join(', ')}.`);
  }
}
