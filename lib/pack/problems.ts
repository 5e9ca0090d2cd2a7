import { printable } from '../report';
import type { Verification } from './verification';

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
    ...(verdict.reported !== null && verdict.byChecks !== null && verdict.reported !== verdict.byChecks
      ? [
          `The verdict is told as ${verdict.reported}, and by the checks of the journal it is ${verdict.byChecks}.`,
        ]
      : []),
  ];
}

function named(paths: readonly string[] = [], what: string): string[] {
  return paths.map((path) => `${printable(path)} ${what}.`);
}
