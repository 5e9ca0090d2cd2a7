/**
 * HTTP Semantics, RFC 9110 section 15.5.6: a method that the server does not take.
 * https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6
 *
 * Methods that destroy or change are sent to an Appointment that does not exist, so that they can do no harm to a server
 * that takes them.
 */
import { misdirectedRequests } from '../../fixtures/requests';
import { answerOf, exchange, expectAllow, inShort, notApplicable, rule } from '../vocabulary';

const scope = 'patient/appointment.write';

describe.each(misdirectedRequests)('Sending $name', ({ method, path }) => {
  const sent = exchange((target) => target.probe({ method, path: path(), scope }));

  rule('http.allow', () => {
    const response = answerOf(sent);
    if (response.status !== 405) notApplicable(`it was not answered with 405: ${inShort(response)}`);
    expectAllow(sent.result.exchange);
  });
});
