import type { Issue } from '../issue';
import { type JsonScan, type Oddity, scanJson } from './json-scan';
import { numberFinding } from './number';
import { Lines, type Places, type Step } from './place';
import { type SyntaxFinding, shorten, syntaxIssue } from './syntax';

/** A value as the text of a message holds it, and what is wrong with the text. */
export interface Reading {
  readonly value: unknown;
  readonly issues: readonly Issue[];
  readonly places: Places;
}

/** Parses a text as JSON: gives its value, or an issue that says where and why it is none. Never throws. */
export function parseJsonText(text: string): { value: unknown; issue: Issue | null } {
  try {
    return { value: JSON.parse(text), issue: null };
  } catch {
    return { value: undefined, issue: notJson(text, scanJson(text).fault) };
  }
}

/**
 * Reads a text as JSON, and says what `JSON.parse` is silent about: names that are given twice (which
 * http://hl7.org/fhir/STU3/json.html rules out), numbers that lose what is written, halves of characters. Never throws.
 * `rootPathOf` gives the path of a root value, with which the paths of issues begin.
 */
export function readJson(text: string, rootPathOf: (value: unknown) => string): Reading {
  const { fault, oddities, places } = scanJson(text);
  if (fault?.isDepth) return { value: undefined, issues: [notJson(text, fault)], places };
  const { value, issue } = parseJsonText(text);
  if (issue !== null) return { value, issues: [issue], places };
  const lines = new Lines(text);
  const rootPath = oddities.length === 0 ? '' : rootPathOf(value);
  const issues = oddities.map((oddity) =>
    syntaxIssue({
      ...findingOf(oddity),
      path: pathOf(rootPath, places.stepsTo(oddity.node)),
      position: lines.positionAt(oddity.offset),
    }),
  );
  return { value, issues, places };
}

function notJson(text: string, fault: JsonScan['fault']): Issue {
  if (text.trim() === '') {
    return syntaxIssue({ rule: 'json', message: 'The body is empty.', position: { line: 1, column: 1 } });
  }
  const { offset, message, isDepth } = fault ?? UNSEEN_FAULT;
  const position = new Lines(text).positionAt(offset);
  if (isDepth) return syntaxIssue({ code: 'too-long', rule: 'nesting', message, position });
  return syntaxIssue({ rule: 'json', message: `The body is not JSON: ${message}`, position });
}

/** Should `JSON.parse` ever refuse what the scanner takes. */
const UNSEEN_FAULT = { offset: 0, message: 'JSON.parse refuses it.', isDepth: false };

function findingOf({ kind, written }: Oddity): SyntaxFinding {
  if (kind === 'duplicate') {
    const message = `${JSON.stringify(shorten(written))} is given more than once in one object.`;
    return { rule: 'duplicate-key', message };
  }
  if (kind === 'surrogate') {
    return { code: 'value', rule: 'surrogate', message: `${written} is half of a character.` };
  }
  return numberFinding(written, kind);
}

function pathOf(rootPath: string, steps: readonly Step[]): string {
  let path = rootPath;
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else path += path === '' ? step : `.${step}`;
  }
  return path;
}
