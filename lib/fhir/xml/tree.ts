import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Issue } from '../issue';
import { MAX_NESTING } from '../message/json-scan';
import { Lines } from '../message/place';
import { type SyntaxFinding, syntaxIssue } from '../message/syntax';

export const FHIR_NAMESPACE = 'http://hl7.org/fhir';
export const XHTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly prefix: string;
  readonly namespace: string;
  /** Values of the attributes by their names as they are written, without those that declare namespaces. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Whether it declares its namespace as the one of elements without prefix. */
  readonly declaresNamespace: boolean;
  readonly isSelfClosing: boolean;
  readonly children: XmlElement[];
  /** Offsets of its start, and of what follows its end. */
  readonly start: number;
  end: number;
  /** The offset of the first text in it that is more than white space; null if there is none. */
  text: number | null;
}

/**
 * Reads a text as XML 1.0 with namespaces into a tree. Never throws; depth is bounded, and nothing is expanded.
 *
 * Gives no root where the text is not well-formed, has a document type declaration or is too deep; then the issues say
 * why. Another encoding than UTF-8 in the XML declaration is an error, a processing instruction a warning.
 */
export function readXmlTree(text: string): { root: XmlElement | null; issues: Issue[] } {
  return new TreeReader(text).read();
}

/** The offsets of the attributes of an element of `text`, by their names as they are written. */
export function attributeStarts(text: string, element: XmlElement): Map<string, number> {
  const starts = new Map<string, number>();
  const attribute = /\s+([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')/y;
  attribute.lastIndex = element.start + text.slice(element.start).search(/[\s/>]/);
  for (;;) {
    const from = attribute.lastIndex;
    const [whole, name] = attribute.exec(text) ?? [];
    if (whole === undefined || name === undefined) return starts;
    starts.set(name, from + whole.search(/\S/));
  }
}

/** How many processing instructions are told of: as many as a reader can use. */
const MAX_INSTRUCTIONS = 10;

/** Thrown to leave the parser, and caught where it was started. */
const STOP = Symbol('stop');

class TreeReader {
  readonly #text: string;
  readonly #lines: Lines;
  readonly #parser = new SaxesParser({
    xmlns: true,
    position: false,
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
  });
  readonly #issues: Issue[] = [];
  readonly #open: XmlElement[] = [];
  #root: XmlElement | null = null;
  /** The end of the tag, instruction or CDATA section that was read last. */
  #end = 0;
  #instructions = 0;

  constructor(text: string) {
    this.#text = text;
    this.#lines = new Lines(text);
    this.#listen();
  }

  read(): { root: XmlElement | null; issues: Issue[] } {
    try {
      this.#beginning();
      this.#parser.write(this.#text).close();
    } catch (thrown) {
      if (thrown !== STOP) this.#notWellFormed(thrown);
      return { root: null, issues: this.#issues };
    }
    return { root: this.#root, issues: this.#issues };
  }

  /** No more than six events, not even `error`: with more, V8 takes the parser for a dictionary, a fifth as fast. */
  #listen(): void {
    const parser = this.#parser;
    parser.on('doctype', () => {
      const message = 'A FHIR message has no document type declaration and no entities of its own.';
      this.#stop(this.#before('<!DOCTYPE'), { rule: 'xml:doctype', message });
    });
    parser.on('processinginstruction', ({ target }) => this.#instruction(target));
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('closetag', () => {
      this.#end = parser.position;
      const element = this.#open.pop();
      if (element !== undefined) element.end = this.#end;
    });
    parser.on('text', (text) => this.#characters(text));
    parser.on('cdata', (text) => {
      this.#characters(text);
      this.#end = parser.position;
    });
  }

  /** Says in plain words what the parser would say in its own. */
  #beginning(): void {
    const start = this.#text.search(/[^ \t\r\n]/);
    if (start === -1) this.#stop(0, { rule: 'xml', message: 'The body is empty.' });
    const first = String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
    const message = `The body is not XML: it begins with ${JSON.stringify(first)}.`;
    if (first !== '<') this.#stop(start, { rule: 'xml', message });
  }

  #opened({ local, prefix, uri, attributes, isSelfClosing }: SaxesTagNS): void {
    const start = this.#before('<');
    this.#end = this.#parser.position;
    if (this.#root === null) this.#declaration();
    if (this.#open.length === MAX_NESTING) {
      const message = `Elements lie in each other more than ${MAX_NESTING} deep.`;
      this.#stop(start, { code: 'too-long', rule: 'nesting', message });
    }
    const element: XmlElement = {
      name: local,
      prefix,
      namespace: uri,
      attributes: contentAttributes(attributes),
      declaresNamespace: attributes.xmlns?.value === uri,
      isSelfClosing,
      children: [],
      start,
      end: this.#end,
      text: null,
    };
    this.#root ??= element;
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
  }

  #characters(text: string): void {
    const owner = this.#open.at(-1);
    if (owner !== undefined && isMoreThanSpace(text)) owner.text ??= skipSpace(this.#text, this.#end);
  }

  #declaration(): void {
    const { encoding } = this.#parser.xmlDecl;
    if (encoding === undefined || /^utf-8$/i.test(encoding)) return;
    const message = `A FHIR message is in UTF-8; the XML declaration says ${JSON.stringify(encoding)}.`;
    this.#report(this.#text.indexOf('encoding'), { rule: 'xml:encoding', message });
  }

  #instruction(target: string): void {
    this.#end = this.#parser.position;
    this.#instructions += 1;
    if (this.#instructions > MAX_INSTRUCTIONS) return;
    const message = `The processing instruction ${target} is no part of a resource.`;
    this.#report(this.#before('<?'), { severity: 'warning', rule: 'xml:processing-instruction', message });
  }

  /** The offset of the last `markup` before what the parser is at. */
  #before(markup: string): number {
    return this.#text.lastIndexOf(markup, this.#parser.position - 1);
  }

  #notWellFormed(error: unknown): void {
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    const message = `The body is not well-formed XML: ${reason}.`;
    this.#report(Math.min(this.#parser.position, this.#text.length), { rule: 'xml', message });
  }

  #report(offset: number, finding: SyntaxFinding): void {
    this.#issues.push(syntaxIssue({ ...finding, position: this.#lines.positionAt(offset) }));
  }

  #stop(offset: number, finding: SyntaxFinding): never {
    this.#report(offset, finding);
    throw STOP;
  }
}

function contentAttributes(attributes: SaxesTagNS['attributes']): Map<string, string> {
  const values = new Map<string, string>();
  for (const name of Object.keys(attributes)) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) values.set(name, attributes[name]?.value ?? '');
  }
  return values;
}

/** The offset of what follows white space and comments. */
function skipSpace(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    while (at < text.length && !isMoreThanSpace(text.charAt(at))) at += 1;
    if (!text.startsWith('<!--', at)) return at;
    at = text.indexOf('-->', at) + '-->'.length;
  }
}

function isMoreThanSpace(text: string): boolean {
  return /[^ \t\r\n]/.test(text);
}
