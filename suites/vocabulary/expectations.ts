import { outcomeProblems } from '../../lib/fhir/outcome';
import type { Exchange, ReceivedResponse } from '../../lib/http';
import { cutBody } from '../../lib/http/ellipsis';
import { headerValues } from '../../lib/http/exchange';
import type { Booking, Interaction } from '../../lib/target';
import { messageOf, saidIn } from '../../lib/target/answer';
import { createdId } from '../../lib/target/ledger';
import { broken, warned } from '../../lib/verdict';
import { answerOf, type Recorded } from './exchange';

/** The status is one of these. */
export function expectStatus(recorded: Recorded<Interaction>, ...allowed: number[]): void {
  const response = answerOf(recorded);
  if (allowed.includes(response.status)) return;
  broken(`answered ${response.status} instead of ${orList(allowed)}`, {
    expected: `status ${orList(allowed)}`,
    actual: inShort(response),
  });
}

/** No booking is made. */
export function expectNotBooked(sent: Recorded<Interaction>): void {
  const response = answerOf(sent);
  if (isSuccess(response.status)) {
    broken('books what it must refuse', { expected: 'a refusal', actual: inShort(response) });
  }
}

/** The header is there once and not empty; gives its value. */
export function expectOneHeader(recorded: Recorded<Interaction>, name: string): string {
  const values = headerValues(answerOf(recorded).headers, name);
  const expected = `one ${name} header that is not empty`;
  if (values.length === 0)
    return broken(`sends no ${name} header`, { expected, actual: `no ${name} header` });
  if (values.length > 1) {
    return broken(`sends ${values.length} ${name} headers`, { expected, actual: values.join(' | ') });
  }
  return (
    (values[0] as string).trim() ||
    broken(`sends an empty ${name} header`, { expected, actual: 'an empty value' })
  );
}

/** A 405 lists in Allow what it does take, and not what it just refused; the list may be empty (`http.allow`). */
export function expectAllow({ request, response }: Exchange): void {
  const allowed = headerValues(response?.headers ?? [], 'Allow');
  if (allowed.length === 0) {
    broken(`answers 405 to ${request.method} without saying which methods are allowed`, {
      expected: 'an Allow header; it may be empty',
      actual: 'no Allow header',
    });
  }
  const methods = allowed.flatMap((value) => value.split(',')).map((method) => method.trim());
  if (!methods.includes(request.method)) return;
  warned(`answers 405 to ${request.method}, and lists it among the methods that are allowed`, {
    expected: `Allow without ${request.method}`,
    actual: `Allow: ${allowed.join(', ')}`,
  });
}

/** The body is an OperationOutcome that says something (https://hl7.org/fhir/STU3/operationoutcome.html). */
export function expectOutcome(recorded: Recorded<Interaction>): void {
  expectOutcomeIn(answerOf(recorded));
}

/** The body of the answer is an OperationOutcome that says something. */
export function expectOutcomeIn(response: ReceivedResponse): void {
  const problems = outcomeProblems(bodyOf(response));
  if (problems.length === 0) return;
  broken(`does not explain the refusal in an OperationOutcome: ${problems[0]}`, {
    expected: 'an OperationOutcome with an error or fatal issue and some detail',
    actual: problems.length > 1 ? problems.join('; ') : inShort(response),
  });
}

/** For `unless`: gives the reason why nothing can be judged when the target accepted what was to be refused. */
export function accepted(recorded: Recorded<Interaction>): () => string | null {
  return () => {
    const { status } = answerOf(recorded);
    return isSuccess(status)
      ? `the target accepted it (status ${status}), so there is no refusal to judge`
      : null;
  };
}

/** For `unless`: gives the reason why nothing can be judged when the target refused what was to be accepted. */
export function refused(recorded: Recorded<Interaction>): () => string | null {
  return () => {
    const response = answerOf(recorded);
    return response.status < 400 ? null : refusalOfPlain(recorded.result);
  };
}

/** What to tell of a plain booking that was refused. */
function refusalOfPlain(interaction: Interaction): string {
  const { response } = interaction.exchange;
  return `the target refuses a plain booking: ${response ? inShort(response) : 'no answer'}${whereSlotIsGone(interaction)}`;
}

/** What to add to a refusal after which the slot was no longer offered; nothing to any other. */
export function whereSlotIsGone(interaction: Interaction & Pick<Booking, 'slotIsGone'>): string {
  return interaction.slotIsGone
    ? '; its slot is no longer offered, so that another user may have taken it meanwhile'
    : '';
}

/**
 * For `unless`: gives the reason why nothing can be judged when nothing shows that a plain booking was made. A target
 * that answers everything alike, with a redirect or with `{}`, refuses nothing and books nothing.
 */
export function notBooked(recorded: Recorded<Booking>): () => string | null {
  return () => {
    const response = answerOf(recorded);
    if (!isSuccess(response.status)) return refusalOfPlain(recorded.result);
    return namesNoBooking(recorded.result)
      ? `nothing shows that a plain booking was made: ${inShort(response)}`
      : null;
  };
}

/** Whether an answer names no Appointment at all, neither in its body nor in its Location. */
export function namesNoBooking({ exchange }: Booking): boolean {
  return createdId(exchange) === null;
}

/** For `unless`: the first reason that any of these gives. */
export function anyOf(...conditions: ReadonlyArray<() => string | null>): () => string | null {
  return () => {
    for (const condition of conditions) {
      const reason = condition();
      if (reason) return reason;
    }
    return null;
  };
}

export const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

/** The body, parsed; undefined when it is neither JSON nor XML. */
export function bodyOf(response: ReceivedResponse): unknown {
  return messageOf(response).value;
}

/** How many bytes of a body a line has room for. */
const LONGEST_BODY = 120;

/** An answer in one line: its status, and what an OperationOutcome or the first bytes of the body say. */
export function inShort(response: ReceivedResponse): string {
  const said = saidIn(response) ?? cutBody(response.body, LONGEST_BODY).replace(/\s+/g, ' ').trim();
  return said ? `status ${response.status}: ${said}` : `status ${response.status} with an empty body`;
}

function orList(values: readonly number[]): string {
  return values.length === 1 ? String(values[0]) : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
