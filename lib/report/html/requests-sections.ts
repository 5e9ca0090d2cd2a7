import type { ConformanceResult } from '../conformance-result';
import { groupedBy } from '../grouped-by';
import { type Content, html, type Markup } from '../markup';
import { counted } from '../words';
import { caseAnchor } from './anchors';
import { details, section, table, tag } from './parts';

type Defect = ConformanceResult['defects'][number];
type Variant = ConformanceResult['variants'][number];

/** How deep a defect goes, in words. */
const TIERS: Readonly<Record<string, { readonly name: string; readonly wanted: string }>> = {
  A1: { name: 'No JSON or XML', wanted: '400' },
  A2: { name: 'No FHIR resource', wanted: '400' },
  B: { name: 'Breaks base FHIR', wanted: '400 or 422' },
  C: { name: 'Breaks a CareConnect profile', wanted: '422' },
  D: { name: "Breaks the booking page's table", wanted: '422' },
  E: { name: 'Breaks a business rule', wanted: '422' },
};

/** The catalogue of invalid requests, and what the server let through. */
export function defectsSection({ defects }: ConformanceResult): Markup {
  return section({
    id: 'defects',
    title: 'Invalid requests',
    content:
      defects.length === 0
        ? html`<p>No invalid request was sent in this run.</p>`
        : [
            html`<p>${counted(defects.length, 'request')}, each with one thing wrong, to see what the server makes of it. A status is only judged where the documents settle it; what is marked “never judged” counts against nobody.</p>`,
            tiersTable(defects),
            letThrough(defects),
            details(`All ${counted(defects.length, 'invalid request')}`, allDefects(defects)),
          ],
  });
}

function tiersTable(defects: readonly Defect[]): Markup {
  const byTier = [...groupedBy(defects, ({ tier }) => tier)].sort(([one], [other]) => (one < other ? -1 : 1));
  const ended = (of: readonly Defect[], result: Defect['result']): number =>
    of.filter((defect) => defect.result === result).length;
  return table({
    caption: 'Invalid requests by how deep the fault goes',
    columns: ['What is wrong', 'Right answer', 'Sent', 'Refused', 'Let through', 'Server failed'],
    numeric: [2, 3, 4, 5],
    rows: byTier.map(([tier, of]) => [
      html`${TIERS[tier]?.name ?? tier} <span class="quiet">${tier}</span>`,
      TIERS[tier]?.wanted ?? '',
      of.length,
      ended(of, 'refused'),
      ended(of, 'let-through'),
      ended(of, 'error'),
    ]),
  });
}

function letThrough(defects: readonly Defect[]): Content {
  const through = defects.filter(({ result }) => result === 'let-through');
  if (through.length === 0) return html`<p>None of them was booked.</p>`;
  const ordered = [...through.filter(({ judged }) => judged), ...through.filter(({ judged }) => !judged)];
  return table({
    caption: `Let through: ${counted(through.length, 'invalid request')} booked`,
    columns: ['What was wrong', 'Why', 'Status', 'Judged'],
    rows: ordered.map((defect) => [
      link(defect),
      defect.why,
      statusOf(defect),
      defect.judged ? tag('Has to be refused', 'red') : 'Never judged: servers may differ',
    ]),
  });
}

const RESULTS: Readonly<Record<Defect['result'], string>> = {
  refused: 'Refused',
  'let-through': 'Let through',
  error: 'Server failed',
};

function allDefects(defects: readonly Defect[]): Markup {
  return table({
    caption: 'Every invalid request of this run',
    isCaptionHidden: true,
    columns: ['What was wrong', 'Kind', 'What came', 'Status'],
    rows: defects.map((defect) => [
      link(defect),
      defect.tier,
      html`${RESULTS[defect.result]}${defect.judged ? null : html` <span class="quiet">never judged</span>`}`,
      statusOf(defect),
    ]),
  });
}

/** Unusual bookings, and what the server turned away. */
export function variantsSection({ variants }: ConformanceResult): Markup {
  const refused = variants.filter(({ valid, result }) => valid && result !== 'accepted');
  return section({
    id: 'variants',
    title: 'Unusual requests',
    content:
      variants.length === 0
        ? html`<p>No unusual request was sent in this run.</p>`
        : [
            html`<p>${counted(variants.length, 'booking')}, written in another way than most consumers write one, to see whether the server takes what it may well be sent.</p>`,
            refused.length === 0
              ? html`<p>The server turned none of the valid ones away.</p>`
              : variantsTable('Turned away, though nothing is wrong with them', refused, false),
            details(
              `All ${counted(variants.length, 'unusual request')}`,
              variantsTable('Every unusual request', variants, true),
            ),
          ],
  });
}

function variantsTable(caption: string, variants: readonly Variant[], isCaptionHidden: boolean): Markup {
  return table({
    caption,
    isCaptionHidden,
    columns: ['A booking', 'Why', 'Valid', 'What came', 'Judged'],
    rows: variants.map((variant) => [
      link(variant),
      variant.why,
      variant.valid ? 'Yes' : 'Not quite',
      html`${variant.result === 'accepted' ? 'Accepted' : variant.result === 'refused' ? 'Refused' : 'Server failed'}, ${statusOf(variant)}`,
      variant.rule ?? 'Never',
    ]),
  });
}

const link = ({ name, case: of }: Defect | Variant): Markup => html`<a href="#${caseAnchor(of)}">${name}</a>`;
const statusOf = ({ status }: Defect | Variant): string => (status === null ? 'no answer' : String(status));
