import type { Issue } from '../issue';
import type { Position } from './place';

/** What is wrong with the text of a message: an issue of the layer `syntax`, of the whole message unless it says so. */
export interface SyntaxFinding extends Pick<Issue, 'rule' | 'message'> {
  readonly severity?: Issue['severity'];
  readonly code?: string;
  readonly path?: string;
  readonly position?: Position | undefined;
}

/** An issue of the layer `syntax`; an error unless it says otherwise. */
export function syntaxIssue(finding: SyntaxFinding): Issue {
  const { severity = 'error', code = 'structure', path = '', rule, message, position } = finding;
  return { severity, layer: 'syntax', code, rule, path, message, ...position };
}

/** A piece of the text, short enough for a message. */
export function shorten(piece: string): string {
  return piece.length > 80 ? `${piece.slice(0, 80)}…` : piece;
}
