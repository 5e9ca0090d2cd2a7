/**
 * Book an appointment, section Failure:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#failure
 */
import { anAppointment } from '../../fixtures/appointment';
import { defectsNeverJudged, defectsOfTier } from '../../fixtures/defects';
import { invalidTokens, missingTokens } from '../../fixtures/tokens';
import type { Booking } from '../../lib/target';
import {
  accepted,
  answerOf,
  broken,
  exchange,
  expectOutcome,
  expectStatus,
  expectStillBookable,
  inconclusive,
  inShort,
  isSuccess,
  listDefect,
  notApplicable,
  type Recorded,
  refused,
  rule,
  session,
  warned,
  wholeAnswerOf,
} from '../vocabulary';

describe('Booking a slot that is already taken', () => {
  const first = exchange((target) => target.prepareBooking(anAppointment()));
  const second = exchange((target) => target.book(anAppointment(), { slot: first.result.slot }));
  listDefect({ name: 'a slot that is already taken', tier: 'E', rule: 'book.business-rule.status' }, second);
  const judgeable = () => refused(first)() ?? accepted(second)();

  rule('book.business-rule.status', { unless: judgeable }, () => expectStatus(second, 422));
  rule('book.business-rule.outcome', { unless: judgeable }, () => expectOutcome(second));
  rule('book.safety.no-double-booking', { unless: refused(first) }, () => {
    const response = answerOf(second);
    if (isSuccess(response.status)) {
      broken('books a slot that is already taken', { expected: 'a refusal', actual: inShort(response) });
    }
  });
});

describe.each(defectsOfTier('E'))('Booking with $name', (defect) => {
  const sent = exchange((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);

  rule('book.business-rule.status', { unless: accepted(sent) }, () => expectStatus(sent, 422));
  rule('book.business-rule.outcome', { unless: accepted(sent) }, () => expectOutcome(sent));
  slotStaysFree(sent);
});

describe.each(defectsOfTier('C', 'D'))('Booking with $name', (defect) => {
  const sent = exchange((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);

  rule('book.profile.status', { unless: accepted(sent) }, () => expectStatus(sent, 422));
  rule('book.profile.outcome', { unless: accepted(sent) }, () => expectOutcome(sent));
  slotStaysFree(sent);
});

describe.each(defectsOfTier('B'))('Booking with $name', (defect) => {
  const sent = exchange((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);

  rule('book.base-invalid.status', { unless: accepted(sent) }, () => expectStatus(sent, 400, 422));
  slotStaysFree(sent);
});

describe.each(defectsOfTier('A1', 'A2'))('Booking with $name', (defect) => {
  const sent = exchange((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);

  rule('book.invalid-body.status', () => {
    if (defect.tier === 'A2' && answerOf(sent).status === 422) {
      warned('refuses with 422 what is JSON but no FHIR resource; 400 is clearer', {
        expected: 'status 400',
        actual: inShort(answerOf(sent)),
      });
    }
    expectStatus(sent, 400);
  });
  slotStaysFree(sent);
});

describe.each(defectsNeverJudged())('Booking with $name', (defect) => {
  const sent = exchange((target) => target.book(defect.applyTo(anAppointment())));
  listDefect(defect, sent);
  slotStaysFree(sent);
});

describe.each(missingTokens)('Booking $name', ({ authorization }) => {
  const sent = exchange((target) => target.book(anAppointment(), { authorization }));

  rule('book.jwt-missing.status', { unless: accepted(sent) }, () => expectStatus(sent, 403));
  rule('book.jwt.outcome', { unless: accepted(sent) }, () => expectOutcome(sent));
  neverBooks(sent);
  slotStaysFree(sent);
});

const { jwtRegime } = session().target.settings;

describe.each(invalidTokens.filter((token) => token.regimes.includes(jwtRegime)))(
  'Booking with $name',
  (token) => {
    const sent = exchange((target) =>
      target.book(anAppointment(), { authorization: `Bearer ${token.build(target.issuer)}` }),
    );

    rule('book.jwt-invalid.status', { unless: accepted(sent) }, () => expectStatus(sent, 403));
    rule('book.jwt.outcome', { unless: accepted(sent) }, () => expectOutcome(sent));
    if (token.unsafe) neverBooks(sent);
    slotStaysFree(sent);
  },
);

describe('Booking while the server fails', () => {
  const trigger = session().target.settings.serverErrorTrigger;
  if (!trigger) {
    rule('book.server-error.status', () =>
      notApplicable('SERVER_ERROR_TRIGGER is not set: a failure cannot be caused'),
    );
    return;
  }
  const sent = exchange(async (target) =>
    trigger.kind === 'header'
      ? target.book(anAppointment(), { headers: [[trigger.name, trigger.value]] })
      : target.book(anAppointment(), { slot: await target.slotWithId(trigger.id) }),
  );
  rule('book.server-error.status', () => {
    const response = wholeAnswerOf(sent.result.exchange);
    if (response.status === 500) return;
    if (response.status < 500) inconclusive(`the trigger did not make the server fail: ${inShort(response)}`);
    broken(`answers ${response.status} when it fails itself`, {
      expected: 'status 500',
      actual: inShort(response),
    });
  });
});

/** No booking is made with this token. */
function neverBooks(sent: Recorded<Booking>): void {
  rule('book.safety.jwt-enforced', () => {
    const response = answerOf(sent);
    if (isSuccess(response.status)) {
      broken('books without a JWT that it could trust', { expected: 'a refusal', actual: inShort(response) });
    }
  });
}

/** After the refusal, the same slot can be booked by a valid request. */
function slotStaysFree(sent: Recorded<Booking>): void {
  const afterwards = exchange({ for: 'book.safety.no-side-effect' }, async (target) => {
    const reason = accepted(sent)();
    if (reason) inconclusive(reason);
    return target.prepareBooking(anAppointment(), { slot: sent.result.slot });
  });
  rule('book.safety.no-side-effect', { unless: accepted(sent) }, () => expectStillBookable(afterwards));
}
