import { SaxesParser } from 'saxes';
import type { Issue } from '../issue';
import { MAX_NESTING } from '../message/json-scan';
import { Lines } from '../message/place';
import { type SyntaxFinding, syntaxIssue } from '../message/syntax';

export const FHIR_NAMESPACE = 'http://hl7.org/fhir';
export const XHTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';

export interface XmlAttribute {
  /** As it is written, with its prefix. */
  readonly name: string;
  readonly value: string;
  /** The offset behind its closing quote. */
  readonly end: number;
}

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly prefix: string;
  readonly namespace: string;
  /** Those that declare no namespace. */
  readonly attributes: readonly XmlAttribute[];
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
  /** Of the start tag at hand. */
  #start = 0;
  #attributes: XmlAttribute[] = [];
  /** The end of the tag, comment or the like that was read last. */
  #end = 0;
  #instructions = 0;

  constructor(text: string) {
    this.#text = text;
    this.#lines = new Lines(text);
    this.#listen();
  }

  read(): { root: XmlElement | null; issues: Issue[] } {
    try {
      if (!isMoreThanSpace(this.#text)) this.#stop(0, { rule: 'xml', message: 'The body is empty.' });
      this.#parser.write(this.#text).close();
    } catch (thrown) {
      if (thrown !== STOP) throw thrown;
      return { root: null, issues: this.#issues };
    }
    return { root: this.#root, issues: this.#issues };
  }

  #listen(): void {
    const parser = this.#parser;
    parser.on('error', ({ message }) => {
      const reason = message.replace(/\.$/, '');
      this.#stop(parser.position, { rule: 'xml', message: `The body is not well-formed XML: ${reason}.` });
    });
    parser.on('xmldecl', ({ encoding }) => {
      if (encoding !== undefined && !/^utf-8$/i.test(encoding)) this.#otherEncoding(encoding);
    });
    parser.on('doctype', () => {
      const message = 'A FHIR message has no document type declaration and no entities of its own.';
      this.#stop(this.#before('<!DOCTYPE'), { rule: 'xml:doctype', message });
    });
    parser.on('processinginstruction', ({ target }) => {
      this.#end = parser.position;
      this.#instructions += 1;
      if (this.#instructions <= MAX_INSTRUCTIONS) this.#instruction(target);
    });
    parser.on('opentagstart', () => {
      this.#start = this.#before('<');
      this.#attributes = [];
    });
    parser.on('attribute', ({ name, value }) => {
      this.#attributes.push({ name, value, end: parser.position });
    });
    parser.on('opentag', ({ local, prefix, uri, isSelfClosing }) => {
      this.#opened(local, prefix, uri, isSelfClosing);
    });
    parser.on('closetag', () => {
      this.#end = parser.position;
      const element = this.#open.pop();
      if (element !== undefined) element.end = this.#end;
    });
    parser.on('comment', () => {
      this.#end = parser.position;
    });
    parser.on('text', (text) => this.#characters(text));
    parser.on('cdata', (text) => {
      this.#characters(text);
      this.#end = parser.position;
    });
  }

  #opened(name: string, prefix: string, namespace: string, isSelfClosing: boolean): void {
    if (this.#open.length === MAX_NESTING) {
      const message = `Elements lie in each other more than ${MAX_NESTING} deep.`;
      this.#stop(this.#start, { code: 'too-long', rule: 'nesting', message });
    }
    this.#end = this.#parser.position;
    const element: XmlElement = {
      name,
      prefix,
      namespace,
      attributes: this.#attributes.filter((attribute) => !/^xmlns(?::|$)/.test(attribute.name)),
      declaresNamespace: this.#attributes.some((each) => each.name === 'xmlns' && each.value === namespace),
      isSelfClosing,
      children: [],
      start: this.#start,
      end: this.#end,
      text: null,
    };
    this.#root ??= element;
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
  }

  #characters(text: string): void {
    const owner = this.#open.at(-1);
    if (owner === undefined || owner.text !== null || !isMoreThanSpace(text)) return;
    owner.text = this.#end + this.#text.slice(this.#end).search(/[^ \t\r\n]/);
  }

  #otherEncoding(encoding: string): void {
    const message = `A FHIR message is in UTF-8; the XML declaration says ${JSON.stringify(encoding)}.`;
    this.#report(this.#text.indexOf('encoding'), { rule: 'xml:encoding', message });
  }

  #instruction(target: string): void {
    const message = `The processing instruction ${target} is no part of a resource.`;
    this.#report(this.#before('<?'), { severity: 'warning', rule: 'xml:processing-instruction', message });
  }

  /** The offset of the last `markup` before what the parser is at. */
  #before(markup: string): number {
    return this.#text.lastIndexOf(markup, this.#parser.position - 1);
  }

  #report(offset: number, finding: SyntaxFinding): void {
    this.#issues.push(syntaxIssue({ ...finding, position: this.#lines.positionAt(offset) }));
  }

  #stop(offset: number, finding: SyntaxFinding): never {
    this.#report(offset, finding);
    throw STOP;
  }
}

function isMoreThanSpace(text: string): boolean {
  return /[^ \t\r\n]/.test(text);
}
