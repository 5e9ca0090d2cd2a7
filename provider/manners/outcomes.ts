import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r3';
import type { Behaviour } from '../behaviour';
import { edited, onRefusals } from '../faults/changes';
import type { Manner } from './manner';

/** How a refusal is explained: FHIR STU3 operationoutcome.html. */
export const outcomeManners: readonly Manner[] = [
  {
    id: 'outcome-diagnostics',
    description: 'Refusals are explained in diagnostics, without id and expression.',
    behaviour: explaining(({ issue }) => ({
      resourceType: 'OperationOutcome',
      issue: issue.map(({ severity, code, details }) => ({ severity, code, diagnostics: textOf(details) })),
    })),
  },
  {
    id: 'outcome-narrative',
    description: 'Refusals are explained in the narrative alone.',
    behaviour: explaining(({ issue, ...outcome }) => ({
      ...outcome,
      text: {
        status: 'generated',
        div: `<div xmlns="http://www.w3.org/1999/xhtml"><h1>Operation Outcome</h1><p>${issue.length} finding(s)</p></div>`,
      },
      issue: issue.map(({ severity, code }) => ({ severity, code })),
    })),
  },
  {
    id: 'outcome-coded',
    description: 'Refusals are explained by codes of the national list of errors.',
    behaviour: explaining(({ issue, ...outcome }) => ({
      ...outcome,
      issue: issue.map(({ severity, code }) => ({
        severity,
        code,
        details: {
          coding: [
            {
              system: 'https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1',
              code: 'INVALID_RESOURCE',
              display: 'Invalid validation of resource',
            },
          ],
        },
      })),
    })),
  },
  {
    id: 'outcome-several-issues',
    description: 'Among the issues of a refusal are warnings and information, before the errors.',
    behaviour: explaining(({ issue, ...outcome }) => ({
      ...outcome,
      issue: [
        { severity: 'information', code: 'informational', diagnostics: 'Validated by version 3.8' },
        { severity: 'warning', code: 'incomplete', details: { text: 'Terminology was not looked at.' } },
        ...issue,
      ],
    })),
  },
  {
    id: 'outcome-general',
    description: 'Every issue is fatal, and of the code processing.',
    behaviour: explaining(({ issue, ...outcome }) => ({
      ...outcome,
      issue: issue.map((each) => ({ ...each, severity: 'fatal' as const, code: 'processing' as const })),
    })),
  },
  {
    id: 'outcome-located',
    description:
      'Issues name the place by an XPath and a line, and the outcome is versioned as any resource.',
    behaviour: explaining(({ issue, ...outcome }) => ({
      ...outcome,
      meta: { versionId: '1', lastUpdated: new Date().toISOString() },
      language: 'en',
      issue: issue.map((each) => ({ ...each, location: ['/f:Appointment/f:start', 'Line[1] Col[1]'] })),
    })),
  },
];

function explaining(change: (outcome: OperationOutcome) => OperationOutcome): Partial<Behaviour> {
  return onRefusals(edited(change));
}

function textOf(details: OperationOutcomeIssue['details']): string {
  return details?.text ?? 'refused';
}
