import type { Issue } from '../issue';
import { lossOf, numberFinding } from '../message/number';
import { Lines } from '../message/place';
import { syntaxIssue } from '../message/syntax';
import { show } from '../report';
import type { XmlElement } from './tree';

/** Where a schema lies: tools write it by themselves, it says nothing of the resource, and STU3 does not speak of it. */
const SCHEMA_HINT = /:(?:schemaLocation|noNamespaceSchemaLocation)$/;

/** How many findings are reported: as many as a reader can use. */
const MAX_FINDINGS = 500;

const FURTHER_FINDINGS: Issue = {
  severity: 'information',
  layer: 'base',
  code: 'informational',
  rule: 'too-many-issues',
  path: '',
  message: `Further issues of the XML were left out: there are more than ${MAX_FINDINGS}.`,
};

/** What is wrong with the XML of a resource, each with the place where it is: rules of http://hl7.org/fhir/STU3/xml.html. */
export class XmlFindings {
  readonly #lines: Lines;
  readonly #found: { offset: number; issue: Issue }[] = [];
  #hasMore = false;

  constructor(text: string) {
    this.#lines = new Lines(text);
  }

  /** All that was found, in the order of the text. */
  issues(): Issue[] {
    const issues = this.#found.sort((a, b) => a.offset - b.offset).map(({ issue }) => issue);
    return this.#hasMore ? [...issues, FURTHER_FINDINGS] : issues;
  }

  noResourceType(element: XmlElement, path: string): void {
    this.#fault(
      element.start,
      'resource-type',
      path,
      `${show(element.name)} is not a resource type of STU3.`,
    );
  }

  notCovered(element: XmlElement, path: string): void {
    const what = 'what not all resources have was read without its types';
    const message = `${element.name} is not in the base table: ${what}, as it looks.`;
    this.#add(element.start, {
      severity: 'information',
      layer: 'base',
      code: 'informational',
      rule: 'stu3:xml-not-covered',
      path,
      message,
    });
  }

  wrongNamespace({ name, namespace, start }: XmlElement, expected: string, path: string): void {
    const found = namespace === '' ? 'in no namespace' : `in the namespace ${show(namespace)}`;
    const message = `${name} is ${found}; expected ${expected === '' ? 'none' : expected}.`;
    this.#fault(start, 'xml-namespace', path, message);
  }

  unknownElement({ start, name }: XmlElement, owner: string, hint: string, path: string): void {
    this.#fault(start, 'unknown-element', path, `${owner} has no element ${show(name)}.${hint}`);
  }

  /** Of the attribute at `offset`. */
  unknownAttribute(offset: number, name: string, owner: string, path: string): void {
    const message = `${owner} has no attribute ${show(name)} here.`;
    this.#fault(offset, 'xml-attribute', path, message, SCHEMA_HINT.test(name) ? 'warning' : 'error');
  }

  outOfOrder({ start, name }: XmlElement, later: string, owner: string, path: string): void {
    const message = `${name} comes before ${later}: the elements of ${owner} have an order.`;
    this.#fault(start, 'xml-order', path, message);
  }

  repeated({ start }: XmlElement, path: string): void {
    this.#fault(start, 'single', path, 'Does not repeat: is given more than once.');
  }

  /** Of an element that may hold no text. */
  text(offset: number, path: string): void {
    const message = 'Values are in attributes: no element holds text but the div of a narrative.';
    this.#fault(offset, 'xml-text', path, message);
  }

  nothingIn({ start }: XmlElement, path: string): void {
    this.#fault(start, 'ele-1', path, 'An element has a value, elements or extensions: never nothing.');
  }

  /** Reports what a number, as it is written, loses when it is read. */
  number({ start }: XmlElement, written: string, path: string): void {
    const loss = lossOf(written);
    if (loss !== null) this.#add(start, syntaxIssue({ ...numberFinding(written, loss), path }));
  }

  #fault(
    offset: number,
    rule: string,
    path: string,
    message: string,
    severity: Issue['severity'] = 'error',
  ): void {
    const kind = { severity, layer: 'base', code: 'structure' } as const;
    this.#add(offset, { ...kind, rule: `stu3:${rule}`, path, message });
  }

  #add(offset: number, issue: Issue): void {
    if (this.#found.length === MAX_FINDINGS) this.#hasMore = true;
    else this.#found.push({ offset, issue: { ...issue, ...this.#lines.positionAt(offset) } });
  }
}
