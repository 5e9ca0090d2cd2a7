import { printable } from '../report';
import type { CheckDifference } from '../runner/judge-again';
import type { VerdictFindings, Verification } from './verification';

/** What a pack is judged by. */
export type Findings = Pick<Verification, 'files' | 'signature' | 'reports' | 'verdict'>;

/** All that is not good about a pack, each a sentence that names the file where it is about one. */
export function problemsOf({ files, signature, reports, verdict }: Findings): string[] {
  return [
    ...named(files?.changed, 'was changed since the pack was made'),
    ...named(files?.missing, 'is missing: the manifest lists it'),
    ...named(files?.added, 'was added: the manifest does not list it'),
    ...(signature.state === 'bad' ? [signature.why] : []),
    ...(reports.why === null ? [] : [reports.why]),
    ...named(reports.different, 'does not say what the record of the run gives, or belongs to no pack'),
    ...problemsOfVerdict(verdict, reports.why),
  ];
}

/** @param told why the record cannot be read at all: that is told once */
function problemsOfVerdict(verdict: VerdictFindings, told: string | null): string[] {
  const { reported, byChecks, byEvidence, differences, contradictions, why } = verdict;
  return [
    ...(why === null || why === told ? [] : [why]),
    ...(reported !== null && byChecks !== null && reported !== byChecks
      ? [`The verdict is told as ${reported}, and by the checks of the journal it is ${byChecks}.`]
      : []),
    ...(byEvidence !== null && byEvidence !== byChecks
      ? [`By the checks of the journal the verdict is ${byChecks}, and by the evidence it is ${byEvidence}.`]
      : []),
    ...differences.map(differenceText),
    ...contradictions.map((sentence) => `The evidence contradicts itself: ${printable(sentence, 1_000)}`),
  ];
}

function differenceText({ rule, case: name, recorded, again, why }: CheckDifference): string {
  const about = `${printable(rule)} in “${printable(name)}”`;
  const because = why === null ? '' : ` (${printable(why, 1_000)})`;
  if (recorded === null)
    return `${about}: the evidence gives ${again}, and the journal has no such check${because}.`;
  if (again === null)
    return `${about}: the journal says ${recorded}, and the evidence gives no such check${because}.`;
  return `${about}: the journal says ${recorded}, and the evidence gives ${again}${because}.`;
}

function named(paths: readonly string[] = [], what: string): string[] {
  return paths.map((path) => `${printable(path)} ${what}.`);
}
