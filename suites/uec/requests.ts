/**
 * The urgent-care implementation guide, on requests and their tokens:
 * https://developer.nhs.uk/apis/uec-appointments/fs_xti.html, fs_authentication.html and er_errorhandling.html
 *
 * Tokens that have expired, or are for another operation, are judged where they are sent, in `suites/book/failure.ts`.
 */
import { randomUUID } from 'node:crypto';
import { anAppointment } from '../../fixtures/appointment';
import { invalidTokensJudgedBy } from '../../fixtures/tokens';
import {
  answerOf,
  bookAndCompare,
  broken,
  expectNotBooked,
  inShort,
  isSuccess,
  notBooked,
  onOwnSlot,
  overlayIsChosen,
  plainBooking,
  refusedUnlikePlain,
  rule,
  session,
  withInvalid,
} from '../vocabulary';

const guideHolds = overlayIsChosen('uec');

if (guideHolds) {
  describe('Booking two slots with one X-Request-Id', () => {
    const requestId = randomUUID();
    const first = onOwnSlot((target) => target.prepareBooking(anAppointment(), { requestId }));
    const second = onOwnSlot((target) =>
      bookAndCompare(target, anAppointment(), () => target.book(anAppointment(), { requestId })),
    );

    rule('uec.request-id.reuse', { unless: notBooked(first) }, () => {
      const response = answerOf(second);
      const comparison = { expected: 'status 409', actual: inShort(response) };
      if (isSuccess(response.status)) {
        broken('books again for an X-Request-Id that has booked already', comparison);
      }
      // A refusal with 409 means this only if the slot can be booked with another id.
      refusedUnlikePlain(second);
      if (response.status !== 409) broken(`refuses it with ${response.status} instead of 409`, comparison);
    });
  });

  const { jwtRegime } = session().target.settings;

  describe.each(invalidTokensJudgedBy('uec.jwt.claims', jwtRegime))('Booking with $name', (token) => {
    const control = plainBooking();
    const sent = onOwnSlot(async (target) =>
      target.book(anAppointment(), { authorization: await withInvalid(token, target) }),
    );

    rule('uec.jwt.claims', { unless: notBooked(control) }, () => expectNotBooked(sent));
  });
}
