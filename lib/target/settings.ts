import { statSync } from 'node:fs';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { type Definitions, type Format, instantOf } from '../fhir';
import type { HeaderList, HttpProxy, TlsSettings } from '../http';
import { extraHeadersIn } from './extra-headers';
import { definitionsInFolder } from './profiles-folder';
import { SETTING_NAMES, SETTINGS, type SettingName, settingSpec } from './setting-names';
import type { SettingsReader } from './settings-reader';
import { type FoundSlot, slotsInFile } from './slot';
import type { ServiceParameter } from './slot-search';
import { type SpineProxy, spineProxyIn } from './spine-proxy';
import { tlsSettingsIn } from './tls-settings';
import { readTokenSettings, type TokenSettings } from './token-settings';

export type ServerErrorTrigger =
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | { readonly kind: 'slot'; readonly id: string };

export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** How to reach the target and how to judge it. */
export interface Settings extends TokenSettings {
  /** FHIR base without a slash at its end; null: the embedded provider. */
  readonly targetBaseUrl: string | null;
  /** Whether a host may be booked at that patients seem to use. */
  readonly allowLive: boolean;
  readonly locationBaseUrls: readonly string[];
  /** null: requests go without the Spine proxy's headers, straight to the target. */
  readonly spineProxy: SpineProxy | null;
  readonly httpProxy: HttpProxy | null;
  /** Header fields of every request, besides its own. */
  readonly extraHeaders: HeaderList;
  /** Authorities to trust, and the client's certificate and key; empty: what Node trusts, and no certificate. */
  readonly tls: TlsSettings;
  readonly slotServiceId: string | null;
  /** How a search names the service; null: in either spelling of the page. */
  readonly slotServiceParameter: ServiceParameter | null;
  /** The slots that are given, by `SLOTS_FILE` or `SLOTS_COMMAND`; null: slots are searched. */
  readonly slots: readonly FoundSlot[] | null;
  /** The command that prints the slots, which whoever needs them has to run; null: there is none. */
  readonly slotsCommand: string | null;
  /** When slots may start, in milliseconds since 1970; null: from now on, and for so many days. */
  readonly slotSearchFrom: number | null;
  readonly slotSearchTo: number | null;
  readonly slotSearchDays: number;
  readonly serverErrorTrigger: ServerErrorTrigger | null;
  readonly format: Format;
  readonly only: readonly string[];
  /** Names of cases, or globs; empty: all. */
  readonly cases: readonly string[];
  /** How many processes test at the same time. */
  readonly workers: number;
  /** Which part of a run that several machines share, counted from 1; null: the whole. */
  readonly shard: Shard | null;
  readonly gate: readonly string[];
  readonly overlays: readonly string[];
  readonly profilesDir: string | null;
  /** What `PROFILES_DIR` defines, with the built-in profiles; null: the built-in ones alone. */
  readonly profiles: Definitions | null;
  readonly strict: boolean;
  /** Whether data of patients is taken out of all that is written. */
  readonly maskPatients: boolean;
  readonly reportsDir: string;
  readonly htmlReport: boolean;
  /** Where the history of earlier runs is kept; null for the folder of the reports. */
  readonly historyFile: string | null;
  /** Opens the key that signs packs; a run only keeps it out of what it writes. */
  readonly packKeyPassphrase: string | null;
  readonly requestTimeoutMs: number;
  readonly runTimeoutMs: number;
  readonly maxResponseBytes: number;
  /** How many requests may begin within a second, and be under way at the same time; null: as many as come. */
  readonly requestsPerSecond: number | null;
  readonly maxConcurrentRequests: number | null;
  readonly raceRequests: number;
  readonly slotGraceMs: number;
}

/** A setting as the user wrote it, and where. */
export interface Written {
  readonly value: string;
  /** `TARGET_BASE_URL`, `TARGET_BASE_URL in .env` or `--target`. */
  readonly as: string;
}

export type WrittenSettings = Partial<Record<SettingName, Written>>;

/** What of the rulebook may be named in settings. */
export interface Vocabulary {
  readonly sources: readonly string[];
  readonly overlays: readonly string[];
}

/** Settings that are wrong: all of them, each with what the user wrote, what is allowed and an example. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `${problems.length === 1 ? 'One setting is' : `${problems.length} settings are`} wrong:\n\n${problems.join('\n\n')}`,
    );
    this.name = 'SettingsError';
  }
}

/** @throws Error when it is a folder; it need not exist */
function noFolder(file: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${file} is a folder; name a file in it`);
  return file;
}

/**
 * The settings that the user's texts mean.
 *
 * @throws SettingsError that names every wrong setting at once
 */
export function readSettings(written: WrittenSettings, vocabulary: Vocabulary): Settings {
  const problems = schemaProblems(written, vocabulary);
  const wrong = new Set(problems.map((problem) => problem.name));
  const text = (name: SettingName): string | null =>
    wrong.has(name) ? null : (written[name]?.value ?? settingSpec(name).default ?? null);

  const list = (name: SettingName): string[] =>
    (text(name) ?? '')
      .split(settingSpec(name).separator ?? ',')
      .map(trimmed)
      .filter(Boolean);
  const describe = (name: SettingName, why: string): void => {
    problems.push({ name, text: problemText(name, written[name], why) });
  };
  const fromFile = <T>(name: SettingName, read: (file: string) => T): T | null => {
    const file = text(name);
    if (file === null) return null;
    try {
      return read(file);
    } catch (error) {
      describe(name, error instanceof Error ? error.message : String(error));
      return null;
    }
  };

  const reader: SettingsReader = {
    isWritten: (name) => written[name] !== undefined,
    text,
    list,
    fromFile,
    describe,
  };
  for (const [name, needed] of NEEDED_WITH)
    if (written[name] && !written[needed]) describe(needed, `missing; ${name} is given, and needs it`);
  for (const [name, other] of CONTRADICTING)
    if (written[name] && written[other]) describe(name, `contradicts ${other}; one of the two is enough`);
  const tokens = readTokenSettings(reader);
  const tls = tlsSettingsIn(reader);
  const spineProxy = spineProxyIn(reader);
  const extraHeaders = extraHeadersIn(reader);
  const httpProxy = httpProxyIn(reader);
  const slots = fromFile('SLOTS_FILE', slotsInFile);
  const window = slotSearchWindow();
  const profiles = fromFile('PROFILES_DIR', definitionsInFolder);
  const historyFile = fromFile('HISTORY_FILE', noFolder);

  function slotSearchWindow(): { from: number | null; to: number | null } {
    const from = firstMomentOf(text('SLOT_SEARCH_FROM'));
    const to = lastMomentOf(text('SLOT_SEARCH_TO'));
    if (from !== null && to !== null && from > to)
      describe('SLOT_SEARCH_TO', 'lies before SLOT_SEARCH_FROM: no slot can start between them');
    else if (to !== null && to <= Date.now())
      describe('SLOT_SEARCH_TO', 'is past: no slot can be booked then');
    return { from, to };
  }

  if (text('MASK_PATIENTS') === 'true' && text('SHARD') !== null)
    describe(
      'MASK_PATIENTS',
      'a shard is judged again when it is merged, and what is masked cannot be; leave out the one or the other',
    );

  const overlays = list('OVERLAY');
  for (const source of list('GATE').filter((name) => vocabulary.overlays.includes(name)))
    if (!overlays.includes(source)) describe('GATE', `${source} is an overlay; add OVERLAY=${source}`);

  if (problems.length > 0) throw new SettingsError(problems.map((problem) => problem.text));

  const number = (name: SettingName): number => Number(text(name));
  const limit = (name: SettingName): number | null => number(name) || null;
  return {
    targetBaseUrl: withoutSlash(text('TARGET_BASE_URL')),
    allowLive: text('ALLOW_LIVE') === 'true',
    locationBaseUrls: list('LOCATION_BASE_URLS').map((url) => withoutSlash(url) as string),
    spineProxy,
    httpProxy,
    extraHeaders,
    ...tokens,
    tls,
    slotServiceId: text('SLOT_SERVICE_ID'),
    slotServiceParameter: text('SLOT_SERVICE_PARAMETER') as ServiceParameter | null,
    slots,
    slotsCommand: text('SLOTS_COMMAND'),
    slotSearchFrom: window.from,
    slotSearchTo: window.to,
    slotSearchDays: number('SLOT_SEARCH_DAYS'),
    serverErrorTrigger: triggerIn(text('SERVER_ERROR_TRIGGER')),
    format: text('FORMAT') as Format,
    only: list('ONLY'),
    cases: list('CASES'),
    workers: number('WORKERS'),
    shard: shardIn(text('SHARD')),
    gate: list('GATE'),
    overlays,
    profilesDir: text('PROFILES_DIR'),
    profiles,
    strict: text('STRICT') === 'true',
    maskPatients: text('MASK_PATIENTS') === 'true',
    reportsDir: text('REPORTS_DIR') as string,
    htmlReport: text('HTML_REPORT') === 'true',
    historyFile,
    packKeyPassphrase: text('PACK_KEY_PASSPHRASE'),
    requestTimeoutMs: number('REQUEST_TIMEOUT_MS'),
    runTimeoutMs: number('RUN_TIMEOUT_MS'),
    maxResponseBytes: number('MAX_RESPONSE_BYTES'),
    requestsPerSecond: limit('REQUESTS_PER_SECOND'),
    maxConcurrentRequests: limit('MAX_CONCURRENT_REQUESTS'),
    raceRequests: number('RACE_REQUESTS'),
    slotGraceMs: number('SLOT_GRACE_MS'),
  };
}

/** The settings as reports show them: as the user wrote them or by default, secrets left out. */
export function shownSettings(written: WrittenSettings): Record<string, string> {
  const shown = SETTING_NAMES.map((name): [string, string | undefined] => {
    const value = written[name]?.value ?? settingSpec(name).default;
    return [name, value !== undefined && settingSpec(name).secret ? '[redacted]' : value];
  });
  return Object.fromEntries(shown.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** What makes no sense alone, and with what it does. */
const NEEDED_WITH = [['SLOT_SERVICE_PARAMETER', 'SLOT_SERVICE_ID']] as const;

/** What says one thing in two ways. */
const CONTRADICTING = [
  ['SLOTS_COMMAND', 'SLOTS_FILE'],
  ['SLOT_SEARCH_DAYS', 'SLOT_SEARCH_TO'],
] as const;

interface Problem {
  readonly name: SettingName;
  readonly text: string;
}

/** The schema of all settings, compiled once for each vocabulary. */
const compiled = new WeakMap<Vocabulary, ValidateFunction>();

function compiledFor(vocabulary: Vocabulary): ValidateFunction {
  const validate = compiled.get(vocabulary) ?? compileSchema(vocabulary);
  compiled.set(vocabulary, validate);
  return validate;
}

function compileSchema(vocabulary: Vocabulary): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const parts = (value: string): string[] => value.split(',').map(trimmed).filter(Boolean);
  ajv.addFormat('base-url', isBaseUrl);
  ajv.addFormat('token-url', isTokenUrl);
  ajv.addFormat('proxy-url', isProxyUrl);
  ajv.addFormat('base-url-list', (value: string) => parts(value).length > 0 && parts(value).every(isBaseUrl));
  ajv.addFormat('day-or-instant', (value: string) => firstMomentOf(value) !== null);
  ajv.addFormat('gate', (value: string) =>
    isListOf(parts(value), [...vocabulary.sources, ...vocabulary.overlays]),
  );
  ajv.addFormat('overlay', (value: string) => isListOf(parts(value), vocabulary.overlays));
  ajv.addKeyword({
    keyword: 'wholeNumber',
    type: 'string',
    validate: (bounds: { minimum: number; maximum: number }, value: string) =>
      /^\d{1,12}$/.test(value) && Number(value) >= bounds.minimum && Number(value) <= bounds.maximum,
  });
  ajv.addKeyword({
    keyword: 'shard',
    type: 'string',
    validate: (_: boolean, value: string) => shardIn(value) !== null,
  });
  const properties = Object.fromEntries(SETTING_NAMES.map((name) => [name, SETTINGS[name].schema]));
  return ajv.compile({ type: 'object', properties });
}

function schemaProblems(written: WrittenSettings, vocabulary: Vocabulary): Problem[] {
  const validate = compiledFor(vocabulary);
  const values = Object.fromEntries(Object.entries(written).map(([name, entry]) => [name, entry?.value]));
  if (validate(values)) return [];

  const allowedHere: Partial<Record<SettingName, string>> = {
    GATE: `${SETTINGS.GATE.allowed}: ${vocabulary.sources.join(', ')}, and overlays that are chosen: ${vocabulary.overlays.join(', ')}`,
    OVERLAY: `${SETTINGS.OVERLAY.allowed}: ${vocabulary.overlays.join(', ')}`,
  };
  const names = new Set(
    (validate.errors as ErrorObject[]).map((error) => error.instancePath.slice(1) as SettingName),
  );
  return [...names].map((name) => ({
    name,
    text: problemText(name, written[name], null, allowedHere[name]),
  }));
}

function problemText(
  name: SettingName,
  written: Written | undefined,
  why: string | null,
  allowed?: string,
): string {
  const spec = settingSpec(name);
  const shown = spec.secret ? '(not shown)' : written?.value.replaceAll(USER_INFORMATION, '//(not shown)@');
  const heading = written ? `  ${written.as}: ${shown === '' ? '(empty)' : shown}` : `  ${name}`;
  const lines = [heading, ...(why ? [`    ${why}`] : []), `    allowed: ${allowed ?? spec.allowed}`];
  return [...lines, `    example: ${exampleOf(name, written)}`].join('\n');
}

/** A user name and password in a URL, which no setting takes: who wrote one there would not see it on a screen. */
const USER_INFORMATION = /\/\/[^/?#]*@/g;

/** The example in the form that the user wrote the setting in. */
function exampleOf(name: SettingName, written: Written | undefined): string {
  const { example, option } = settingSpec(name);
  if (!written?.as.startsWith('--') || !option) return `${name}=${example}`;
  return example === 'true' ? `--${option}` : `--${option} ${example}`;
}

const MOST_SHARDS = 100;

/** `2/3` as a shard; null when it is none. */
function shardIn(value: string | null): Shard | null {
  const [, number, of] = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(value ?? '') ?? [];
  if (Number(of) > MOST_SHARDS || Number(number) > Number(of) || of === undefined) return null;
  return { number: Number(number), of: Number(of) };
}

function isBaseUrl(value: string): boolean {
  return !value.includes('?') && isTokenUrl(value);
}

/** A token endpoint may have a query, and no fragment: RFC 6749 section 3.2. */
function isTokenUrl(value: string): boolean {
  if (!/^https?:\/\/[^\s?#@]+(\?[^\s#]*)?$/i.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return url.hostname !== '' && url.username === '' && url.password === '';
}

/** A proxy is spoken to without TLS, and its URL has no path. */
function isProxyUrl(value: string): boolean {
  return isBaseUrl(value) && /^http:\/\/[^/]+\/?$/i.test(value);
}

function httpProxyIn({ isWritten, text, describe }: SettingsReader): HttpProxy | null {
  if (isWritten('HTTP_PROXY_CREDENTIALS') && !isWritten('HTTP_PROXY_URL'))
    describe('HTTP_PROXY_URL', 'missing; HTTP_PROXY_CREDENTIALS is given, and needs it');
  const url = withoutSlash(text('HTTP_PROXY_URL'));
  return url === null ? null : { url, credentials: text('HTTP_PROXY_CREDENTIALS') };
}

/** When a day (in UTC) begins, or the instant itself; null when it is neither. */
function firstMomentOf(text: string | null): number | null {
  return text === null ? null : instantOf(isDay(text) ? `${text}T00:00:00Z` : text);
}

/** When a day (in UTC) ends, or the instant itself; null when it is neither. */
function lastMomentOf(text: string | null): number | null {
  return text === null ? null : instantOf(isDay(text) ? `${text}T23:59:59.999Z` : text);
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

function isListOf(values: readonly string[], allowed: readonly string[]): boolean {
  return values.length > 0 && values.every((value) => allowed.includes(value));
}

function triggerIn(value: string | null): ServerErrorTrigger | null {
  if (value === null) return null;
  const header = /^header:([^=]+)=(.+)$/.exec(value);
  if (header) return { kind: 'header', name: header[1] as string, value: header[2] as string };
  return { kind: 'slot', id: value.slice('slot:'.length) };
}

const trimmed = (text: string): string => text.trim();
const withoutSlash = (url: string | null): string | null => url?.replace(/\/+$/, '') ?? null;
