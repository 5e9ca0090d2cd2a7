import type { Level, Rule } from '../../rules';
import { type Content, html, type Markup } from '../markup';
import { STANDINGS, type Standing } from '../words';

/** A section of the page, with what the list of contents needs of it. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

export function section({ id, title, content }: Section): Markup {
  return html`
<section class="part" id="${id}" aria-labelledby="${id}-title">
<h2 class="nhsuk-heading-l" id="${id}-title">${title}</h2>
${content}
</section>`;
}

/** What became of something, in colour, in a sign and in words. */
export function standingTag(standing: Standing): Markup {
  const { label, sign, colour } = STANDINGS[standing];
  return tag(html`<span aria-hidden="true">${sign}</span> ${label}`, colour);
}

export const tag = (text: Content, colour: string): Markup =>
  html`<strong class="nhsuk-tag nhsuk-tag--${colour}">${text}</strong>`;

/** How strongly something is required. */
export const levelMark = (level: Level): Markup =>
  html`<span class="level level--${level.toLowerCase()}">${level}</span>`;

/** Names and what they are, one below the other; a row without content is left out. */
export function summaryList(rows: ReadonlyArray<readonly [name: string, content: Content]>): Markup {
  const shown = rows.filter(([, content]) => content !== null);
  return html`<dl class="nhsuk-summary-list">${shown.map(
    ([name, content]) => html`
<div class="nhsuk-summary-list__row"><dt class="nhsuk-summary-list__key">${name}</dt><dd class="nhsuk-summary-list__value">${content}</dd></div>`,
  )}
</dl>`;
}

export interface Table {
  readonly caption: string;
  /** Whether the caption only says again what stands above the table. */
  readonly isCaptionHidden?: boolean;
  readonly columns: readonly string[];
  /** The first cell of each row is its heading. */
  readonly rows: ReadonlyArray<readonly Content[]>;
  /** Columns of numbers, counted from 0. */
  readonly numeric?: readonly number[];
}

/** A table that turns into a list where the screen is narrow: its roles are told, since it is laid out as none then. */
export function table({ caption, isCaptionHidden = false, columns, rows, numeric = [] }: Table): Markup {
  const headerClass = (index: number): string =>
    numeric.includes(index) ? 'nhsuk-table__header--numeric' : '';
  const cellClass = (index: number): string => (numeric.includes(index) ? 'nhsuk-table__cell--numeric' : '');
  const heads = columns.map(
    (name, index) =>
      html`<th role="columnheader" scope="col" class="nhsuk-table__header ${headerClass(index)}">${name}</th>`,
  );
  return html`<table role="table" class="nhsuk-table stacked">
<caption class="nhsuk-table__caption ${isCaptionHidden ? 'nhsuk-u-visually-hidden' : ''}">${caption}</caption>
<thead role="rowgroup" class="nhsuk-table__head"><tr role="row" class="nhsuk-table__row">${heads}</tr></thead>
<tbody role="rowgroup" class="nhsuk-table__body">${rows.map(
    (cells) => html`
<tr role="row" class="nhsuk-table__row">${cells.map((cell, index) =>
      index === 0
        ? html`<th role="rowheader" scope="row" class="nhsuk-table__header">${cell}</th>`
        : html`<td role="cell" class="nhsuk-table__cell ${cellClass(index)}" data-label="${columns[index] ?? ''}">${cell}</td>`,
    )}</tr>`,
  )}
</tbody></table>`;
}

/** Something that is shown when the reader asks for it. */
export function details(
  summary: Content,
  content: Content,
  { isOpen = false, kind = '', id = null as string | null } = {},
): Markup {
  // A link to what is within opens it, in a browser that can, without a script.
  return html`<details class="nhsuk-details ${kind}"${isOpen ? html` open` : null}><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">${summary}</span></summary>
<div class="nhsuk-details__text"${id === null ? null : html` id="${id}"`}>${content}</div></details>`;
}

/** A word to the reader that is not to be missed. */
export const note = (content: Content): Markup => html`<div class="nhsuk-inset-text">${content}</div>`;

export const paragraph = (content: Content): Markup => html`<p>${content}</p>`;

export function bullets(items: readonly Content[]): Markup | null {
  if (items.length === 0) return null;
  return html`<ul class="nhsuk-list nhsuk-list--bullet">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** A command line, or a name that a program knows. */
export const code = (text: Content): Markup => html`<code>${text}</code>`;

/** Text of several lines as it is. */
export const block = (text: Content): Markup => html`<pre class="block">${text}</pre>`;

/** That another document says otherwise, where one does. */
export const conflictNote = ({ conflict }: Pick<Rule, 'conflict'>): Markup | null =>
  conflict === undefined ? null : note(html`<strong>The documents disagree.</strong> ${linked(conflict)}`);

/** Text of the rulebook, with a link for each address in it. */
function linked(text: string): Content {
  return text.split(/(https?:\/\/[^\s(),;]+)/).map((part, index) => {
    if (index % 2 === 0) return part;
    const address = part.replace(/[.:]$/, '');
    return [html`<a href="${address}" rel="noreferrer">${address}</a>`, part.slice(address.length)];
  });
}

/** Where a rule is written. */
export const sourceLink = ({
  document,
  section: heading,
  link,
}: Pick<Rule, 'document' | 'section' | 'link'>): Markup =>
  html`<a href="${link}" rel="noreferrer">${document}, ${heading}</a>`;
