/**
 * What the urgent-care implementation guide asks of every answer, judged on all exchanges of the run:
 * https://developer.nhs.uk/apis/uec-appointments/fs_xti.html and
 * https://developer.nhs.uk/apis/uec-appointments/er_errorhandling.html
 */
import { headerValues } from '../../lib/http/exchange';
import { messageOf } from '../../lib/target/answer';
import {
  broken,
  closing,
  everyAnswer,
  everyError,
  everyResource,
  inShort,
  notApplicable,
  ruleOnEveryAnswer,
  sentRequestId,
  session,
} from '../vocabulary';

/** An issue of whatever the server sent for an OperationOutcome. */
type Issue = { severity?: unknown; code?: unknown; details?: unknown; diagnostics?: unknown } | null;

if (session().target.settings.overlays.includes('uec')) {
  closing('Every answer, as the urgent-care guide asks', () => {
    ruleOnEveryAnswer('uec.request-id.returned', everyAnswer, ({ response }) => {
      const values = headerValues(response.headers, 'X-Request-Id');
      if (values.length === 1 && values[0]?.trim()) return;
      broken('returns no X-Request-Id, or several', {
        expected: 'one X-Request-Id header that is not empty',
        actual: values.join(' | ') || 'none, or an empty one',
      });
    });

    ruleOnEveryAnswer(
      'uec.correlation-id.always',
      () => everyAnswer().filter(({ sent }) => sentRequestId(sent) !== null),
      ({ sent, response }) => {
        const id = sentRequestId(sent) as string;
        const values = headerValues(response.headers, 'X-Correlation-Id');
        if (values.length === 1 && values[0] === id) return;
        broken("does not return the client's id as X-Correlation-Id", {
          expected: `X-Correlation-Id: ${id}`,
          actual: values.join(' | ') || 'no X-Correlation-Id header',
        });
      },
    );

    ruleOnEveryAnswer(
      'uec.outcome.always',
      everyError,
      ({ response }) => {
        const body = messageOf(response).value as
          | { resourceType?: unknown; issue?: unknown }
          | null
          | undefined;
        if (body?.resourceType === 'OperationOutcome' && Array.isArray(body.issue)) return;
        broken(`answers ${response.status} without an OperationOutcome`, {
          expected: 'an OperationOutcome',
          actual: inShort(response),
        });
      },
      () => notApplicable('no answer reported an error'),
    );

    ruleOnEveryAnswer(
      'uec.outcome.detail',
      () => everyResource().filter(({ resource }) => resource.resourceType === 'OperationOutcome'),
      ({ resource }) => {
        const issues: Issue[] = Array.isArray(resource.issue) ? resource.issue : [];
        // The guide has "a text description" for an id; it does not say in which element.
        const isNamed =
          typeof resource.id === 'string' ||
          resource.text !== undefined ||
          issues.some((issue) => issue?.details !== undefined || issue?.diagnostics !== undefined);
        const isDetailed = issues.every(
          (issue) => issue?.severity !== undefined && issue?.code !== undefined,
        );
        if (isNamed && isDetailed && issues.length > 0) return;
        broken('sends an OperationOutcome that cannot be referred to', {
          expected: 'an id or text, and issues with severity and code',
          actual: isNamed ? 'an issue without severity or code' : 'neither id nor text',
        });
      },
      () => notApplicable('no answer brought an OperationOutcome'),
    );

    ruleOnEveryAnswer(
      'uec.jwt.challenge',
      // What a probe is refused for, with a token that is in order, is the method.
      () =>
        everyAnswer().filter(
          ({ response, sent }) => [401, 403].includes(response.status) && sent.purpose !== 'probe',
        ),
      ({ response }) => {
        if (headerValues(response.headers, 'WWW-Authenticate').some((value) => value.trim() !== '')) return;
        broken(`refuses a token with ${response.status} and no challenge`, {
          expected: 'WWW-Authenticate with at least one challenge',
          actual: 'no WWW-Authenticate header',
        });
      },
      () => notApplicable('no token was refused'),
    );
  });
}
