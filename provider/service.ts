import { type Answer, answerRefusal, refusal } from './answer';
import type { Service } from './http-server';
import { methodNotAllowed, perform } from './interactions';
import type { Provider } from './provider';
import type { Interaction, RequestHeaders } from './request';
import { type RequestIdMode, requestIdHeaders } from './request-ids';
import type { TokenPolicy } from './tokens';

/** What is answered to a request that is none of the API's interactions, or failed on its way. */
const FAILURES = {
  'not-found': refusal('not-found', 'not-found', 'There is nothing here.'),
  'bad-request': refusal(
    'bad-request',
    'invalid',
    'The request is not well-formed HTTP, or its URL is not one.',
  ),
  'too-large': refusal('too-large', 'too-long', 'The body is too large.'),
  'server-error': refusal('server-error', 'exception', 'The provider failed.'),
} as const;

/** The provider as the HTTP server sees it. Whatever is answered gets its request id, and a last look. */
export function service(provider: Provider, policy: TokenPolicy, requestIdMode: RequestIdMode): Service {
  function finish(
    answer: Answer,
    requestHeaders: RequestHeaders,
    interaction: Interaction | null,
    previousBooking: string | null,
  ): Answer {
    const identified = {
      ...answer,
      headers: [...answer.headers, ...requestIdHeaders(requestHeaders, requestIdMode)],
    };
    return provider.behaviour.answer(identified, { interaction, requestHeaders, previousBooking });
  }
  return {
    async perform(interaction, request) {
      const previousBooking = provider.appointments.newestId;
      const answer = await perform(interaction, request, provider, policy);
      return finish(answer, request.headers, interaction, previousBooking);
    },
    refuseMethod: (headers, allowed) => finish(methodNotAllowed(allowed), headers, null, null),
    fail: (headers, failure) => finish(answerRefusal(FAILURES[failure]), headers, null, null),
  };
}
