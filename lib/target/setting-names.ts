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

/** What a person writes about something, to be read by others. */
const oneLine = (what: string): Pick<SettingSpec, 'schema' | 'allowed'> => ({
  schema: { type: 'string', pattern: '^[^\\p{Cc}]*[^\\p{Cc}\\s][^\\p{Cc}]*$', maxLength: 300 },
  allowed: `${what}: one line of at most 300 characters`,
});

/** Scopes as a token request lists them: RFC 6749 section 3.3. */
const scope = { type: 'string', pattern: '^[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*$' };

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
  SSP_BASE_URL: {
    schema: { type: 'string', format: 'base-url' },
    allowed:
      "the URL of the Spine Secure Proxy, which the server's is put behind: an absolute http or https URL without '?', '#' or a user name",
    example: 'https://testspineproxy.nhs.uk',
  },
  SSP_FROM: {
    schema: { type: 'string', pattern: '^[!-~]+$' },
    allowed: 'the ASID of the consumer, which is sent as Ssp-From',
    example: '200000000115',
  },
  SSP_TO: {
    schema: { type: 'string', pattern: '^[!-~]+$' },
    allowed: 'the ASID of the server, which is sent as Ssp-To',
    example: '918999198993',
  },
  SSP_INTERACTION_IDS: {
    schema: { type: 'string', pattern: '=' },
    allowed:
      'interaction=id, separated by commas; interactions are read:metadata, search:slot, create:appointment, search:appointment, read:appointment, update:appointment, and other',
    example: 'search:slot=urn:nhs:names:services:careconnect:fhir:rest:search:slot',
  },
  HTTP_PROXY_URL: {
    schema: { type: 'string', format: 'proxy-url' },
    allowed: 'http://host:port of an HTTP proxy; a user name and password go into HTTP_PROXY_CREDENTIALS',
    example: 'http://proxy.example.org:3128',
  },
  HTTP_PROXY_CREDENTIALS: {
    schema: { type: 'string', pattern: '^[^:]+:' },
    allowed: 'user:password, as the HTTP proxy in HTTP_PROXY_URL asks for them',
    example: 'consumer:a-long-password',
    secret: true,
  },
  EXTRA_HEADERS: {
    schema: { type: 'string', pattern: '=' },
    allowed:
      'name=value, several separated by semicolons (one within a value is written \\;); no field that the suite sends itself',
    example: 'X-Api-Key=a-long-key;X-Environment=int',
    secret: true,
  },
  JWT_REGIME: {
    schema: { enum: ['none', 'hs256', 'rs256', 'es256', 'oauth2', 'static', 'command'] },
    allowed:
      'none (unsecured, as the implementation guide asks), hs256, rs256, es256, oauth2, static or command',
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
    allowed: 'a file with the private key (PEM) that signs tokens: RSA for rs256, P-256 for es256',
    example: 'keys/consumer.pem',
  },
  JWT_KEY_ID: {
    schema: { type: 'string', minLength: 1 },
    allowed: 'the name of the key in the header kid of tokens that the suite signs',
    example: 'consumer-2030',
  },
  JWT_ISSUER: {
    schema: { type: 'string', minLength: 1 },
    allowed: 'who issues the tokens (iss), by default a made-up consumer',
    example: 'https://consumer.example.org/',
  },
  JWT_ODS_CODE: {
    schema: { type: 'string', pattern: '^\\S+$' },
    allowed: 'the ODS code of the organisation that asks (requesting_organization), by default A1001',
    example: 'A1001',
  },
  JWT_PRACTITIONER_ID: {
    schema: { type: 'string', pattern: '^\\S+$' },
    allowed: 'the id of the user who asks (sub and requesting_practitioner), by default conformance-tester',
    example: '10019',
  },
  JWT_DEVICE_ID: {
    schema: { type: 'string', pattern: '^\\S+$' },
    allowed: 'the identifier of the system that asks (requesting_device), by default CONFORMANCE-SUITE',
    example: 'CONS-APP-4',
  },
  JWT_CLAIMS_FILE: {
    schema: { type: 'string', minLength: 1 },
    allowed: 'a JSON file with an object of claims that take the place of those of the suite, or add to them',
    example: 'claims.json',
  },
  JWT_SCOPE_READ: {
    schema: scope,
    allowed: 'the scopes of tokens for searching and reading, separated by single spaces',
    example: 'patient/appointment.read',
  },
  JWT_SCOPE_WRITE: {
    schema: scope,
    allowed: 'the scopes of tokens for booking and cancelling, separated by single spaces',
    example: 'patient/appointment.write',
  },
  OAUTH2_TOKEN_URL: {
    schema: { type: 'string', format: 'token-url' },
    allowed: "the token endpoint of oauth2: an absolute http or https URL without '#' or a user name",
    example: 'https://login.example.org/oauth2/token',
  },
  OAUTH2_CLIENT_ID: {
    schema: { type: 'string', pattern: '^[ -~]+$' },
    allowed: 'the id by which the authorization server knows this consumer',
    example: 'conformance-suite',
  },
  OAUTH2_CLIENT_SECRET: {
    schema: { type: 'string', pattern: '^[ -~]{6,}$' },
    allowed: 'the secret that the authorization server gave this consumer, at least 6 characters',
    example: 'a-long-client-secret',
    secret: true,
  },
  OAUTH2_CLIENT_AUTH: {
    schema: { enum: ['basic', 'post'] },
    allowed: 'how the secret is sent to the token endpoint: basic (in the header) or post (in the body)',
    example: 'post',
    default: 'basic',
  },
  BEARER_TOKEN: {
    schema: { type: 'string', pattern: '^[!-~]{6,}$' },
    allowed: "the token of static, at least 6 characters without spaces, and without 'Bearer' in front of it",
    example: 'a-long-access-token',
    secret: true,
  },
  TOKEN_COMMAND: {
    schema: { type: 'string', pattern: '\\S' },
    allowed: 'a command line for the shell that prints a token, and nothing else',
    example: '"cat token.txt"',
  },
  TOKEN_TIMEOUT_MS: { ...milliseconds(100, 600_000), example: '30000', default: '30000' },
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
    allowed: 'the passphrase of the private key in TLS_KEY_FILE, or of the file in TLS_PFX_FILE',
    example: 'a-long-passphrase',
    secret: true,
  },
  TLS_PFX_FILE: {
    schema: { type: 'string', minLength: 1 },
    allowed: "a PKCS#12 file with the client's certificate and its private key",
    example: 'certificates/client.pfx',
  },
  TLS_MIN_VERSION: {
    schema: { enum: ['TLSv1.2', 'TLSv1.3'] },
    allowed: 'TLSv1.2 or TLSv1.3',
    example: 'TLSv1.3',
  },
  TLS_SERVER_NAME: {
    schema: { type: 'string', pattern: '^(?![0-9.]*$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$' },
    allowed:
      'the name that the server is asked for by TLS, and that its certificate must have: no IP address',
    example: 'booking.example.org',
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
  FAILED_FROM: {
    option: 'failed',
    schema: { type: 'string' },
    allowed: 'the conformance.json of an earlier run, or its folder; --failed alone means the last run',
    example: 'reports/conformance.json',
  },
  WORKERS: {
    option: 'workers',
    ...wholeNumber(1, 16),
    example: '2',
    default: '1',
  },
  SHARD: {
    option: 'shard',
    schema: { type: 'string', shard: true },
    allowed: 'which part of the cases to run, and of how many: 1/3, 2/3 or 3/3, of at most 100',
    example: '1/3',
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
  WAIVERS_FILE: {
    option: 'waivers',
    schema: { type: 'string', minLength: 1 },
    allowed: 'a JSON file with waivers, as `booking-conformance waive` writes it',
    example: 'waivers.json',
  },
  MASK_PATIENTS: { option: 'mask-patients', ...yesOrNo, example: 'true', default: 'false' },
  STRICT: { option: 'strict', ...yesOrNo, example: 'true', default: 'false' },
  TESTED_BY: {
    schema: { type: 'string', minLength: 1, maxLength: 200 },
    allowed: 'a name, of at most 200 characters',
    example: 'Jo Bloggs, Example Health Ltd',
  },
  REPORTS_DIR: {
    option: 'out',
    schema: { type: 'string', minLength: 1 },
    allowed: 'the folder that takes the reports',
    example: 'reports',
    default: 'reports',
  },
  HISTORY_FILE: {
    option: 'history',
    schema: { type: 'string', minLength: 1 },
    allowed: 'the file that keeps how earlier runs ended, for the trend on the Allure page',
    example: 'history.jsonl',
  },
  HTML_REPORT: { ...yesOrNo, example: 'false', default: 'true' },
  ATTEST_PRODUCT: { option: 'product', ...oneLine('the product that was tested'), example: '"Booking Hub"' },
  ATTEST_PRODUCT_VERSION: {
    option: 'product-version',
    ...oneLine('the version of the product that was tested'),
    example: '4.2.0',
  },
  ATTEST_ENVIRONMENT: {
    option: 'environment',
    ...oneLine('the environment in which the product was tested'),
    example: '"integration, eu-west-2"',
  },
  ATTEST_SIGNATORY: {
    option: 'signatory',
    ...oneLine('the name of the person who answers for what is handed in'),
    example: '"Jo Bloggs"',
  },
  ATTEST_ROLE: {
    option: 'role',
    ...oneLine('what the signatory is in the organisation'),
    example: '"Head of Clinical Safety"',
  },
  PACK_KEY_FILE: {
    option: 'key',
    schema: { type: 'string', minLength: 1 },
    allowed: 'a file with the Ed25519 private key (PEM) that signs the pack',
    example: 'keys/pack.pem',
  },
  PACK_KEY_PASSPHRASE: {
    schema: { type: 'string', minLength: 1 },
    allowed: 'the passphrase of the private key in PACK_KEY_FILE',
    example: 'a-long-passphrase',
    secret: true,
  },
  REQUEST_TIMEOUT_MS: { ...milliseconds(100, 600_000), example: '10000', default: '10000' },
  RUN_TIMEOUT_MS: { ...milliseconds(1_000, 86_400_000), example: '1800000', default: '1800000' },
  MAX_RESPONSE_BYTES: { ...wholeNumber(1_000, 100_000_000), example: '5000000', default: '5000000' },
  REQUESTS_PER_SECOND: { ...wholeNumber(0, 10_000), example: '20', default: '0' },
  MAX_CONCURRENT_REQUESTS: { ...wholeNumber(0, 1_000), example: '10', default: '0' },
  RACE_REQUESTS: { ...wholeNumber(2, 50), example: '10', default: '10' },
  SLOT_GRACE_MS: { ...milliseconds(0, 60_000), example: '10000', default: '10000' },
} as const satisfies Record<string, SettingSpec>;

export type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

/** The specification of a setting, with its optional parts. */
export function settingSpec(name: SettingName): SettingSpec {
  return SETTINGS[name];
}
