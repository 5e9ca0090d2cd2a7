/** Text that is HTML already. Only `html` makes it, so that whatever else comes into a page is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text, which is escaped; markup, which is not; a list of both; null for nothing. */
export type Content = Markup | string | number | null | readonly Content[];

/**
 * Makes markup of a template: `html`<b>${name}</b>``. Attributes are to be written in double quotes. What is escaped is so
 * for XML as well.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + rendered(values[index - 1] ?? null) + part));
}

/** A text of our own files that is no text of anybody else's, such as a style sheet. */
export const trusted = (text: string): Markup => new Markup(text);

/** Several pieces in a row, with something between them. */
export function joined(pieces: readonly Content[], between: Content): Content[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]));
}

function rendered(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(rendered).join('');
  return escaped(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, in an element or in a quoted attribute. */
function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/** What steers a terminal, turns text around or shows as nothing, and what no document may hold. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u{fffe}\u{ffff}]/gu;

/** Text that may hold anything, with a number such as ⟨U+001B⟩ in the place of each character that cannot be seen. */
export function visible(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(INVISIBLE, (character) => {
    if (character === '\n' || character === '\t') return character;
    const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    return `\u{27e8}U+${code}\u{27e9}`;
  });
}
