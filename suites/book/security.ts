/**
 * Book an appointment, section Security:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#security
 */
import {
  broken,
  exchange,
  inconclusive,
  inShort,
  isSuccess,
  notApplicable,
  rule,
  session,
  wholeAnswerOf,
} from '../vocabulary';

describe('How requests reach the server', () => {
  rule('book.security.jwt', () =>
    notApplicable(
      'describes what the JWT is for; book.jwt-* and book.safety.jwt-enforced judge how it is used',
    ),
  );
  rule('book.security.proxy', () => notApplicable('the requests of this run go straight to the target'));
});

describe('Connecting without a client certificate', () => {
  const { target } = session();
  if (!target.baseUrl.startsWith('https:')) {
    rule('book.security.mutual-tls', () => notApplicable('the target is not reached by https'));
    return;
  }
  const asked = exchange((server) => server.searchWithoutCertificate());
  rule('book.security.mutual-tls', () => {
    const { control, exchange: sent } = asked.result;
    const usual = wholeAnswerOf(control);
    if (!isSuccess(usual.status))
      inconclusive(`the same search, sent as usual, fails, too: ${inShort(usual)}`);
    if (!sent.response && isTlsRefusal(sent.error?.code ?? '')) return;
    const response = wholeAnswerOf(sent);
    if (REFUSALS.includes(response.status)) return;
    if (!isSuccess(response.status)) inconclusive(`it is not clear why: ${inShort(response)}`);
    broken('answers a client that shows no certificate', {
      expected: 'a TLS alert, or a refusal such as 400 or 403',
      actual: inShort(response),
    });
  });
});

/** How servers and the proxies before them say that a certificate is missing; 495 to 497 are nginx's. */
const REFUSALS = [400, 401, 403, 421, 495, 496, 497];

/** How a TLS handshake ends, in Node's words, when the server insists on a certificate. */
const isTlsRefusal = (code: string): boolean => /^(EPROTO|ECONNRESET|ERR_SSL_)/.test(code);
