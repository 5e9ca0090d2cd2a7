import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { nearestRuleIds, rules } from '../rules';
import { isDay } from './calendar';
import type { Waiver } from './waiver';
import schema from './waivers.schema.json';

/** The version of the files that are read and written here. */
export const WAIVERS_VERSION = 1;

/** An entry of a waiver file as it is written: what is optional may be missing. */
export type WrittenWaiver = Omit<Waiver, 'case' | 'reference'> & Partial<Pick<Waiver, 'case' | 'reference'>>;

/** A waiver file that cannot be used: all that is wrong with it, entry by entry. */
export class WaiversError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'WaiversError';
  }
}

/** What each member of an entry may be, and an example of it as JSON. */
const MEMBERS: Readonly<Record<keyof Waiver, { readonly allowed: string; readonly example: string }>> = {
  rule: {
    allowed: 'the id of one rule (`booking-conformance rules` lists them)',
    example: '"book.created.status"',
  },
  case: {
    allowed: 'the name of a case as reports show it, or a glob; left out, all cases of the rule',
    example: '"Booking with the status pending"',
  },
  reason: {
    allowed: 'why the failure is accepted until that day, in up to 2000 characters',
    example: '"The gateway answers 200; mended with release 4.2"',
  },
  owner: { allowed: 'who answers for it, in up to 200 characters', example: '"jo.bloggs@example.org"' },
  reference: {
    allowed: 'where it is followed up, in up to 500 characters; it may be left out',
    example: '"BOOK-123"',
  },
  expires: {
    allowed: 'the last day on which it holds, as YYYY-MM-DD',
    example: '"2030-01-31"',
  },
};

/**
 * The waivers that the text of a waiver file holds.
 *
 * @throws WaiversError that names all that is wrong, with what is allowed
 */
export function waiversIn(text: string): Waiver[] {
  return entriesIn(text, () => true).map(
    ({ rule, case: name = null, reason, owner, reference = null, expires }) => ({
      rule,
      case: name,
      reason: reason.trim(),
      owner: owner.trim(),
      reference: reference?.trim() || null,
      expires,
    }),
  );
}

/**
 * The entries of a waiver file as they are written, also those whose reason or owner is still to be filled in.
 *
 * @throws WaiversError that names all else that is wrong
 */
export function draftsIn(text: string): WrittenWaiver[] {
  return entriesIn(text, ({ value, member }) => value !== '' || (member !== 'reason' && member !== 'owner'));
}

/** Something wrong with a file, and where in it. */
interface Problem {
  /** The number of the entry, from 0; null where the file as a whole is wrong. */
  readonly entry: number | null;
  readonly member: string | null;
  readonly value: unknown;
  readonly keyword: string;
}

function entriesIn(text: string, counts: (problem: Problem) => boolean): WrittenWaiver[] {
  const file = parsed(text);
  const validate = compiledSchema();
  const problems = validate(file) ? [] : (validate.errors ?? []).map((error) => problemOf(error, file));
  const wrong = [...problems, ...unknownRules(file)].filter(counts);
  if (wrong.length > 0) throw new WaiversError(textsOf(wrong, file));
  return (file as { readonly waivers: WrittenWaiver[] }).waivers;
}

function parsed(text: string): unknown {
  try {
    // Some editors begin a file with the mark of its encoding.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new WaiversError([`is no JSON: ${(error as Error).message}`]);
  }
}

let validateFile: ValidateFunction | undefined;

function compiledSchema(): ValidateFunction {
  if (validateFile) return validateFile;
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  ajv.addFormat('date', isDay);
  validateFile = ajv.compile(schema);
  return validateFile;
}

function problemOf({ instancePath, keyword, params }: ErrorObject, file: unknown): Problem {
  const [, list, entry, written] = instancePath.split('/');
  const named = (params.missingProperty ?? params.additionalProperty ?? written ?? null) as string | null;
  if (list !== 'waivers' || entry === undefined)
    return { entry: null, member: named ?? list ?? null, value: undefined, keyword };
  const value = named === null ? undefined : memberOf(entryOf(file, Number(entry)), named);
  return { entry: Number(entry), member: named, value, keyword };
}

function unknownRules(file: unknown): Problem[] {
  const entries = memberOf(file, 'waivers');
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry, index) => {
    const value = memberOf(entry, 'rule');
    const isUnknown = typeof value === 'string' && !rules.some(({ id }) => id === value);
    return isUnknown ? [{ entry: index, member: 'rule', value, keyword: 'unknown' }] : [];
  });
}

/** As `{schemaVersion, waivers}` is looked at before it is known to be that. */
const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

const entryOf = (file: unknown, index: number): unknown => (memberOf(file, 'waivers') as unknown[])[index];

const MOST_ENTRIES_NAMED = 3;

/** The problems as sentences; what is wrong with several entries alike is told once. */
function textsOf(problems: readonly Problem[], file: unknown): string[] {
  const entries = new Map<string, Set<string>>();
  for (const problem of problems) {
    const text = textOf(problem);
    entries.set(text, (entries.get(text) ?? new Set()).add(nameOf(problem, file)));
  }
  return [...entries].map(([text, names]) => {
    const more = names.size - MOST_ENTRIES_NAMED;
    const named = [...names].slice(0, MOST_ENTRIES_NAMED).join(', ');
    return `${named}${more > 0 ? ` and ${more} more` : ''}${text}`;
  });
}

function nameOf({ entry }: Problem, file: unknown): string {
  if (entry === null) return '';
  const rule = memberOf(entryOf(file, entry), 'rule');
  return `entry ${entry + 1}${typeof rule === 'string' && rule !== '' ? ` (${rule})` : ''}`;
}

/** What is wrong, in words that follow the name of the entry; what is allowed, in lines of their own. */
function textOf(problem: Problem): string {
  const { entry, member, value, keyword } = problem;
  if (entry === null) return textOfFile(member, keyword);
  if (member === null || !Object.hasOwn(MEMBERS, member)) {
    const what = member === null ? 'is no object' : `has a member "${member}", which there is not`;
    return ` ${what}\n  allowed: ${Object.keys(MEMBERS).join(', ')}`;
  }
  const { allowed, example } = MEMBERS[member as keyof Waiver];
  return `: ${member} ${whatIsWrong(problem)}${meantBy(member, value)}\n  allowed: ${allowed}\n  example: "${member}": ${example}`;
}

function textOfFile(member: string | null, keyword: string): string {
  if (keyword === 'const')
    return `is of another schemaVersion than ${WAIVERS_VERSION}, which is the one that this version of the suite reads`;
  if (keyword === 'additionalProperties') return `has a member "${member}", which there is not`;
  if (keyword === 'maxItems') return `has more than ${schema.properties.waivers.maxItems} waivers`;
  return `is no waiver file\n  allowed: {"schemaVersion": ${WAIVERS_VERSION}, "waivers": [...]}; \`booking-conformance waive\` writes one`;
}

function whatIsWrong({ member, value, keyword }: Problem): string {
  if (keyword === 'required') return 'is missing';
  if (typeof value !== 'string') return `is ${JSON.stringify(value)}`;
  if (value.trim() === '') return 'is empty; a person has to fill it in';
  if (member === 'rule') return `is "${value}", which is no rule`;
  return keyword === 'maxLength' ? 'is too long' : `is "${value}"`;
}

function meantBy(member: string, value: unknown): string {
  if (member !== 'rule' || typeof value !== 'string') return '';
  const near = nearestRuleIds(value);
  return near.length > 0 ? `\n  did you mean ${near.join(', ')}?` : '';
}
