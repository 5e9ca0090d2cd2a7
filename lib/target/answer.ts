import { parseJson } from '../fhir';
import { decodedBody, type Exchange } from '../http';

/** The JSON in an answer; undefined when there is none. */
export function jsonIn({ response }: Exchange): unknown {
  return response ? parseJson(decodedBody(response)).value : undefined;
}

/** An answer in a few words, for reasons. */
export function answerInShort({ response, error }: Exchange): string {
  if (error) return error.message;
  return response ? `status ${response.status}` : 'no answer';
}
