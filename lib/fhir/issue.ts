/**
 * What is wrong with a message, and on which layer: bytes that are no JSON (`syntax`), base STU3 structure (`base`),
 * STU3 invariants (`invariant`), a CareConnect profile (`profile`), the booking pages' own tables (`booking`).
 */
export type Layer = 'syntax' | 'base' | 'invariant' | 'profile' | 'booking';

/** One finding of the validator. */
export interface Issue {
  readonly severity: 'error' | 'warning' | 'information';
  readonly layer: Layer;
  /** STU3 issue-type code (http://hl7.org/fhir/STU3/valueset-issue-type.html) that names this kind of fault. */
  readonly code: string;
  /** Id of the invariant or constraint that is broken, such as `app-3` or `CareConnect-Slot-1:identifier`. */
  readonly rule: string;
  /** FHIRPath-like location, such as `Appointment.contained[1].name[0].given`; empty for the whole message. */
  readonly path: string;
  readonly message: string;
  /** Position in the source text, counted from 1, where it is known. */
  readonly line?: number;
  readonly column?: number;
}

/** Whether any of the issues is an error; with `layer`, an error of that layer. */
export function hasErrors(issues: readonly Issue[], layer?: Layer): boolean {
  return issues.some((issue) => issue.severity === 'error' && (layer === undefined || issue.layer === layer));
}
