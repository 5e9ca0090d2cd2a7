import { XHTML_NAMESPACE, type XmlElement } from './tree';

/**
 * The text of the div of a narrative, as JSON holds it: its source, with line ends as XML reads them. Where the source
 * leans on declarations around it, the div declares its namespace itself and its elements lose their prefixes.
 */
export function narrativeOf(source: string, div: XmlElement): string {
  const pieces: string[] = [];
  let at = div.start;
  const skip = (offset: number, length: number): void => {
    pieces.push(source.slice(at, offset));
    at = offset + length;
  };
  for (const { offset, length } of prefixesIn(div, source)) skip(offset, length);
  pieces.push(source.slice(at, div.end));
  const text = pieces.join('').replace(/\r\n?/g, '\n');
  return div.declaresNamespace ? text : text.replace(/^<div/, `<div xmlns="${XHTML_NAMESPACE}"`);
}

/** Where the tags of XHTML elements have their prefix, in the order of the text, and how long it is with its colon. */
function prefixesIn(element: XmlElement, source: string): { offset: number; length: number }[] {
  const inChildren = element.children.flatMap((child) => prefixesIn(child, source));
  if (element.prefix === '' || element.namespace !== XHTML_NAMESPACE) return inChildren;
  const length = element.prefix.length + 1;
  const startTag = { offset: element.start + '<'.length, length };
  if (element.isSelfClosing) return [startTag, ...inChildren];
  const endTag = { offset: source.lastIndexOf('</', element.end - 1) + '</'.length, length };
  return [startTag, ...inChildren, endTag];
}
