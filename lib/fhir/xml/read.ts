import type { Reading } from '../message/json';
import { syntaxIssue } from '../message/syntax';

/** Reads a text as FHIR XML. */
export function readXml(_text: string): Reading {
  const issue = syntaxIssue({ rule: 'xml', code: 'not-supported', message: 'XML is not read yet.' });
  return { value: undefined, issues: [issue], places: { offsetOf: () => null } };
}
