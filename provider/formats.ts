import { type Format, parseMediaType } from '../lib/fhir';
import { headerOf, type RequestHead } from './request';

/** The formats that a provider speaks; the first one goes to whoever asks for none. */
export type ServedFormats = readonly [Format, ...Format[]];

/** The media type of each format (FHIR STU3 http.html#mime-type). */
export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/fhir+json',
  xml: 'application/fhir+xml',
};

/** What else the formats are asked for and sent as: the media types of earlier releases and those of plain JSON and XML. */
const ALIASES: ReadonlyMap<string, Format> = new Map([
  ['application/json+fhir', 'json'],
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['application/xml+fhir', 'xml'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
]);

/** The Content-Type of a body: FHIR STU3 http.html#mime-type wants the charset said. */
export function contentTypeOf(format: Format): string {
  return `${MEDIA_TYPES[format]};charset=utf-8`;
}

/**
 * The format in which a request wants its answer: what `_format` says on a GET, else what Accept prefers (FHIR STU3
 * http.html#mime-type; RFC 9110 section 12.5.1). Null when the provider speaks none that would do.
 */
export function formatAsked(request: RequestHead, served: ServedFormats): Format | null {
  const parameter = request.method === 'GET' ? request.query.get('_format') : null;
  if (parameter !== null) return served.find((format) => format === formatOfParameter(parameter)) ?? null;
  const ranges = mediaRanges(headerOf(request.headers, 'Accept') ?? '');
  if (ranges.length === 0) return served[0];
  const [best] = served
    .map((format) => ({ format, weight: weightOf(format, ranges) }))
    .sort((one, other) => other.weight - one.weight);
  return best !== undefined && best.weight > 0 ? best.format : null;
}

/**
 * The format that a Content-Type declares; `undeclared` where there is none, so that the body has to tell. Null for a
 * media type that is not FHIR, or is of a format that the provider does not speak.
 */
export function formatDeclared(
  contentType: string | undefined,
  served: ServedFormats,
): Format | 'undeclared' | null {
  if (contentType === undefined) return 'undeclared';
  const format = formatOfMediaType(parseMediaType(contentType)?.type ?? '');
  return served.find((each) => each === format) ?? null;
}

/** A format by its short name or a media type; the plus sign may have become a blank on its way. */
function formatOfParameter(value: string): Format | null {
  if (value === 'json' || value === 'xml') return value;
  return formatOfMediaType(parseMediaType(value.trim().replace(' ', '+'))?.type ?? '');
}

function formatOfMediaType(type: string): Format | null {
  if (type === MEDIA_TYPES.json) return 'json';
  if (type === MEDIA_TYPES.xml) return 'xml';
  return ALIASES.get(type) ?? null;
}

/** One media range of Accept, such as `application/*;q=0.8`. */
interface MediaRange {
  readonly range: string;
  readonly weight: number;
}

/** The media ranges of an Accept header that are well-formed; the others say nothing. */
function mediaRanges(accept: string): MediaRange[] {
  const items = accept.match(/(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g) ?? [];
  return items.flatMap((item) => {
    const mediaType = parseMediaType(item.trim());
    const weight = Number(mediaType?.parameters.get('q') ?? '1');
    return mediaType && weight >= 0 && weight <= 1 ? [{ range: mediaType.type, weight }] : [];
  });
}

/** How much a format is wanted: what the most specific ranges that it falls under say; nothing under none. */
function weightOf(format: Format, ranges: readonly MediaRange[]): number {
  const fromSpecific: ReadonlyArray<(range: string) => boolean> = [
    (range) => range === MEDIA_TYPES[format],
    (range) => ALIASES.get(range) === format,
    (range) => range === 'application/*',
    (range) => range === '*/*',
  ];
  for (const matches of fromSpecific) {
    const weights = ranges.filter(({ range }) => matches(range)).map(({ weight }) => weight);
    if (weights.length > 0) return Math.max(...weights);
  }
  return 0;
}
