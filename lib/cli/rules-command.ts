import { RULEBOOK, rules } from '../rules';
import { EXIT, type ExitCode } from '../verdict';
import type { OptionValues } from './written-settings';

export const RULES_OPTIONS = { json: { type: 'boolean' } } as const;

export const RULES_HELP = `booking-conformance rules [--json]

Shows the rulebook: every rule with its level, basis, source and link.`;

/** The command `rules`: the rulebook as a table for people, or as JSON. */
export async function rulesCommand(options: OptionValues): Promise<ExitCode> {
  process.stdout.write(options.json ? `${JSON.stringify(rules, null, 2)}\n` : table());
  return EXIT.conformant;
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
