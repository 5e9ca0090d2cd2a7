/**
 * Book an appointment, section Security:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#security
 */
import {
  answerOf,
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
  if (!session().target.settings.spineProxy?.baseUrl) {
    rule('book.security.proxy', () => notApplicable('the requests of this run go straight to the target'));
    return;
  }
  const search = exchange((target) => target.searchFreshSlot());
  rule('book.security.proxy', () => {
    const response = answerOf(search);
    if (!isSuccess(response.status)) inconclusive(`a search for a free slot fails: ${inShort(response)}`);
  });
});

describe('Connecting without a client certificate', () => {
  const unseen = whyUnseen();
  if (unseen !== null) {
    rule('book.security.mutual-tls', () => notApplicable(unseen));
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

/** Why the target's own TLS cannot be seen; null where it can. */
function whyUnseen(): string | null {
  const { baseUrl, settings } = session().target;
  if (settings.spineProxy?.baseUrl) return 'it is the Spine proxy that checks certificates on this way';
  if (settings.httpProxy) return 'an HTTP proxy stands between the suite and the target';
  return /^https:/i.test(baseUrl) ? null : 'the target is not reached by https';
}

/** How servers and the proxies before them say that a certificate is missing; 495 to 497 are nginx's. */
const REFUSALS = [400, 401, 403, 421, 495, 496, 497];

/**
 * How a TLS connection ends, in Node's words, when the server insists on a certificate: by an alert, or broken off. With
 * TLS 1.3 that may come when the request is under way already.
 */
const isTlsRefusal = (code: string): boolean => /^(EPROTO|EPIPE|ECONNRESET|ERR_SSL_)/.test(code);
