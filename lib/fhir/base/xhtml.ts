/** The narrative of a resource: http://hl7.org/fhir/STU3/narrative.html. */

const XHTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';
const NAME = '[A-Za-z_][\\w:.-]*';
/** In XML, an ampersand always begins a reference to a character or an entity. */
const BARE_AMPERSAND = /&(?!(?:#[0-9]+|#x[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);)/;
const ATTRIBUTE = `\\s+(${NAME})\\s*=\\s*("[^"<]*"|'[^'<]*')`;
const MARKUP = new RegExp(
  `<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>|<!\\[CDATA\\[[\\s\\S]*?\\]\\]>|<(/?)(${NAME})((?:${ATTRIBUTE})*)\\s*(/?)>`,
  'y',
);

/** A start tag of the narrative: name of the element and its attributes. */
interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Whether `text` is one div in the XHTML namespace, well-formed, with nothing before or after it. */
export function isXhtmlDiv(text: string): boolean {
  const root = readXhtml(text)?.tags[0];
  return root?.name === 'div' && root.attributes.get('xmlns') === XHTML_NAMESPACE;
}

const FORBIDDEN_ELEMENTS = new Set(
  'html head body script style link base form input select textarea button frame frameset iframe object applet embed'.split(
    ' ',
  ),
);

/** Whether `text` keeps to formatting: no scripts, no forms, no frames, no objects, no event attributes (txt-1). */
export function isPlainFormatting(text: string): boolean {
  const tags = readXhtml(text)?.tags ?? [];
  return tags.every(
    ({ name, attributes }) =>
      !FORBIDDEN_ELEMENTS.has(name.toLowerCase()) &&
      [...attributes].every(
        ([attribute, value]) => !/^on/i.test(attribute) && !/^\s*javascript:/i.test(value),
      ),
  );
}

/** Whether `text` shows something: text other than white space, or an image (txt-2). */
export function hasVisibleContent(text: string): boolean {
  const xhtml = readXhtml(text);
  return xhtml === null || xhtml.text.trim() !== '' || xhtml.tags.some(({ name }) => name === 'img');
}

/** Reads one well-formed element; null if `source` is anything else. One pass, without recursion. */
function readXhtml(source: string): { tags: Tag[]; text: string } | null {
  const tags: Tag[] = [];
  const open: string[] = [];
  const text: string[] = [];
  const markup = source.trim();
  let position = 0;
  while (position < markup.length) {
    if (tags.length > 0 && open.length === 0) return null;
    const next = markup.indexOf('<', position);
    if (next !== position) {
      if (open.length === 0 || next === -1) return null;
      const between = markup.slice(position, next);
      if (BARE_AMPERSAND.test(between)) return null;
      text.push(between);
      position = next;
    }
    MARKUP.lastIndex = position;
    const match = MARKUP.exec(markup);
    if (match === null) return null;
    position = MARKUP.lastIndex;

    const [whole, isEnd, name, attributes = '', , , isEmpty] = match;
    if (name === undefined) {
      if (whole.startsWith('<![CDATA[')) text.push(whole.slice('<![CDATA['.length, -']]>'.length));
    } else if (isEnd) {
      if (open.pop() !== name || attributes !== '') return null;
    } else {
      const byName = readAttributes(attributes);
      if (byName === null) return null;
      tags.push({ name, attributes: byName });
      if (!isEmpty) open.push(name);
    }
  }
  return tags.length > 0 && open.length === 0 ? { tags, text: text.join('') } : null;
}

/** Attributes by name; null if one is given twice, or has an ampersand that begins no reference. */
function readAttributes(source: string): Map<string, string> | null {
  const attributes = new Map<string, string>();
  for (const [, name = '', quoted = ''] of source.matchAll(new RegExp(ATTRIBUTE, 'g'))) {
    if (attributes.has(name) || BARE_AMPERSAND.test(quoted)) return null;
    attributes.set(name, quoted.slice(1, -1));
  }
  return attributes;
}
