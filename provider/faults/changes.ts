import type { OperationOutcome } from 'fhir/r3';
import type { Answer, Ground } from '../answer';
import type { AnswerContext, Behaviour } from '../behaviour';
import type { Interaction } from '../request';

/** What a fault makes of an answer. */
export type Change = (answer: Answer, context: AnswerContext) => Answer;

/** The behaviour of changing the answers of certain occasions, and no others. */
export function on(occasions: readonly Answer['occasion'][], change: Change): Partial<Behaviour> {
  return {
    answer: (answer, context) => (occasions.includes(answer.occasion) ? change(answer, context) : answer),
  };
}

/** The behaviour of changing the answers of certain occasions to one interaction. */
export function inAnswersTo(
  interaction: Interaction,
  occasions: readonly Answer['occasion'][],
  change: Change,
): Partial<Behaviour> {
  return on(occasions, (answer, context) =>
    context.interaction === interaction ? change(answer, context) : answer,
  );
}

/** The behaviour of changing every refusal. */
export function onRefusals(change: Change): Partial<Behaviour> {
  return { answer: (answer, context) => (answer.status >= 400 ? change(answer, context) : answer) };
}

/** The behaviour of changing every answer. */
export function always(change: Change): Partial<Behaviour> {
  return { answer: change };
}

/** The behaviour of taking a token that would be refused on this ground. */
export function tokensDespite(ground: Ground): Partial<Behaviour> {
  return { tokenRefusal: (refused) => (refused?.ground === ground ? null : refused) };
}

export function status(code: number): Change {
  return (answer) => ({ ...answer, status: code });
}

/** Adds a header. */
export function added(name: string, value: (context: AnswerContext) => string): Change {
  return (answer, context) => ({ ...answer, headers: [...answer.headers, [name, value(context)]] });
}

/** Leaves out a header. */
export function without(name: string): Change {
  return (answer) => ({ ...answer, headers: answer.headers.filter(([field]) => !isNamed(field, name)) });
}

/** Rewrites a header, where the answer has it. */
export function rewritten(name: string, rewrite: (value: string, context: AnswerContext) => string): Change {
  return (answer, context) => ({
    ...answer,
    headers: answer.headers.map(([field, value]) =>
      isNamed(field, name) ? [field, rewrite(value, context)] : [field, value],
    ),
  });
}

/** Sends a header twice. */
export function twice(name: string): Change {
  return (answer) => ({
    ...answer,
    headers: [...answer.headers, ...answer.headers.filter(([field]) => isNamed(field, name))],
  });
}

/** Sends no body, and so no Content-Type. */
export function withoutBody(answer: Answer, context: AnswerContext): Answer {
  return { ...without('Content-Type')(answer, context), body: null };
}

/** Sends text of another media type. */
export function text(content: string, contentType: string): Change {
  return (answer, context) => ({
    ...rewritten('Content-Type', () => contentType)(answer, context),
    body: content,
  });
}

/** Sends another resource, in the format asked for. */
export function resource(content: object): Change {
  return (answer) => ({ ...answer, body: content });
}

/** Sends the resource in the body with something changed in it. */
export function edited<T extends object>(edit: (resource: T) => object): Change {
  return (answer) =>
    typeof answer.body === 'object' && answer.body !== null
      ? { ...answer, body: edit(answer.body as T) }
      : answer;
}

/** Writes a resource that goes out as JSON in another way than it should be written. */
export function written(write: (json: string) => string | Buffer): Change {
  return (answer) =>
    typeof answer.body === 'object' && answer.body !== null && answer.format === 'json'
      ? { ...answer, body: write(JSON.stringify(answer.body)) }
      : answer;
}

/** Changes every issue of an OperationOutcome. */
export function editedIssues(edit: (issue: OperationOutcome['issue'][number]) => object): Change {
  return edited<OperationOutcome>((outcome) => ({ ...outcome, issue: outcome.issue.map(edit) }));
}

/** Leaves out elements of the resource in the body. */
export function withoutElement(path: readonly [string] | readonly [string, string]): Change {
  return (answer) => ({ ...answer, body: omit(answer.body, path) });
}

/** Makes several changes, one after the other. */
export function all(...changes: readonly Change[]): Change {
  return (answer, context) => changes.reduce((changed, change) => change(changed, context), answer);
}

/** All grounds on which tokens are refused. */
export const TOKEN_GROUNDS: readonly Ground[] = [
  'token-missing',
  'token-malformed',
  'token-invalid',
  'token-claims',
  'token-expired',
  'token-not-before',
  'token-audience',
  'token-scope',
];

/** The grounds of refusals of whose bodies the booking page says nothing, so that only FHIR asks for an OperationOutcome. */
export const OTHER_GROUNDS: readonly Ground[] = [
  'not-parseable',
  'not-a-resource',
  'other-resource',
  'base-invalid',
  'not-found',
  'id-mismatch',
  'if-match-missing',
  'version-conflict',
];

function omit(value: unknown, [name, ...inner]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || name === undefined) return value;
  const { [name]: element, ...others } = value as Record<string, unknown>;
  return inner.length === 0 ? others : { ...others, [name]: omit(element, inner) };
}

function isNamed(field: string, name: string): boolean {
  return field.toLowerCase() === name.toLowerCase();
}
