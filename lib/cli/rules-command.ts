import { RULEBOOK, requirementsOf, rules } from '../rules';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import type { OptionValues } from './written-settings';

const options = { json: { type: 'boolean' } } as const;

const help = `booking-conformance rules [--json]

Shows the rulebook: every rule with its level, basis, source and link. With --json, also which requirements of the
NHS provider assurance script it covers, wholly or in part.`;

async function show(given: OptionValues): Promise<ExitCode> {
  process.stdout.write(given.json ? asJson() : table());
  return EXIT.conformant;
}

function asJson(): string {
  const covering = rules.map((rule) => ({ ...rule, requirements: requirementsOf(rule.id) }));
  return `${JSON.stringify(covering, null, 2)}\n`;
}

function table(): string {
  const sections = [...new Set(rules.map((rule) => `${rule.document}: ${rule.section}`))];
  const parts = sections.map((section) => {
    const lines = rules
      .filter((rule) => `${rule.document}: ${rule.section}` === section)
      .flatMap((rule) => [
        `  ${rule.level.padEnd(6)} ${rule.id.padEnd(34)} ${rule.title} (${rule.source}, ${rule.basis})`,
        `         ${rule.link}`,
      ]);
    return [section, ...lines].join('\n');
  });
  return `Rulebook ${RULEBOOK}: ${rules.length} rules\n\n${parts.join('\n\n')}\n`;
}

/** The command `rules`: the rulebook as a table for people, or as JSON. */
export const rulesCommand: Command = { help, options, run: show };
