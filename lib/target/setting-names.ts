/** One thing that a user can set, by an environment variable, a line in the env-file, or an option. */
export interface SettingSpec {
  /** JSON Schema of the text that the user writes. */
  readonly schema: object;
  /** The command-line option, without dashes. */
  readonly option?: string;
  /** What is allowed, in words. */
  readonly allowed: string;
  readonly example: string;
  readonly default?: string;
  /** What stands between several values of the option; by default a comma. */
  readonly separator?: string;
  /** Never shown, not even in the message that it is wrong. */
  readonly secret?: true;
}

const milliseconds = (least: number, most: number): Pick<SettingSpec, 'schema' | 'allowed'> => ({
  schema: { type: 'string', wholeNumber: { minimum: least, maximum: most } },
  allowed: `a whole number of milliseconds from ${least} to ${most}`,
});

const wholeNumber = (least: number, most: number): Pick<SettingSpec, 'schema' | 'allowed'> => ({
  schema: { type: 'string', wholeNumber: { minimum: least, maximum: most } },
  allowed: `a whole number from ${least} to ${most}`,
});

const yesOrNo = { schema: { enum: ['true', 'false'] }, allowed: 'true or false' };

/** Every setting of the suite. `.env.example` explains each; a test keeps the two together. */
export const SETTINGS = {
  TARGET_BASE_URL: {
    option: 'target',
    schema: { type: 'string', format: 'base-url' },
    allowed: "the FHIR base of the server: an absolute http or https URL without '?', '#' or a user name",
    example: 'https://booking.example.org/STU3',
  },
  ALLOW_LIVE: { option: 'allow-live', ...yesOrNo, example: 'true', default: 'false' },
  LOCATION_BASE_URLS: {
    schema: { type: 'string', format: 'base-url-list' },
    allowed: 'absolute http or https URLs, separated by commas',
    example: 'https://public.example.org/STU3,https://proxy.example.org/STU3',
  },
  JWT_REGIME: {
    schema: { enum: ['none', 'hs256', 'rs256'] },
    allowed: 'none (unsecured, as the implementation guide asks), hs256 or rs256',
    example: 'none',
    default: 'none',
  },
  JWT_AUDIENCE: {
    schema: { type: 'string', minLength: 1 },
    allowed: 'the audience that the server expects in tokens; by default its base URL',
    example: 'https://booking.example.org/STU3',
  },
  JWT_SECRET: {
    schema: { type: 'string', minLength: 8 },
    allowed: 'the secret that signs hs256 tokens, at least 8 characters',
    example: 'a-long-shared-secret',
    secret: true,
  },
  JWT_KEY_FILE: {
    schema: { type: 'string', minLength: 1 },
    allowed: 'a file with the RSA private key (PEM) that signs rs256 tokens',
    example: 'keys/consumer.pem',
  },
  TLS_CA_FILE: {
    schema: { type: 'string', minLength: 1 },
    allowed:
      'a PEM file with the certificates of authorities to trust, beside those that Node trusts by itself',
    example: 'certificates/authority.pem',
  },
  TLS_CERT_FILE: {
    schema: { type: 'string', minLength: 1 },
    allowed: "a PEM file with the client's certificate, and those of the authorities between it and the root",
    example: 'certificates/client.pem',
  },
  TLS_KEY_FILE: {
    schema: { type: 'string', minLength: 1 },
    allowed: "a PEM file with the private key of the client's certificate",
    example: 'certificates/client-key.pem',
  },
  TLS_KEY_PASSPHRASE: {
    schema: { type: 'string', minLength: 1 },
    allowed: 'the passphrase of the private key in TLS_KEY_FILE',
    example: 'a-long-passphrase',
    secret: true,
  },
  SLOT_SERVICE_ID: {
    schema: { type: 'string', pattern: '^\\S+$' },
    allowed: 'the id of the HealthcareService whose slots are searched, without spaces',
    example: '918999198999',
  },
  SLOT_SERVICE_PARAMETER: {
    schema: { enum: ['service', 'schedule.actor:healthcareservice'] },
    allowed:
      'how the search names the service: service, or schedule.actor:healthcareservice; without it, both are tried',
    example: 'service',
  },
  SLOTS_FILE: {
    schema: { type: 'string', minLength: 1 },
    allowed: 'a JSON or XML file with the free Slots to use: a Bundle, an array of Slots, or one Slot',
    example: 'slots.json',
  },
  SLOTS_COMMAND: {
    schema: { type: 'string', pattern: '\\S' },
    allowed: 'a command line for the shell that prints the free Slots to use, as SLOTS_FILE would hold them',
    example: '"node free-slots.js"',
    // People write passwords into command lines.
    secret: true,
  },
  SLOT_SEARCH_FROM: {
    schema: { type: 'string', format: 'day-or-instant' },
    allowed: 'the day (in UTC) or the instant from which slots may start',
    example: '2030-01-07',
  },
  SLOT_SEARCH_TO: {
    schema: { type: 'string', format: 'day-or-instant' },
    allowed: 'the last day (in UTC), or the instant, at which slots may start',
    example: '2030-01-11T17:00:00Z',
  },
  SLOT_SEARCH_DAYS: {
    schema: { type: 'string', wholeNumber: { minimum: 1, maximum: 365 } },
    allowed:
      'how many days from now, or from SLOT_SEARCH_FROM, slots are searched in, a whole number from 1 to 365',
    example: '14',
    default: '14',
  },
  SERVER_ERROR_TRIGGER: {
    schema: { type: 'string', pattern: "^(header:[!#$%&'*+.^_`|~0-9A-Za-z-]+=.+|slot:[A-Za-z0-9.-]{1,64})$" },
    allowed: 'what makes the server fail itself: header:Name=value, or slot:ID',
    example: 'header:X-Provider-Trigger=server-error',
  },
  FORMAT: {
    schema: { enum: ['json', 'xml'] },
    allowed: 'json or xml',
    example: 'xml',
    default: 'json',
  },
  ONLY: {
    option: 'only',
    schema: { type: 'string', pattern: '[^\\s,]' },
    allowed: 'rule ids, prefixes or globs, separated by commas (see `booking-conformance rules`)',
    example: 'book.created.*',
  },
  CASES: {
    option: 'case',
    schema: { type: 'string', pattern: '[^\\s;]' },
    allowed: 'names of cases as the reports show them, or globs, separated by semicolons',
    example: '"Booking with the status pending"',
    separator: ';',
  },
  WORKERS: {
    option: 'workers',
    ...wholeNumber(1, 16),
    example: '2',
    default: '1',
  },
  GATE: {
    option: 'gate',
    schema: { type: 'string', format: 'gate' },
    allowed: 'sources of rules, separated by commas',
    example: 'booking,nhs',
    default: 'booking',
  },
  OVERLAY: {
    option: 'overlay',
    schema: { type: 'string', format: 'overlay' },
    allowed: 'an overlay of this rulebook',
    example: 'uec',
  },
  PROFILES_DIR: {
    option: 'profiles',
    schema: { type: 'string', minLength: 1 },
    allowed:
      'a folder, or an unpacked FHIR package, with StructureDefinitions, ValueSets and CodeSystems as JSON',
    example: 'profiles',
  },
  STRICT: { option: 'strict', ...yesOrNo, example: 'true', default: 'false' },
  REPORTS_DIR: {
    option: 'out',
    schema: { type: 'string', minLength: 1 },
    allowed: 'the folder that takes the reports',
    example: 'reports',
    default: 'reports',
  },
  HTML_REPORT: { ...yesOrNo, example: 'false', default: 'true' },
  REQUEST_TIMEOUT_MS: { ...milliseconds(100, 600_000), example: '10000', default: '10000' },
  RUN_TIMEOUT_MS: { ...milliseconds(1_000, 86_400_000), example: '1800000', default: '1800000' },
  MAX_RESPONSE_BYTES: { ...wholeNumber(1_000, 100_000_000), example: '5000000', default: '5000000' },
  RACE_REQUESTS: { ...wholeNumber(2, 50), example: '10', default: '10' },
  SLOT_GRACE_MS: { ...milliseconds(0, 60_000), example: '10000', default: '10000' },
} as const satisfies Record<string, SettingSpec>;

export type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** The specification of a setting, with its optional parts. */
export function settingSpec(name: SettingName): SettingSpec {
  return SETTINGS[name];
}
