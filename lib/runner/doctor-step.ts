/** `skipped`: it was not asked, or does not concern this target. */
export type StepState = 'ok' | 'warn' | 'fail' | 'skipped';

/** What one step of `doctor` found. */
export interface StepFinding {
  readonly state: StepState;
  readonly detail: string;
  /** What to mend, or to look at; null where there is nothing. */
  readonly mend: string | null;
}

/** One step of `doctor`, as it is told and written as JSON. */
export interface DoctorStep extends StepFinding {
  readonly name: string;
  readonly durationMs: number;
}

export const ok = (detail: string): StepFinding => ({ state: 'ok', detail, mend: null });
export const warn = (detail: string, mend: string): StepFinding => ({ state: 'warn', detail, mend });
export const fail = (detail: string, mend: string): StepFinding => ({ state: 'fail', detail, mend });
export const skipped = (detail: string): StepFinding => ({ state: 'skipped', detail, mend: null });
