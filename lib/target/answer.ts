import { type Message, readMessage } from '../fhir';
import type { Exchange, ReceivedResponse, SentRequest } from '../http';
// Not by the index: the suites load this file too, and need nothing that sends.
import { decodedBody } from '../http/content';
import { cutText } from '../http/ellipsis';
import { tellingGaps } from './gaps';

const read = new WeakMap<ReceivedResponse | SentRequest, Message>();

/** The message that an answer or a request carries, JSON or XML, without its content coding; read once. */
export function messageOf(carrier: ReceivedResponse | SentRequest): Message {
  const message = read.get(carrier) ?? readIn(carrier);
  read.set(carrier, message);
  // What was masked as a whole may have been readable before.
  if (carrier.masked && message.value === undefined) carrier.onGap?.('masked');
  return message;
}

function readIn(carrier: ReceivedResponse | SentRequest): Message {
  // How large an answer may be was bounded when it was received.
  const message = readMessage(decodedBody(carrier), undefined, Number.POSITIVE_INFINITY);
  const { onGap } = carrier;
  return onGap ? { ...message, value: tellingGaps(message.value, onGap) } : message;
}

/** The resource, or whatever else can be read, in an answer; undefined when there is nothing. */
export function contentOf({ response }: Exchange): unknown {
  return response ? messageOf(response).value : undefined;
}

/** Statuses that may say that a slot is gone; anything else has another reason. */
const GONE = [404, 409, 410, 422];

/** Whether a request to book was refused as it is when somebody else has taken the slot. */
export function saysSlotIsGone({ response }: Exchange): boolean {
  return GONE.includes(response?.status ?? 0);
}

/** What an OperationOutcome in the answer says; null where there is none that says something. */
export function saidIn(response: ReceivedResponse): string | null {
  const outcome = messageOf(response).value as { resourceType?: unknown; issue?: unknown } | null | undefined;
  if (outcome?.resourceType !== 'OperationOutcome' || !Array.isArray(outcome.issue)) return null;
  const texts = outcome.issue.map((issue) => issue?.details?.text ?? issue?.diagnostics ?? issue?.code);
  const said = texts.filter((text) => typeof text === 'string').join('; ');
  return cutText(said, MOST_SAID) || null;
}

const MOST_SAID = 300;

/** An answer in a few words, for reasons. */
export function answerInShort({ response, error }: Exchange): string {
  if (error) return error.message;
  return response ? `status ${response.status}` : 'no answer';
}
