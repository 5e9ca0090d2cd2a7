import { parseImfFixdate } from '../fhir';
import { type Exchange, headerValues } from '../http';
import {
  answerInShort,
  type Booking,
  type BookingLedger,
  isRefusal,
  type Preflight,
  type PreflightStep,
  preflight,
  type Recipe,
  SLOTS_AT_ONCE,
  SlotFinder,
  saidIn,
  type Target,
} from '../target';
import { fail, ok, type StepFinding, skipped, warn } from './doctor-step';

/** Tokens are refused by a server whose clock is so far from ours, or may be. */
const MOST_SKEW_S = 60;

/**
 * What `doctor` asks of a target that can be reached: whether it answers with FHIR and takes our token, which slots it
 * offers, and whether one can be booked and cancelled. The steps are taken in the order of the methods.
 */
export class TargetSteps {
  private asked: Preflight | null = null;
  private booking: Booking | null = null;

  constructor(
    private readonly target: Target,
    private readonly ledger: BookingLedger,
  ) {}

  async capabilities(): Promise<StepFinding> {
    this.asked = await preflight(this.target);
    const { steps, problem, software } = this.asked;
    const [first] = steps;
    const detail = [
      first?.detail ?? 'no answer',
      ...(software === null ? [] : [`it says it is ${software}`]),
    ].join('; ');
    // Whether it is the token that is refused, is for the step of that name.
    if (problem !== null && !this.refusals.length) return fail(detail, problem);
    return first?.ok ? ok(detail) : warn(detail, first?.advice ?? problem ?? '');
  }

  /** The clock of the target agrees with ours: else it takes our tokens for expired, or not yet valid. */
  async clock(): Promise<StepFinding> {
    const answered = this.exchanges.find(({ response }) => response !== null);
    const [date] = headerValues(answered?.response?.headers ?? [], 'Date');
    const theirs = parseImfFixdate(date ?? '');
    if (!answered || !theirs) return skipped('no answer has a Date that can be read');
    const ours = Date.parse(answered.startedAt) + answered.durationMs / 2;
    const seconds = Math.round((theirs.getTime() - ours) / 1_000);
    const detail = `the clock of the server is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} ours`;
    if (Math.abs(seconds) <= MOST_SKEW_S) return ok(detail);
    return warn(
      detail,
      'Tokens are valid for a few minutes: set the clock of the server, or of this machine.',
    );
  }

  /** The target takes our token, which a request without one is told beside. */
  async token(): Promise<StepFinding> {
    const [refusal] = this.refusals;
    if (refusal) return fail(refusal.detail, this.asked?.problem ?? refusal.advice ?? '');
    const search = this.asked?.steps[1];
    const without = await this.target.getWithoutToken(`${this.target.baseUrl}/Slot?status=free`, 'preflight');
    return ok(`${search?.detail ?? 'no search was sent'}; without a token: ${answerInShort(without)}`);
  }

  /** An Appointment that does not exist is not found. */
  async read(): Promise<StepFinding> {
    const asked = this.asked?.steps[2];
    if (!asked) return skipped('it was not asked for');
    return asked.ok ? ok(asked.detail) : warn(asked.detail, asked.advice ?? '');
  }

  /** The target knows the service whose slots are to be searched. */
  async service(): Promise<StepFinding> {
    const { slotServiceId, slots } = this.target.settings;
    if (slots) return skipped('the slots are given: none are searched');
    if (slotServiceId === null) return skipped('SLOT_SERVICE_ID is not set: slots of any service are used');
    const found = await this.target.findSlots();
    if (found.problem !== null)
      return fail(found.problem, 'Mend the search, or give the slots by SLOTS_FILE.');
    if (found.slots.length > 0) return ok(`service ${slotServiceId} has free slots`);
    const ofAny = await this.slotsOfAnyService();
    if (ofAny === 0) return warn(`service ${slotServiceId} has no free slot, nor has any other`, OPEN_SLOTS);
    return fail(
      `service ${slotServiceId} has no free slot, and others have ${ofAny}`,
      'Check SLOT_SERVICE_ID, and SLOT_SERVICE_PARAMETER; or give the service slots that are free.',
    );
  }

  /** There are as many free slots as a run needs. */
  async slots(): Promise<StepFinding> {
    const { slots, problem } = await this.target.findSlots();
    if (problem !== null) return fail(problem, 'Mend the search, or give the slots by SLOTS_FILE.');
    const detail = `${slots.length} free; a full run needs ${SLOTS_AT_ONCE} at the same time, and uses each again`;
    if (slots.length === 0) return fail(detail, OPEN_SLOTS);
    if (slots.length < SLOTS_AT_ONCE)
      return warn(detail, `Some cases stay untested with so few. ${OPEN_SLOTS}`);
    return ok(detail);
  }

  /** A slot can be booked. */
  async book(recipe: Recipe): Promise<StepFinding> {
    const booking = await this.target.prepareBooking(recipe);
    const { exchange, slot } = booking;
    const detail = `${answerInShort(exchange)} for slot ${slot.key}`;
    if (this.ledger.entryOf(exchange.id)) {
      this.booking = booking;
      return ok(detail);
    }
    const gone = booking.slotIsGone ? ' Another user may have taken the slot: try again.' : '';
    const said = exchange.response && saidIn(exchange.response);
    return fail(
      said ? `${detail}: ${said}` : detail,
      `A plain booking was not made, without which nothing can be judged: look at what the server says of it.${gone}`,
    );
  }

  /** What was booked can be cancelled. */
  async cancel(): Promise<StepFinding> {
    if (this.booking === null) return skipped('nothing was booked');
    const { exchange } = await this.target.cancel(this.booking);
    const [left] = this.ledger.leftBehind;
    if (!left) return ok(`${answerInShort(exchange)}; the slot is free again`);
    return fail(
      left.reason,
      `Cancel Appointment ${left.id ?? '(id not told)'} in slot ${left.slot}, for ${left.patient}, by hand.`,
    );
  }

  private get exchanges(): readonly Exchange[] {
    return (this.asked?.steps ?? []).flatMap(({ exchange }) => exchange ?? []);
  }

  /** The steps of the preflight whose token was refused; the capability statement may ask for none, or be for nobody. */
  private get refusals() {
    const [capabilities, ...others] = this.asked?.steps ?? [];
    const isRefused = ({ exchange }: PreflightStep): boolean => exchange === null || isRefusal(exchange);
    const refused = others.filter(isRefused);
    const isAlone = others.length === 0 && capabilities !== undefined && isRefused(capabilities);
    return isAlone ? [capabilities] : refused;
  }

  private async slotsOfAnyService(): Promise<number> {
    const { target } = this;
    const finder = new SlotFinder({
      baseUrl: target.baseUrl,
      aliases: target.settings.locationBaseUrls,
      serviceId: null,
      serviceParameter: null,
      get: (url) => target.get(url, 'search', 'organization/slot.read'),
    });
    return (await finder.find(target.slotWindow())).slots.length;
  }
}

const OPEN_SLOTS =
  'Open slots in the diary, or look elsewhere: SLOT_SERVICE_ID, SLOT_SEARCH_FROM, SLOT_SEARCH_TO.';
