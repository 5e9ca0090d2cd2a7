/**
 * Book an appointment, section Failure:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#failure
 */
import { anAppointment } from '../../fixtures/appointment';
import { defectsNeverJudged, defectsOfTier } from '../../fixtures/defects';
import { sameSlotInOtherWords } from '../../fixtures/same-slot';
import {
  type InvalidToken,
  invalidTokensJudgedBy,
  missingTokens,
  type TokenRule,
  tokensNeverJudged,
} from '../../fixtures/tokens';
import type { Booking, Target } from '../../lib/target';
import {
  accepted,
  answerOf,
  anyOf,
  broken,
  exchange,
  expectNotBooked,
  expectOutcome,
  expectSlotStillFree,
  expectStatus,
  inconclusive,
  inShort,
  listDefect,
  notApplicable,
  notBooked,
  onOwnSlot,
  overlayIsChosen,
  plainBooking,
  proveSlotFree,
  refusesAll,
  rule,
  session,
  warned,
  wholeAnswerOf,
  withInvalid,
} from '../vocabulary';

const guideHolds = overlayIsChosen('uec');
const { format, jwtAudience, jwtRegime } = session().target.settings;

const TAKEN = {
  name: 'a slot that is already taken',
  tier: 'E',
  rule: 'book.business-rule.status',
  why: 'A slot holds one booking.',
  judged: true,
} as const;

describe('Booking a slot that is already taken', () => {
  const first = onOwnSlot((target) => target.prepareBooking(anAppointment()));
  const second = exchange((target) => target.book(anAppointment(), { slot: first.result.slot }));
  listDefect(TAKEN, second);
  const unless = anyOf(notBooked(first), accepted(second));

  rule('book.business-rule.status', { unless }, () => expectStatus(second, 422));
  rule('book.business-rule.outcome', { unless }, () => expectOutcome(second));
  rule('book.safety.no-double-booking', { unless: notBooked(first) }, () => expectNotBooked(second));

  describe('and asking for it once more', () => {
    const third = exchange((target) => target.book(anAppointment(), { slot: first.result.slot }));
    rule('book.safety.no-double-booking', { unless: anyOf(notBooked(first), accepted(second)) }, () =>
      expectNotBooked(third),
    );
  });
});

describe.each(sameSlotInOtherWords)('Booking a slot that is already taken, $name', ({ recipe }) => {
  const first = onOwnSlot((target) => target.prepareBooking(anAppointment()));
  const second = exchange((target) => target.book(recipe(), { slot: first.result.slot }));

  rule('book.safety.no-double-booking', { unless: notBooked(first) }, () => expectNotBooked(second));
});

describe.each(defectsOfTier(format, 'E'))('Booking with $name', (defect) => {
  const { sent, unless } = refusal((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);

  rule('book.business-rule.status', { unless }, () => expectStatus(sent, 422));
  rule('book.business-rule.outcome', { unless }, () => expectOutcome(sent));
});

describe.each(defectsOfTier(format, 'C', 'D'))('Booking with $name', (defect) => {
  const { sent, unlessAlike, unless } = refusal((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);
  if (guideHolds) rule('uec.create.validates', { unless: unlessAlike }, () => expectNotBooked(sent));

  rule('book.profile.status', { unless }, () => expectStatus(sent, 422));
  rule('book.profile.outcome', { unless }, () => expectOutcome(sent));
});

describe.each(defectsOfTier(format, 'B'))('Booking with $name', (defect) => {
  const { sent, unlessAlike, unless } = refusal((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);
  if (guideHolds) rule('uec.create.validates', { unless: unlessAlike }, () => expectNotBooked(sent));

  rule('book.base-invalid.status', { unless }, () => expectStatus(sent, 400, 422));
});

describe.each(defectsOfTier(format, 'A1', 'A2'))('Booking with $name', (defect) => {
  const { sent, unlessAlike } = refusal((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);

  rule('book.invalid-body.status', { unless: unlessAlike }, () => {
    if (defect.tier === 'A2' && answerOf(sent).status === 422) {
      warned('refuses with 422 what is JSON but no FHIR resource; 400 is clearer', {
        expected: 'status 400',
        actual: inShort(answerOf(sent)),
      });
    }
    expectStatus(sent, 400);
  });
});

describe.each(defectsNeverJudged(format))('Booking with $name', (defect) => {
  const sent = onOwnSlot((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);
});

describe.each(missingTokens)('Booking $name', ({ authorization }) => {
  const { sent, unlessAlike, unless } = refusal((target) => target.book(anAppointment(), { authorization }));

  rule('book.jwt-missing.status', { unless }, () => expectStatus(sent, 403));
  rule('book.jwt.outcome', { unless }, () => expectOutcome(sent));
  rule('book.safety.jwt-enforced', { unless: unlessAlike }, () => expectNotBooked(sent));
});

describe.each(invalidTokensJudgedBy('book.jwt-invalid.status', jwtRegime))('Booking with $name', (token) => {
  const { sent, unlessAlike, unless } = refusal(async (target) =>
    target.book(anAppointment(), { authorization: await withInvalid(token, target) }),
  );

  rule('book.jwt-invalid.status', { unless }, () => expectStatus(sent, 403));
  rule('book.jwt.outcome', { unless }, () => expectOutcome(sent));
  if (token.unsafe) {
    rule('book.safety.jwt-enforced', { unless: unlessAlike }, () => expectNotBooked(sent));
  }
  for (const id of rulesAgainstAccepting(token)) {
    rule(id, { unless: unlessAlike }, () => {
      if (id === 'http.jwt.audience' && jwtAudience === null)
        notApplicable('JWT_AUDIENCE is not set: which audience the server expects is not known');
      expectNotBooked(sent);
    });
  }
});

describe.each(tokensNeverJudged(jwtRegime))('Booking with $name', (token) => {
  onOwnSlot(async (target) =>
    target.book(anAppointment(), { authorization: await withInvalid(token, target) }),
  );
});

describe('Booking while the server fails', () => {
  const trigger = session().target.settings.serverErrorTrigger;
  if (!trigger) {
    rule('book.server-error.status', () =>
      notApplicable('SERVER_ERROR_TRIGGER is not set: a failure cannot be caused'),
    );
    return;
  }
  const control = plainBooking();
  const sent =
    trigger.kind === 'header'
      ? onOwnSlot((target) => target.book(anAppointment(), { headers: [[trigger.name, trigger.value]] }))
      : exchange(async (target) =>
          target.book(anAppointment(), { slot: await target.slotWithId(trigger.id) }),
        );
  rule('book.server-error.status', { unless: notBooked(control) }, () => {
    const response = wholeAnswerOf(sent.result.exchange);
    if (response.status === 500) return;
    if (response.status < 500) {
      inconclusive(`the trigger did not make the server fail: ${inShort(response)}`);
    }
    broken(`answers ${response.status} when it fails itself`, {
      expected: 'status 500',
      actual: inShort(response),
    });
  });
});

/** The rules of other sources that this run judges by, and that a token breaks by being accepted. */
function rulesAgainstAccepting({ judgedBy }: InvalidToken): TokenRule[] {
  return judgedBy.filter((id) => id.startsWith('http.') || (guideHolds && id.startsWith('uec.')));
}

/**
 * Sends a request that is to be refused, beside a plain booking that is to be accepted: a target that refuses both says
 * nothing by refusing. After the refusal, the same slot can still be booked (`book.safety.no-side-effect`), which also
 * shows that the target has not turned to refuse everything.
 *
 * @returns `unlessAlike` for rules that say that it is refused, `unless` for those that say how
 */
function refusal(send: (target: Target) => Promise<Booking>) {
  const control = plainBooking();
  const sent = onOwnSlot(send);
  const unless = anyOf(notBooked(control), accepted(sent));
  const proof = exchange({ for: 'book.safety.no-side-effect' }, async (target) => {
    const reason = unless();
    return reason ? inconclusive(reason) : proveSlotFree(target, anAppointment(), sent.result, send);
  });
  rule('book.safety.no-side-effect', { unless }, () => expectSlotStillFree(proof));
  const unlessAlike = anyOf(refusesAll(proof), notBooked(control));
  return { sent, unlessAlike, unless: anyOf(unlessAlike, accepted(sent)) };
}
