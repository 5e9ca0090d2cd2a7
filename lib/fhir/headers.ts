/**
 * Grammars of the header fields of a FHIR exchange. All pure; each gives null for a value that breaks the grammar.
 * Values are taken as they came, without the white space around them that HTTP leaves out.
 */

/** An entity-tag: RFC 9110 section 8.8.3. */
export interface EntityTag {
  readonly weak: boolean;
  /** What stands between the quotes. */
  readonly tag: string;
}

/** Parses an ETag (RFC 9110 section 8.8.3). The weakness mark `W/` is case-sensitive. */
export function parseEntityTag(value: string): EntityTag | null {
  const match = /^(W\/)?"([\x21\x23-\x7E\x80-\xFF]*)"$/.exec(value);
  return match === null ? null : { weak: match[1] !== undefined, tag: match[2] ?? '' };
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const IMF_FIXDATE = new RegExp(
  `^(${WEEKDAYS.join('|')}), ([0-9]{2}) (${MONTHS.join('|')}) ([0-9]{4}) ([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60) GMT$`,
);

/**
 * Parses an HTTP-date in the one format that a sender may generate, IMF-fixdate (RFC 9110 section 5.6.7).
 * The date must exist, and the day of the week must be the one that it fell on.
 */
export function parseImfFixdate(value: string): Date | null {
  const match = IMF_FIXDATE.exec(value);
  if (match === null) return null;
  const [, weekday, day, month = '', year, hours, minutes, seconds] = match;
  const midnight = new Date(0);
  midnight.setUTCFullYear(Number(year), MONTHS.indexOf(month), Number(day));
  const isRealDate = midnight.getUTCDate() === Number(day) && WEEKDAYS[midnight.getUTCDay()] === weekday;
  if (!isRealDate) return null;
  return new Date(midnight.setUTCHours(Number(hours), Number(minutes), Number(seconds)));
}

/** The parts of a version-specific URL of an Appointment. */
export interface VersionedLocation {
  /** What stands before `/Appointment`. */
  readonly base: string;
  readonly id: string;
  readonly versionId: string;
}

/**
 * Parses the Location of a created Appointment, `[base]/Appointment/[id]/_history/[vid]` (STU3 http.html#create, NHS
 * Booking API "Book an appointment"): an absolute http or https URL without query and fragment, its ids FHIR ids.
 */
export function parseVersionedLocation(value: string): VersionedLocation | null {
  const match =
    /^(https?:\/\/[^\s?#]+)\/Appointment\/([A-Za-z0-9\-.]{1,64})\/_history\/([A-Za-z0-9\-.]{1,64})$/i.exec(
      value,
    );
  if (match === null || !URL.canParse(value)) return null;
  const [, base = '', id = '', versionId = ''] = match;
  // Only the scheme may be in any case; the path is FHIR's, which is case-sensitive.
  return value.startsWith(`${base}/Appointment/${id}/_history/`) ? { base, id, versionId } : null;
}

/** A media type: RFC 9110 section 8.3.1. */
export interface MediaType {
  /** `type/subtype`, in lower case. */
  readonly type: string;
  /** By name, in lower case; values as sent, without quotes. Of a repeated parameter, the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[\\t \\x21\\x23-\\x5B\\x5D-\\x7E\\x80-\\xFF]|\\\\[\\t \\x21-\\x7E\\x80-\\xFF])*"';
const ESSENCE = new RegExp(`${TOKEN}/${TOKEN}`, 'y');
const PARAMETER = new RegExp(`[ \\t]*;[ \\t]*(?:(${TOKEN})=(${TOKEN}|${QUOTED}))?`, 'y');

/** Parses a Content-Type (RFC 9110 section 8.3): a media type and its parameters. */
export function parseMediaType(value: string): MediaType | null {
  ESSENCE.lastIndex = 0;
  const essence = ESSENCE.exec(value);
  if (essence === null) return null;
  const parameters = new Map<string, string>();
  let position = ESSENCE.lastIndex;
  while (position < value.length) {
    PARAMETER.lastIndex = position;
    const match = PARAMETER.exec(value);
    if (match === null) return null;
    position = PARAMETER.lastIndex;
    const name = match[1]?.toLowerCase();
    if (name !== undefined && !parameters.has(name)) parameters.set(name, unquote(match[2] ?? ''));
  }
  return { type: essence[0].toLowerCase(), parameters };
}

function unquote(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}
