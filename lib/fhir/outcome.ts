import { CODES } from './base/codes';
import { isObject, type JsonObject, listOf } from './json';
import { show } from './report';

/**
 * Why a parsed body is not an OperationOutcome that explains a failure (http://hl7.org/fhir/STU3/operationoutcome.html):
 * issues with severity and code of STU3, at least one of them an error, and something said beyond the codes.
 * An empty list means that it is one.
 */
export function outcomeProblems(value: unknown): string[] {
  if (!isObject(value)) return ['The body is not a JSON object.'];
  if (value.resourceType !== 'OperationOutcome') {
    return [`resourceType is ${show(value.resourceType)}, not "OperationOutcome".`];
  }
  const { issue: issues } = value;
  if (!Array.isArray(issues) || issues.length === 0) return ['issue is not a list of at least one issue.'];

  const problems = issues.flatMap(issueProblems);
  if (
    !issues.some((issue) => isObject(issue) && (issue.severity === 'error' || issue.severity === 'fatal'))
  ) {
    problems.push('No issue has the severity error or fatal.');
  }
  if (!hasText(value) && !issues.some((issue) => isObject(issue) && hasDetail(issue))) {
    problems.push(
      'Nothing says what went wrong: no details, diagnostics, location, expression or narrative.',
    );
  }
  return problems;
}

function issueProblems(issue: unknown, index: number): string[] {
  if (!isObject(issue)) return [`issue[${index}] is not an object.`];
  const problems: string[] = [];
  if (!isOneOf(issue.severity, 'issue-severity')) {
    problems.push(`issue[${index}].severity is ${show(issue.severity)}, not an STU3 severity.`);
  }
  if (!isOneOf(issue.code, 'issue-type')) {
    problems.push(`issue[${index}].code is ${show(issue.code)}, not an STU3 issue type.`);
  }
  return problems;
}

function isOneOf(value: unknown, codeSet: string): boolean {
  return typeof value === 'string' && CODES.get(codeSet)?.has(value) === true;
}

function hasDetail(issue: JsonObject): boolean {
  const details = isObject(issue.details) ? issue.details : {};
  return (
    [details.text, issue.diagnostics].some(isFilled) ||
    listOf(details.coding).some(isObject) ||
    [...listOf(issue.location), ...listOf(issue.expression)].some(isFilled)
  );
}

function hasText(outcome: JsonObject): boolean {
  return isObject(outcome.text) && isFilled(outcome.text.div);
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
