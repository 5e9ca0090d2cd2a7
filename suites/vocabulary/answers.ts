import type { Format } from '../../lib/fhir';
import type { Exchange, ReceivedResponse } from '../../lib/http';
import { headerValues } from '../../lib/http/exchange';
import { session } from '../../lib/runner/session';
import { messageOf } from '../../lib/target/answer';
import type { Instance } from '../../lib/verdict';
import { isJudgeable } from './exchange';

/** An answer of the run, with the case that it belongs to. */
export interface Answer extends Instance {
  readonly sent: Exchange;
  readonly response: ReceivedResponse;
}

/** An answer whose body is a FHIR resource. */
export interface ResourceAnswer extends Answer {
  readonly resource: Record<string, unknown>;
  /** The format that the body is written in, whatever its label says. */
  readonly format: Format;
}

/**
 * Every answer of the run that arrived whole, but for those of a target that was too busy to look, and for that to the
 * client that showed no certificate: what ends TLS before the server may give it, and has never heard of FHIR.
 */
export function everyAnswer(): Answer[] {
  return session().exchanges.flatMap((sent) =>
    sent.response === null || !isJudgeable(sent) || sent.purpose === 'connect'
      ? []
      : [{ case: sent.case, exchange: sent.id, sent, response: sent.response }],
  );
}

/** Every answer of the run whose body is a FHIR resource. */
export function everyResource(): ResourceAnswer[] {
  return everyAnswer().flatMap((answer) => {
    const { value, format } = messageOf(answer.response);
    return isResource(value) ? [{ ...answer, resource: value, format }] : [];
  });
}

/** Every answer that reports an error, and arrived whole; but for those to a client that would not take FHIR. */
export function everyError(): Answer[] {
  return everyAnswer().filter(({ response, sent }) => response.status >= 400 && takesFhir(sent));
}

/** Whether the client would take FHIR as it is labelled: asked for it, for anything, or for nothing in particular. */
export function takesFhir({ request }: Exchange): boolean {
  const accepted = headerValues(request.headers, 'Accept').join(',').toLowerCase();
  return (
    accepted === '' ||
    /(application\/fhir\+(json|xml)|application\/\*|\*\/\*)(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)
  );
}

/** The answers that have the header field, each as often as it has it. */
export function eachWith<T extends Answer>(
  name: string,
  answers: readonly T[],
): Array<T & { value: string }> {
  return answers.flatMap((answer) =>
    headerValues(answer.response.headers, name).map((value) => ({ ...answer, value: value.trim() })),
  );
}

function isResource(value: unknown): value is Record<string, unknown> {
  return typeof (value as { resourceType?: unknown } | null | undefined)?.resourceType === 'string';
}
