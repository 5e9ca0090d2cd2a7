import type { ConformanceResult } from '../../lib/report';
import { badgeSvg } from '../../lib/report/badge';
import { check, finishedRun, HOSTILE, resultOf, waiverResult } from './samples';

const KEPT = [check('book.created.status', 'pass')];
const suite = { name: 'suite', version: '1', commit: null, rulebook: 'nhs-booking-2.0.4/2' };
const badge = (of: ConformanceResult): string => badgeSvg(finishedRun({ ...of, suite }));
const titleIn = (svg: string): string | undefined => /<title>(.*)<\/title>/.exec(svg)?.[1];
const groundsIn = (svg: string): string[] =>
  [...svg.matchAll(/<rect [^>]*fill="(.+?)"/g)].map(([, colour = '']) => colour);
const textsIn = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*fill="(.+?)"/g)].map(([, colour = '']) => colour);

const [, GREEN] = groundsIn(badge(resultOf(KEPT)));

const used = waiverResult('book.profile.status');
const cases = ['Booking a free slot'];

test.each([
  ['conformant', resultOf(KEPT), true],
  ['conformant with 1 waiver', resultOf(KEPT, { waivers: [used] }), true],
  [
    'conformant (embedded provider)',
    resultOf(KEPT, { target: { baseUrl: 'http://127.0.0.1', embedded: true, software: null } }),
    true,
  ],
  ['non-conformant', resultOf(KEPT, { verdict: 'non-conformant' }), false],
  ['incomplete', resultOf(KEPT, { verdict: 'incomplete' }), false],
  ['only partly tested', resultOf(KEPT, {}, { selection: { selected: 1, all: 45, cases: [] } }), false],
  ['only partly tested', resultOf(KEPT, {}, { selection: { selected: 45, all: 45, cases } }), false],
  ['waivers expired or stale', resultOf(KEPT, { waivers: [{ ...used, state: 'stale' }] }), false],
])('says %s, in words and in colour', (text, result, isGreen) => {
  const svg = badge(result);
  expect(titleIn(svg)).toBe(`NHS Booking API 2.0.4: ${text}`);
  expect(svg).toContain(`role="img" aria-label="NHS Booking API 2.0.4: ${text}"`);
  expect(svg).toContain(`>${text}</text>`);
  expect(groundsIn(svg)[1] === GREEN).toBe(isGreen);
});

/** The relative luminance of a colour, and the contrast of two (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test.each(['conformant', 'non-conformant', 'incomplete'] as const)('can be read when %s', (verdict) => {
  const svg = badge(resultOf(KEPT, { verdict }));
  const texts = textsIn(svg);
  expect(texts).toHaveLength(2);
  groundsIn(svg).forEach((ground, index) => {
    expect(contrast(ground, texts[index] as string)).toBeGreaterThanOrEqual(4.5);
  });
});

test('holds nothing but text of the target, and asks for nothing', () => {
  const baseUrl = `https://booking.test/<script>]]>"\u0000\ud800${HOSTILE}`;
  const svg = badge(resultOf(KEPT, { target: { baseUrl, embedded: false, software: null } }));
  expect(svg).toContain('&lt;script&gt;]]&gt;&quot;⟨U+0000⟩⟨U+D800⟩');
  expect(svg).not.toContain('<script');
  expect(svg.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  expect(svg).not.toMatch(/(href|src|url\()/);
});
