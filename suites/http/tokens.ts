/**
 * JSON Web Tokens, RFC 7519 section 4.1, and how they are sent, RFC 9110 section 11.1:
 * https://www.rfc-editor.org/rfc/rfc7519#section-4.1 and https://www.rfc-editor.org/rfc/rfc9110#section-11.1
 */
import { anAppointment } from '../../fixtures/appointment';
import type { Claims, Target } from '../../lib/target';
import {
  bookAndCompare,
  exchange,
  expectAcceptedAsPlain,
  expectNotBooked,
  notApplicable,
  refused,
  refusedUnlikePlain,
  rule,
  session,
  warned,
} from '../vocabulary';

const SCOPE = 'patient/appointment.write';
const SOMEBODY_ELSE = 'https://somebody-else.conformance.example/STU3';
const HOUR_S = 3_600;

const { jwtAudience } = session().target.settings;

describe('Booking with a JWT that is meant for somebody else', () => {
  if (jwtAudience === null) {
    rule('http.jwt.audience', () => notApplicable('JWT_AUDIENCE is not set: it is not known what is right'));
    return;
  }
  const control = exchange((target) => target.control(anAppointment()));
  const sent = exchange((target) => bookWith(target, { aud: SOMEBODY_ELSE }));

  rule('http.jwt.audience', { unless: refused(control) }, () => expectNotBooked(sent));
});

describe('Booking with a JWT that is meant for the server and somebody else', () => {
  if (jwtAudience === null) {
    rule('http.jwt.audience', () => notApplicable('JWT_AUDIENCE is not set: it is not known what is right'));
    return;
  }
  const booked = exchange((target) =>
    bookAndCompare(target, anAppointment(), () => bookWith(target, { aud: [jwtAudience, SOMEBODY_ELSE] })),
  );

  rule('http.jwt.audience', () => {
    const comparison = refusedUnlikePlain(booked);
    if (comparison) warned('refuses a JWT that names it among other audiences', comparison);
  });
});

describe('Booking with a JWT whose time has not come', () => {
  const control = exchange((target) => target.control(anAppointment()));
  const sent = exchange((target) => bookWith(target, { nbf: Math.floor(Date.now() / 1000) + HOUR_S }));

  rule('http.jwt.not-before', { unless: refused(control) }, () => expectNotBooked(sent));
});

describe.each(['bearer', 'BEARER'])('Booking with the authentication scheme written %s', (scheme) => {
  const booked = exchange((target) =>
    bookAndCompare(target, anAppointment(), () =>
      target.book(anAppointment(), { authorization: `${scheme} ${target.issuer.valid(SCOPE)}` }),
    ),
  );

  rule('http.jwt.scheme-case', () => expectAcceptedAsPlain(booked));
});

/** Books with a token that is valid but for these claims. */
function bookWith(target: Target, claims: Claims) {
  const token = target.issuer.sign({ ...target.issuer.claims(SCOPE), ...claims });
  return target.book(anAppointment(), { authorization: `Bearer ${token}` });
}
