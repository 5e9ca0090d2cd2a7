/**
 * HTTP Semantics, RFC 9110 section 15.5.6: a method that the server does not take.
 * https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6
 *
 * Methods that destroy or change are sent to an Appointment that does not exist, so that they can do no harm to a server
 * that takes them.
 */
import { randomUUID } from 'node:crypto';
import type { Probe } from '../../lib/target';
import { answerOf, exchange, expectAllow, inShort, notApplicable, rule } from '../vocabulary';

const scope = 'patient/appointment.write';

const methods: ReadonlyArray<Omit<Probe, 'path' | 'scope'>> = [
  { method: 'DELETE' },
  { method: 'PATCH', contentType: 'application/json-patch+json', body: Buffer.from('[]') },
];

describe.each(methods)('Sending $method to an Appointment that does not exist', (request) => {
  const sent = exchange((target) =>
    target.probe({ ...request, path: `/Appointment/${randomUUID()}`, scope }),
  );

  rule('http.allow', () => {
    const response = answerOf(sent);
    if (response.status !== 405) notApplicable(`it was not answered with 405: ${inShort(response)}`);
    expectAllow(sent.result.exchange);
  });
});
