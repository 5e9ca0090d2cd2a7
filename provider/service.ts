import { writeXml } from '../lib/fhir';
import { type Answer, answerRefusal, type Reply, refusal, type WrittenAnswer } from './answer';
import type { Behaviour } from './behaviour';
import { contentTypeOf, formatAsked, MEDIA_TYPES } from './formats';
import type { Service } from './http-server';
import { methodNotAllowed, perform } from './interactions';
import type { Provider } from './provider';
import type { Interaction, RequestHead } from './request';
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
  'expectation-failed': refusal(
    'expectation-failed',
    'not-supported',
    'The only expectation that can be met is 100-continue.',
  ),
  'server-error': refusal('server-error', 'exception', 'The provider failed.'),
} as const;

/**
 * The provider as the HTTP server sees it. Whatever is answered is dated, is written in the format asked for, gets its
 * request id, and a last look.
 */
export function service(provider: Provider, policy: TokenPolicy, requestIdMode: RequestIdMode): Service {
  const { behaviour, formats, overlay } = provider;

  /** Where no format would do, the refusal comes in the first that there is. */
  function finish(
    reply: Reply,
    request: RequestHead,
    interaction: Interaction | null,
    previousBooking: string | null,
  ): WrittenAnswer {
    const format = formatAsked(request, formats) ?? formats[0];
    const answer: Answer = {
      ...reply,
      format,
      headers: [
        // Node would put in a date that may be most of a second old, and so earlier than Last-Modified.
        ['Date', new Date().toUTCString()],
        ...reply.headers,
        ['Content-Type', contentTypeOf(format)],
        ...requestIdHeaders(request.headers, requestIdMode, overlay),
      ],
    };
    const context = { interaction, requestHeaders: request.headers, previousBooking };
    return written(behaviour.answer(answer, context), behaviour);
  }

  function notAcceptable(): Reply {
    const spoken = formats.map((format) => MEDIA_TYPES[format]).join(' and ');
    return answerRefusal(refusal('not-acceptable', 'not-supported', `Answers come as ${spoken} only.`));
  }

  return {
    transfer: provider.traits.transfer,
    async perform(interaction, request) {
      const previousBooking = provider.appointments.newestId;
      const reply =
        formatAsked(request, formats) === null
          ? notAcceptable()
          : await perform(interaction, request, provider, policy);
      return finish(reply, request, interaction, previousBooking);
    },
    refuseMethod: (request, allowed) => finish(methodNotAllowed(allowed), request, null, null),
    fail: (request, failure) => finish(answerRefusal(FAILURES[failure]), request, null, null),
  };
}

function written({ status, headers, body, format }: Answer, behaviour: Behaviour): WrittenAnswer {
  if (body === null || body === undefined) return { status, headers, body: '' };
  if (typeof body === 'string' || Buffer.isBuffer(body)) return { status, headers, body };
  const text = format === 'xml' ? writeXml(body) : JSON.stringify(body);
  return { status, headers, body: behaviour.text(text, format) };
}
