import type { ProviderOptions } from '../../provider';
import type { Style, styler } from '../report';
import type { BaselineResult, FaultResult, KillMatrix } from './kill-matrix';
import { inexactness } from './kill-matrix-table';

type Styler = ReturnType<typeof styler>;

/** The summary for a terminal: what is not as declared and how to see it again, then the totals in one sentence each. */
export function killMatrixSummary(matrix: KillMatrix, style: Styler): string {
  const parts = [
    ...matrix.baselines.map((baseline) => baselineText(baseline, style)),
    ...matrix.faults.filter(({ exact }) => !exact).map((fault) => faultText(fault, style)),
    conclusion(matrix, style),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function baselineText({ provider, flagged, problems }: BaselineResult, style: Styler): string {
  if (flagged.length + problems.length === 0) return '';
  return [
    style('red', `✗ the provider without a fault, ${JSON.stringify(provider)}: it is conformant, and yet`),
    ...flagged.map((id) => labelled('flagged by', id)),
    ...problems.map((problem) => labelled('problem', problem)),
  ].join('\n');
}

function faultText(fault: FaultResult, style: Styler): string {
  const { id, description, rule, expected, verdict, couplings, changed, provider } = fault;
  return [
    style('red', `✗ ${id}: ${description}`),
    labelled('declared', `${rule} ${expected}; changes ${listed(couplings)}`),
    labelled('came', `${rule} ${verdict ?? 'not judged'}; changes ${listed(changed)}`),
    labelled('so', inexactness(fault)),
    labelled('again', `booking-conformance kill-matrix --fault ${id} --full`),
    labelled('serve it', `booking-conformance provider ${optionsOf(provider)}`),
  ].join('\n');
}

/** The options with which the command `provider` serves it. */
function optionsOf({ faults = [], overlay, jwt, tls }: ProviderOptions): string {
  const valued = Object.entries({ overlay, jwt, tls }).filter(([, value]) => value !== undefined);
  return [
    ...faults.map((id) => `--fault ${id}`),
    ...valued.map(([name, value]) => `--${name} ${value}`),
  ].join(' ');
}

const labelled = (label: string, text: string): string => `    ${label.padEnd(10)} ${text}`;

const listed = (ids: readonly string[]): string => (ids.length > 0 ? ids.join(', ') : 'nothing else');

function conclusion({ exact, totals, rules, selection }: KillMatrix, style: Styler): string {
  const colour: Style = exact ? 'green' : 'red';
  const without = rules.filter(({ faults }) => faults === 0).map(({ id }) => id);
  const broken =
    without.length === 0
      ? `each of the ${totals.rules} rules that bind a server has a fault`
      : `${without.length} of the ${totals.rules} rules that bind a server have no fault: ${without.join(', ')}`;
  return [
    `${style('bold', style(colour, exact ? 'EXACT' : 'NOT EXACT'))}  ${totals.faults} fault${totals.faults === 1 ? '' : 's'}, ${totals.caught} caught by their rule, ${totals.exact} exactly as declared`,
    selection === null ? broken : 'only some faults were asked for: this proves nothing of the others',
  ].join('\n');
}
