import { randomUUID } from 'node:crypto';
import { BookingLedger, PreparationFailed, type Recipe, type Settings } from '../target';
import { cleanUp } from './clean-up';
import { type DoctorStep, ok, type StepFinding, skipped } from './doctor-step';
import { makeTarget } from './make-target';
import { nameStep, proxyStep, tcpStep, tlsStep } from './reach-steps';
import { TargetSteps } from './target-steps';
import { Wire } from './wire';

export interface DiagnosisOptions {
  readonly settings: Settings;
  readonly baseUrl: string;
  /** The booking that is made and cancelled; null: none is. */
  readonly recipe: Recipe | null;
  /** Told of every step as soon as it is done. */
  readonly onStep: (step: DoctorStep) => void;
  /** Fires when the user wants no more to be asked. */
  readonly interrupted: AbortSignal;
}

type Step = readonly [name: string, examine: () => Promise<StepFinding>];

/**
 * Asks step by step what a run needs of a target. Where a step fails, those behind it could tell nothing, and are skipped.
 * Leaves nothing on disk, and in the diary nothing but what the target does not let it cancel.
 */
export async function diagnose(options: DiagnosisOptions): Promise<readonly DoctorStep[]> {
  const { settings, baseUrl, recipe, onStep, interrupted } = options;
  const wire = new Wire(settings, () => {});
  const stop = (): void => wire.stop('it was interrupted');
  if (interrupted.aborted) stop();
  interrupted.addEventListener('abort', stop);
  const ledger = new BookingLedger(() => {});
  const target = makeTarget(settings, baseUrl, wire, ledger, null, randomUUID());
  target.currentCase = '(doctor)';
  const asked = new TargetSteps(target, ledger);
  const noBooking = async (): Promise<StepFinding> => skipped('--no-booking was given');
  const steps: readonly Step[] = [
    ['settings', async () => settingsStep(settings)],
    ['name', () => nameStep(baseUrl, settings)],
    ['tcp', () => tcpStep(baseUrl, settings)],
    ['proxy', () => proxyStep(settings)],
    ['tls', () => tlsStep(baseUrl, settings)],
    ['capabilities', () => asked.capabilities()],
    ['clock', () => asked.clock()],
    ['token', () => asked.token()],
    ['read', () => asked.read()],
    ['service', () => asked.service()],
    ['slots', () => asked.slots()],
    ['booking', recipe === null ? noBooking : () => asked.book(recipe)],
    ['cancellation', recipe === null ? noBooking : () => asked.cancel()],
  ];
  const done: DoctorStep[] = [];
  try {
    for (const [name, examine] of steps) {
      const step = told(await taken(name, examine, done), wire);
      done.push(step);
      onStep(step);
    }
    return done;
  } finally {
    interrupted.removeEventListener('abort', stop);
    if (ledger.uncancelled.length > 0) await cleanUp(target, wire);
  }
}

async function taken(
  name: string,
  examine: () => Promise<StepFinding>,
  before: readonly DoctorStep[],
): Promise<DoctorStep> {
  const failed = before.find(({ state }) => state === 'fail');
  if (failed) return { name, ...skipped(`not asked, since the step ${failed.name} failed`), durationMs: 0 };
  const startedAt = performance.now();
  const finding = await examine().catch(notSent);
  return { name, ...finding, durationMs: Math.round(performance.now() - startedAt) };
}

/** A step without secrets, which it may quote of what the target wrote. */
function told(step: DoctorStep, wire: Wire): DoctorStep {
  const { detail, mend } = step;
  return { ...step, detail: wire.redacted(detail), mend: mend && wire.redacted(mend) };
}

/** What a step finds that could not be asked for. */
function notSent(error: unknown): StepFinding {
  if (!(error instanceof PreparationFailed)) throw error;
  return { state: 'fail', detail: error.message, mend: null };
}

function settingsStep({ jwtRegime, format, slots, slotServiceId }: Settings): StepFinding {
  const from = slots ? `${slots.length} slots that are given` : `slots of ${slotServiceId ?? 'any service'}`;
  return ok(`tokens of regime ${jwtRegime}, ${format.toUpperCase()}, ${from}`);
}
