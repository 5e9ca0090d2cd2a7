import { type ExchangeRecord, fromRecord, toCurl } from '../http';
import { forPatients, type Rule } from '../rules';
import type { Outcome, Report, Waiver } from '../verdict';
import { waiverText } from './waiver-text';

/** What a test found, and what waives it, if anything does. */
export interface ShownReport extends Report {
  readonly waiver?: Waiver | null;
}

/** What a description is made of. */
export interface Described {
  readonly rule: Rule;
  readonly caseName: string;
  readonly outcome: Outcome;
  /** The reports that decide, as many as are to be told. */
  readonly told: readonly ShownReport[];
  /** How many reports there are in all, and how many of them decide. */
  readonly judged: number;
  readonly deciding: number;
  readonly evidence: ReadonlyMap<string, ExchangeRecord>;
}

/** What an outcome means, for those who do not know the words. */
const MEANING: Record<Outcome, string> = {
  pass: 'As required.',
  fail: 'The rule is broken.',
  warn: 'Not as recommended, or right in a way to be warned of; this does not fail the server.',
  inconclusive: 'It could not be judged, which says nothing against the server, and nothing for it.',
  'not-applicable': 'The rule does not apply here.',
};

/**
 * Tells of one test, in Markdown, what is required and by whom, what it means for a patient, what was done, and what came
 * back: for a reader who was not there, and need not know FHIR.
 */
export function descriptionOf(test: Described): string {
  const { rule, outcome } = test;
  const matters = forPatients(rule.id);
  return [
    `**Required** (${rule.level}, ${rule.basis}, ${rule.id}): ${rule.requirement}`,
    ...(matters === null ? [] : [`**For a patient**, when it is broken: ${matters}`]),
    `**Done**: ${whatWasDone(test)}`,
    `**Found**: ${whatWasFound(test)}`,
    ...(outcome === 'pass' ? [] : test.told.map((report) => paragraph(report, test))),
    ...(outcome !== 'pass' && rule.conflict ? [`**Where documents disagree**: ${rule.conflict}`] : []),
  ].join('\n\n');
}

function whatWasDone({ caseName, told, judged, evidence }: Described): string {
  const name = asText(caseName);
  if (judged > 1) return `${name}, judged ${judged} times.`;
  const exchanges = (told[0]?.exchanges ?? []).flatMap((id) => evidence.get(id) ?? []);
  const last = exchanges.at(-1);
  // What was sent before the last one prepared it.
  return last ? `${name}. ${inShort(last)}${exchanges.length > 1 ? ', at last' : ''}.` : `${name}.`;
}

function whatWasFound({ outcome, judged, deciding }: Described): string {
  return judged > 1 ? `${MEANING[outcome]} (${deciding} of ${judged})` : MEANING[outcome];
}

/** An exchange in a few words. */
function inShort({ request, response, error }: ExchangeRecord): string {
  const asked = `${asText(request.method)} ${asText(pathOf(request.url))}`;
  if (response === null) return `${asked} got no answer (${asText(error?.code ?? 'unknown')})`;
  return `${asked} was answered with ${response.status}`;
}

function paragraph({ case: name, finding, exchanges, waiver }: ShownReport, test: Described): string {
  const { outcome, evidence } = test;
  const waived = waiver ? ` (waived ${asText(waiverText(waiver))})` : '';
  const heading = `**${outcome}**${name ? ` — ${asText(name)}` : ''}: ${asText(finding.message ?? '')}${waived}`;
  const last = exchanges.flatMap((id) => evidence.get(id) ?? []).at(-1);
  const lines = [
    heading,
    ...(finding.expected === null ? [] : [`Expected: ${asText(finding.expected)}`]),
    ...(finding.actual === null ? [] : [`Came back: ${asText(finding.actual)}`]),
  ];
  if (!last || outcome === 'not-applicable') return lines.join('\n\n');
  const command = toCurl(fromRecord(last));
  const token = command.includes('"$TOKEN"') ? ', with a valid token in the variable TOKEN' : '';
  return [...lines, `To send it again${token}:`, indented(command)].join('\n\n');
}

/** The path of a URL, or the text where it is none. */
export const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);

/** Text of the target's in Markdown: nothing in it is taken for markup. */
const asText = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+!|<>&~-]/g, '\\$&');

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
