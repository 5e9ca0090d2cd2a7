import type { ConformanceResult } from './conformance-result';
import type { FinishedRun } from './finished-run';
import { html as xml } from './markup';
import { outdatedWaivers, verdictText } from './waiver-text';
import { instantInWords } from './words';

/** Of the NHS design system; text on them has a contrast of 4.5 to 1 at least (WCAG 2.2 AA). */
const COLOURS = {
  label: { ground: '#212b32', text: '#ffffff' },
  green: { ground: '#007f3b', text: '#ffffff' },
  red: { ground: '#d5281b', text: '#ffffff' },
  yellow: { ground: '#ffeb3b', text: '#212b32' },
} as const;

const HEIGHT = 20;
const FONT_SIZE = 11;
/** On each side of a text. */
const MARGIN = 7;

/** The verdict as a badge: an SVG in two parts, which says all that it shows as text, too, and asks for no font. */
export function badgeSvg({ result }: FinishedRun): string {
  const label = apiIn(result);
  const { text, colour } = verdictOf(result);
  const [labelWidth, textWidth] = [widthOf(label) + 2 * MARGIN, widthOf(text) + 2 * MARGIN];
  const { suite, target, run } = result;
  const title = `${label}: ${text}`;
  return `${
    xml`<svg xmlns="http://www.w3.org/2000/svg" width="${labelWidth + textWidth}" height="${HEIGHT}" role="img" aria-label="${title}">
<title>${title}</title>
<desc>${target.baseUrl}, tested by ${suite.name} ${suite.version}, run ${run.id}, ${instantInWords(run.finishedAt)}</desc>
${part(label, 0, labelWidth, COLOURS.label)}
${part(text, labelWidth, textWidth, COLOURS[colour])}
</svg>`.text
  }\n`;
}

function part(
  text: string,
  x: number,
  width: number,
  colours: { readonly ground: string; readonly text: string },
) {
  return xml`<rect x="${x}" width="${width}" height="${HEIGHT}" fill="${colours.ground}"/><text x="${x + MARGIN}" y="14" fill="${colours.text}" font-family="Arial, Helvetica, sans-serif" font-size="${FONT_SIZE}" textLength="${width - 2 * MARGIN}">${text}</text>`;
}

/** The API, in the version that the rulebook is about. */
function apiIn({ suite }: ConformanceResult): string {
  const version = /^nhs-booking-([\d.]+)\//.exec(suite.rulebook)?.[1];
  return `NHS Booking API${version === undefined ? '' : ` ${version}`}`;
}

/** No badge is green of a run that certifies nothing. */
function verdictOf(result: ConformanceResult): { text: string; colour: 'green' | 'red' | 'yellow' } {
  const { verdict, target } = result;
  const text = verdictText(result).toLowerCase();
  if (verdict === 'non-conformant') return { text, colour: 'red' };
  if (verdict === 'incomplete') return { text, colour: 'yellow' };
  const reserve = reserveAbout(result);
  if (reserve !== null) return { text: reserve, colour: 'yellow' };
  return { text: target.embedded ? `${text} (embedded provider)` : text, colour: 'green' };
}

/** Why a verdict is not to be shown as one on the server, though nothing is amiss with what was judged. */
function reserveAbout(result: ConformanceResult): string | null {
  const { selected, all, cases } = result.run.selection;
  if (selected < all || cases.length > 0) return 'only partly tested';
  return outdatedWaivers(result).length > 0 ? 'waivers expired or stale' : null;
}

const NARROW = /[ fijlrt.:()I-]/;
const WIDE = /[mwMWA-Z]/;

/** How wide a text is, roughly; the badge makes it so. */
function widthOf(text: string): number {
  const widths = [...text].map((character) =>
    NARROW.test(character) ? 3.4 : WIDE.test(character) ? 7.4 : 6.1,
  );
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0));
}
