import type { Basis, Level, Source } from '../rules';
import type { Outcome, RuleResult } from '../verdict';

/** What became of a rule as a reader sees it: a rule that is waived is told as that. */
export type Standing = Outcome | 'waived';

export const standingOf = ({ verdict, waiver }: Pick<RuleResult, 'verdict' | 'waiver'>): Standing =>
  waiver === null ? verdict : 'waived';

interface Word {
  readonly label: string;
  /** A sign that says the same without colour. */
  readonly sign: string;
  /** The colour of the tag, as the NHS design system names it. */
  readonly colour: string;
  /** What it means, in a sentence. */
  readonly meaning: string;
}

/** In the order in which a reader wants to see them. */
export const STANDINGS: Readonly<Record<Standing, Word>> = {
  fail: {
    label: 'Failed',
    sign: '✗',
    colour: 'red',
    meaning: 'A MUST is broken in one case at least.',
  },
  waived: {
    label: 'Waived',
    sign: '~',
    colour: 'purple',
    meaning: 'It failed, and somebody answers for that until a day.',
  },
  warn: {
    label: 'Warning',
    sign: '!',
    colour: 'yellow',
    meaning: 'A SHOULD is broken, or a MUST is kept in a way that is worth a look.',
  },
  inconclusive: {
    label: 'Not judged',
    sign: '?',
    colour: 'orange',
    meaning: 'Nothing in this run shows whether it is kept.',
  },
  pass: {
    label: 'Passed',
    sign: '✓',
    colour: 'green',
    meaning: 'It is kept in every case that shows it.',
  },
  'not-applicable': {
    label: 'Does not apply',
    sign: '–',
    colour: 'grey',
    meaning: 'It does not bind this server, or not in this run.',
  },
};

export const STANDING_ORDER = Object.keys(STANDINGS) as Standing[];
export const OUTCOME_ORDER = STANDING_ORDER.filter((standing) => standing !== 'waived');

export const LEVELS: Readonly<Record<Level, string>> = {
  MUST: 'The server has to do it.',
  SHOULD: 'The server is asked to do it, unless it has a good reason.',
  MAY: 'The server is free to do it.',
};

export const BASES: Readonly<Record<Basis, string>> = {
  stated: 'a sentence of it says so',
  recommended: 'it describes it so, without the word MUST or SHOULD',
  implied: 'it follows from what it says',
};

export const SOURCES: Readonly<Record<Source, string>> = {
  booking: 'the page Book an appointment',
  nhs: "the API's other pages",
  fhir: 'the FHIR standard, STU3',
  http: 'the standards of HTTP and JWT',
  uec: 'the urgent-care implementation guide',
};

/** What the exchanges of a purpose are. */
export const PURPOSES: Readonly<Record<string, string>> = {
  book: 'Book an appointment',
  cancel: 'Cancel an appointment',
  update: 'Change an appointment',
  read: 'Read an appointment',
  vread: 'Read one version',
  search: 'Search free slots',
  preflight: 'Ask what the server can do',
  probe: 'Other requests',
  connect: 'Connect without certificate',
  token: 'Get a token',
};

/** `1,560`. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 rule`, `1,560 rules`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** An instant for people, in UTC: `22 November 2026, 23:53:30 UTC`. */
export function instantInWords(instant: string): string {
  const time = new Date(instant);
  if (Number.isNaN(time.getTime())) return instant;
  return `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}, ${time.toISOString().slice(11, 19)} UTC`;
}

/** A day `2030-01-31` for people: `31 January 2030`. */
export function dayInWords(day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  return year === undefined ? day : `${Number(date)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** `36 seconds`, `12 minutes 5 seconds`. */
export function durationInWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return 'less than a second';
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return [
    ...(minutes > 0 ? [counted(minutes, 'minute')] : []),
    ...(rest > 0 || minutes === 0 ? [counted(rest, 'second')] : []),
  ].join(' ');
}

/** Text that may be of any length, as far as a reader wants to know it. */
export function bounded(text: string, most = 4_000): string {
  if (text.length <= most) return text;
  // Not between the halves of a character.
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}
