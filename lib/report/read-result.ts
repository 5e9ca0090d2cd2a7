import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import type { Level, Source } from '../rules';
import type { Outcome, Verdict } from '../verdict';

/** The version of `conformance.json` that is read and written here; whatever is changed but by adding raises it. */
export const RESULT_VERSION = 1;

/** One check of a result that is read again. */
export interface StoredCheck {
  readonly case: string;
  readonly outcome: Outcome;
  readonly message: string | null;
  /** A result of an earlier version of the suite has none. */
  readonly waiver?: object | null;
}

/** One rule of a result that is read again. */
export interface StoredRule {
  readonly id: string;
  readonly level: Level;
  readonly basis: string;
  readonly source: Source;
  readonly title: string;
  readonly verdict: Outcome;
  readonly waiver?: object | null;
  readonly checks: readonly StoredCheck[];
}

/** What is needed of a `conformance.json` that some version of the suite wrote. */
export interface StoredResult {
  readonly suite: { readonly version: string; readonly rulebook: string };
  readonly target: { readonly baseUrl: string; readonly embedded: boolean; readonly software: string | null };
  readonly run: {
    readonly startedAt: string;
    readonly gate: readonly string[];
    readonly overlays: readonly string[];
    readonly strict: boolean;
    readonly selection: {
      readonly selected: number;
      readonly all: number;
      readonly cases: readonly string[];
    };
    readonly stopped: string | null;
    readonly settings: Readonly<Record<string, string>>;
  };
  readonly verdict: Verdict;
  readonly rules: readonly StoredRule[];
}

/** A file that is no result of a run; the message says why, in words that follow the name of the file. */
export class UnreadableResult extends Error {}

/** Far more than a whole run writes. */
const MOST_BYTES = 200 * 1024 * 1024;

/**
 * Reads the result of an earlier run.
 *
 * @param path `conformance.json`, whatever it is called, or the folder in which it is
 * @throws UnreadableResult when there is none, or none that this version knows
 */
export function readResult(path: string): { readonly file: string; readonly result: StoredResult } {
  const file = fileAt(path);
  const value = parsed(file);
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== undefined && version !== RESULT_VERSION)
    throw new UnreadableResult(
      `has the schemaVersion ${JSON.stringify(version)}; this version of the suite knows ${RESULT_VERSION}`,
    );
  const isResult = compiledSchema();
  if (isResult(value)) return { file, result: value };
  const [error] = isResult.errors ?? [];
  throw new UnreadableResult(`is no result of a run: ${error?.instancePath || 'it'} ${error?.message}`);
}

function fileAt(path: string): string {
  try {
    return statSync(path).isDirectory() ? join(path, 'conformance.json') : path;
  } catch (error) {
    throw new UnreadableResult(whyUnreadable(error as NodeJS.ErrnoException));
  }
}

function parsed(file: string): unknown {
  let text: string;
  try {
    if (statSync(file).size > MOST_BYTES) throw new UnreadableResult('is too large for a result of a run');
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UnreadableResult) throw error;
    throw new UnreadableResult(whyUnreadable(error as NodeJS.ErrnoException));
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableResult(`is no JSON: ${(error as Error).message}`);
  }
}

function whyUnreadable({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'is not there; a run leaves it in the folder of its reports';
  return `cannot be read (${code ?? message})`;
}

const text = { type: 'string' };
const nullableText = { type: 'string', nullable: true };
const object = (properties: Record<string, object>, optional: Record<string, object> = {}): object => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
});
const list = (items: object): object => ({ type: 'array', items });

const outcome = { enum: ['pass', 'warn', 'fail', 'inconclusive', 'not-applicable'] };
const waiver = { type: 'object', nullable: true };

/** Looser than the schema of what is written: earlier versions wrote less, and later ones may write more. */
const READ_SCHEMA = object({
  schemaVersion: { const: RESULT_VERSION },
  suite: object({ version: text, rulebook: text }),
  target: object({ baseUrl: text, embedded: { type: 'boolean' }, software: nullableText }),
  run: object({
    startedAt: text,
    gate: list(text),
    overlays: list(text),
    strict: { type: 'boolean' },
    selection: object({ selected: { type: 'integer' }, all: { type: 'integer' }, cases: list(text) }),
    stopped: nullableText,
    settings: { type: 'object', additionalProperties: text },
  }),
  verdict: { enum: ['conformant', 'non-conformant', 'incomplete'] },
  rules: list(
    object(
      {
        id: text,
        level: { enum: ['MUST', 'SHOULD', 'MAY'] },
        basis: text,
        source: text,
        title: text,
        verdict: outcome,
        checks: list(object({ case: text, outcome, message: nullableText }, { waiver })),
      },
      { waiver },
    ),
  ),
});

let compiled: ValidateFunction<StoredResult> | undefined;

function compiledSchema(): ValidateFunction<StoredResult> {
  compiled ??= new Ajv().compile<StoredResult>(READ_SCHEMA);
  return compiled;
}
