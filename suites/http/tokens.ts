/**
 * Valid tokens, or valid ways to send them, that are not the usual ones: RFC 7519 section 4.1 and RFC 9110 section 11.1.
 * https://www.rfc-editor.org/rfc/rfc7519#section-4.1 and https://www.rfc-editor.org/rfc/rfc9110#section-11.1
 *
 * Tokens that are to be refused are judged where they are sent, in `suites/book/failure.ts`.
 */
import { anAppointment } from '../../fixtures/appointment';
import { unusualTokens } from '../../fixtures/tokens';
import {
  bookAndCompare,
  expectAcceptedAsPlain,
  notApplicable,
  onOwnSlot,
  refusedUnlikePlain,
  rule,
  session,
  warned,
  withUnusual,
} from '../vocabulary';

const { jwtAudience } = session().target.settings;

describe.each(unusualTokens.filter(({ rule: judge }) => judge !== null))('Booking with $name', (token) => {
  const booked = onOwnSlot((target) =>
    bookAndCompare(target, anAppointment(), async () =>
      target.book(anAppointment(), { authorization: await withUnusual(token, target) }),
    ),
  );

  if (token.rule === 'http.jwt.scheme-case') {
    rule('http.jwt.scheme-case', () => expectAcceptedAsPlain(booked));
  }
  if (token.rule === 'http.jwt.audience') {
    rule('http.jwt.audience', () => {
      if (jwtAudience === null) {
        notApplicable('JWT_AUDIENCE is not set: which audience the server expects is not known');
      }
      const comparison = refusedUnlikePlain(booked);
      if (comparison) warned('refuses a JWT that names it in an array of audiences', comparison);
    });
  }
});
