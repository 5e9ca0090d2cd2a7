import type { Answer } from '../answer';
import type { AnswerContext, Behaviour } from '../behaviour';

/** What a fault makes of an answer. */
export type Change = (answer: Answer, context: AnswerContext) => Answer;

/** The behaviour of changing the answers of certain occasions, and no others. */
export function on(occasions: readonly Answer['occasion'][], change: Change): Partial<Behaviour> {
  return {
    answer: (answer, context) => (occasions.includes(answer.occasion) ? change(answer, context) : answer),
  };
}

/** The behaviour of changing every answer. */
export function always(change: Change): Partial<Behaviour> {
  return { answer: change };
}

export function status(code: number): Change {
  return (answer) => ({ ...answer, status: code });
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

/** Sends another body. */
export function body(content: unknown, contentType: string): Change {
  return (answer, context) => ({
    ...rewritten('Content-Type', () => contentType)(answer, context),
    body: content,
  });
}

/** Leaves out elements of the resource in the body. */
export function withoutElement(path: readonly [string] | readonly [string, string]): Change {
  return (answer) => ({ ...answer, body: omit(answer.body, path) });
}

function omit(value: unknown, [name, ...inner]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || name === undefined) return value;
  const { [name]: element, ...others } = value as Record<string, unknown>;
  return inner.length === 0 ? others : { ...others, [name]: omit(element, inner) };
}

function isNamed(field: string, name: string): boolean {
  return field.toLowerCase() === name.toLowerCase();
}
