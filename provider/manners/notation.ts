import type { Format } from '../../lib/fhir';
import type { Behaviour } from '../behaviour';
import { always, rewritten } from '../faults/changes';
import type { Manner } from './manner';
import { inFhirNamespace, outsideNarrative } from './markup';

/** How a resource is written and labelled: RFC 8259, XML 1.0, RFC 9110 section 8.3; FHIR STU3 http.html#mime-type. */
export const notationManners: readonly Manner[] = [
  {
    id: 'charset-in-capitals',
    description: 'The charset of a body is written in capitals, after a blank.',
    behaviour: labelled((type) => `${type}; charset=UTF-8`),
  },
  {
    id: 'charset-quoted',
    description: 'The charset of a body is written in quotes, and the name of the parameter in capitals.',
    behaviour: labelled((type) => `${type} ;CHARSET="utf-8"`),
  },
  {
    id: 'charset-none',
    description: 'The label of a body names no charset.',
    behaviour: labelled((type) => type),
    unjudged: ['fhir.charset'],
  },
  {
    id: 'media-type-in-capitals',
    description: 'The media type of a body is written in capitals.',
    behaviour: labelled((type) => `${type.toUpperCase()};charset=utf-8`),
  },
  {
    id: 'json-sorted',
    description: 'Members of JSON objects stand in alphabetical order.',
    format: 'json',
    behaviour: writing('json', (text) => JSON.stringify(sorted(JSON.parse(text)))),
  },
  {
    id: 'json-pretty',
    description: 'JSON is indented by tabs, with a line break at the end.',
    format: 'json',
    behaviour: writing('json', (text) => `${JSON.stringify(JSON.parse(text), null, '\t')}\r\n`),
  },
  {
    id: 'json-escaped',
    description: 'JSON escapes slashes, and whatever is not ASCII.',
    format: 'json',
    behaviour: writing('json', (text) => text.replaceAll('/', '\\/').replaceAll(/[\u0080-\uffff]/g, escaped)),
  },
  {
    id: 'xml-bare',
    description: 'XML has no declaration.',
    format: 'xml',
    behaviour: writing('xml', (text) => text.replace(/^<\?xml[^>]*\?>\s*/, '')),
  },
  {
    id: 'xml-prefixed',
    description: 'Elements of FHIR have a namespace prefix.',
    format: 'xml',
    behaviour: writing('xml', inFhirNamespace),
  },
  {
    id: 'xml-pretty',
    description: 'XML is broken into lines, with comments, and elements without content have an end tag.',
    format: 'xml',
    behaviour: writing('xml', (text) =>
      outsideNarrative(text, ({ tag, name, closesItself }) =>
        closesItself ? `${tag.replace(/\s*\/>$/, '>')}</${name}>\r\n` : `${tag}<!-- ${name} -->\r\n`,
      ),
    ),
  },
  {
    id: 'xml-marked',
    description: 'XML begins with a byte order mark, and has letters beyond ASCII as references.',
    format: 'xml',
    behaviour: writing(
      'xml',
      (text) => `\ufeff${outsideNarrative(text, ({ tag }) => tag.replaceAll(BEYOND_ASCII, reference))}`,
    ),
  },
];

/** The behaviour of labelling every body of FHIR: what of the media type that it has. */
function labelled(label: (type: string) => string): Partial<Behaviour> {
  return always(rewritten('Content-Type', (value) => label(value.replace(/;.*/, ''))));
}

/** The behaviour of writing one format in another way. */
function writing(format: Format, rewrite: (text: string) => string): Partial<Behaviour> {
  return { text: (text, written) => (written === format ? rewrite(text) : text) };
}

const BEYOND_ASCII = /[\u0080-\u{10ffff}]/gu;

function reference(letter: string): string {
  return `&#x${letter.codePointAt(0)?.toString(16)};`;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
