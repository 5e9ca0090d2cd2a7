import { failure } from '../../lib/rules/failure';
import { fhir } from '../../lib/rules/fhir';
import { headers } from '../../lib/rules/headers';
import { http } from '../../lib/rules/http';
import { implied } from '../../lib/rules/implied';
import { OVERLAYS, RULEBOOK, type Rule, rules, rulesFor, type Source } from '../../lib/rules/index';
import { nhs } from '../../lib/rules/nhs';
import { success } from '../../lib/rules/success';
import { uec } from '../../lib/rules/uec';

const BOOKING_API = 'https://developer.nhs.uk/apis/nhsbooking-2.0.4';

const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

test('names the API version and its own version', () => {
  expect(RULEBOOK).toBe('nhs-booking-2.0.4/2');
});

test('holds every table once, in order', () => {
  const tables = [success, failure, headers, implied, nhs, fhir, http, uec];
  expect(idsOf(rules)).toEqual(idsOf(tables.flat()));
  expect(new Set(idsOf(rules)).size).toBe(rules.length);
});

test.each<[Source, readonly Rule[]]>([
  ['booking', [...success, ...failure, ...headers, ...implied]],
  ['nhs', nhs],
  ['fhir', fhir],
  ['http', http],
  ['uec', uec],
])('the rules of the source %s are those of its tables', (source, table) => {
  expect(idsOf(rules.filter((rule) => rule.source === source))).toEqual(idsOf(table));
});

describe('rulesFor', () => {
  const withoutUec = idsOf(rules).slice(0, -uec.length);

  test('leaves out the rules of overlays', () => {
    expect(OVERLAYS).toEqual(['uec']);
    expect(idsOf(rulesFor([]))).toEqual(withoutUec);
  });

  test('adds those of an overlay that is chosen', () => {
    expect(rulesFor(['uec'])).toEqual(rules);
  });

  test.each(['booking', 'UEC', ''])('takes %j for no overlay', (name) => {
    expect(idsOf(rulesFor([name]))).toEqual(withoutUec);
  });
});

/** How the ids of a source begin, and which pages its rules link to. */
const SOURCES: Record<Source, { readonly id: RegExp; readonly link: RegExp }> = {
  booking: {
    id: /^book\./,
    link: /^https:\/\/developer\.nhs\.uk\/apis\/nhsbooking-2\.0\.4\/[a-z_]+\.html#[a-z-]+$/,
  },
  nhs: {
    id: /^read\./,
    link: /^https:\/\/developer\.nhs\.uk\/apis\/nhsbooking-2\.0\.4\/[a-z_]+\.html#[a-z-]+$/,
  },
  fhir: { id: /^fhir\./, link: /^http:\/\/hl7\.org\/fhir\/STU3\/[a-z]+\.html#[A-Za-z0-9.-]+$/ },
  http: {
    id: /^http\./,
    link: /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc(?:9110|7519)#section-\d+(?:\.\d+)*$/,
  },
  uec: { id: /^uec\./, link: /^https:\/\/developer\.nhs\.uk\/apis\/uec-appointments\/[a-z_]+\.html$/ },
};

describe.each(rules)('$id', (rule) => {
  test('has an id of dotted lower-case words', () => {
    expect(rule.id).toMatch(/^[a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*){1,2}$/);
    expect(rule.id).toMatch(SOURCES[rule.source].id);
  });

  test('has a title of one line, a statement without a full stop', () => {
    expect(rule.title.length).toBeLessThanOrEqual(110);
    expect(rule.title).toMatch(/^[A-Z][^\n]*[^.\s]$/);
  });

  test('says in one to three sentences what is required', () => {
    expect(rule.requirement).toMatch(/^[A-Z].*\.$/);
    expect(rule.requirement.split(/[.?!] (?=[A-Z])/).length).toBeLessThanOrEqual(3);
  });

  test('links to the document of its source', () => {
    expect(rule.link).toMatch(SOURCES[rule.source].link);
    expect(rule.document).not.toBe('');
    expect(rule.section).not.toBe('');
  });

  test('says why it may not apply when it binds no server', () => {
    if (rule.binds !== 'server') expect(rule.notApplicable).toMatch(/\.$/);
  });

  test('cites a document with its public link where it reports a conflict', () => {
    if (rule.conflict !== undefined) {
      const other = rule.source === 'uec' ? 'nhsbooking-2\\.0\\.4' : 'uec-appointments';
      expect(rule.conflict).toMatch(new RegExp(`https://developer\\.nhs\\.uk/apis/${other}/[a-z_]+\\.html`));
    }
  });
});

test.each([
  ['book.created.status', 'book_an_appointment.html#success'],
  ['book.business-rule.status', 'book_an_appointment.html#failure'],
  ['book.request-id.returned', 'book_an_appointment.html#headers'],
  ['book.use-case.slot', 'book_an_appointment.html#use-case'],
  ['book.security.mutual-tls', 'book_an_appointment.html#security'],
  ['book.request.conforms', 'book_an_appointment.html#request'],
  ['book.request.options-accepted', 'appointment.html#key-fhir-elements-for-booking'],
  ['read.patient.local-identifier', 'get_an_appointment.html#patient'],
  ['read.created', 'appointment.html#key-fhir-elements-for-booking'],
])('%s is found on the page %s', (id, page) => {
  expect(rules.find((rule) => rule.id === id)?.link).toBe(`${BOOKING_API}/${page}`);
});

test.each([
  ['fhir.create.ignores-id', 'http://hl7.org/fhir/STU3/http.html#create'],
  ['fhir.update.conflict', 'http://hl7.org/fhir/STU3/http.html#concurrency'],
  ['http.etag.syntax', 'https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3'],
  ['http.jwt.audience', 'https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3'],
  ['uec.request-id.reuse', 'https://developer.nhs.uk/apis/uec-appointments/fs_xti.html'],
])('%s is found at %s', (id, link) => {
  expect(rules.find((rule) => rule.id === id)?.link).toBe(link);
});

test('what is only recommended is no MUST', () => {
  expect(rules.filter(({ basis, level }) => basis === 'recommended' && level === 'MUST')).toEqual([]);
});

test('only rules that bind no server, or need what is not always there, may not apply', () => {
  expect(idsOf(rules.filter(({ notApplicable }) => notApplicable !== undefined)).sort()).toEqual([
    'book.correlation-id.returned',
    'book.jwt-invalid.status',
    'book.request-id.purpose',
    'book.request.conforms',
    'book.retry.client-error',
    'book.retry.server-error',
    'book.safety.slot-consumed',
    'book.security.jwt',
    'book.security.mutual-tls',
    'book.security.proxy',
    'book.server-error.status',
    'fhir.charset',
    'fhir.etag.version',
    'fhir.etag.weak',
    'fhir.last-modified.meta',
    'http.allow',
    'http.challenge',
    'http.etag.syntax',
    'http.jwt.audience',
    'http.jwt.not-before',
    'http.last-modified.format',
    'http.last-modified.not-future',
    'uec.correlation-id.always',
    'uec.jwt.claims',
    'uec.jwt.expired',
    'uec.jwt.scope',
  ]);
});

test.each([
  ['book.business-rule.status', ['409'], ['er_overview.html']],
  ['book.jwt-missing.status', ['401', '400'], ['fs_authentication.html', 'er_overview.html']],
  ['book.jwt-invalid.status', ['401', '400'], ['fs_authentication.html', 'er_overview.html']],
  ['book.request-id.purpose', ['409'], ['fs_xti.html', 'er_overview.html']],
])('%s reports that the urgent-care guide asks for %j', (id, statuses, pages) => {
  const conflict = rules.find((rule) => rule.id === id)?.conflict ?? '';
  for (const cited of [...statuses, ...pages]) expect(conflict).toContain(cited);
});

test('uec.request-id.reuse reports that the booking page gives the id no such purpose', () => {
  const { conflict } = rules.find(({ id }) => id === 'uec.request-id.reuse') as Rule;
  expect(conflict).toContain(`${BOOKING_API}/book_an_appointment.html#headers`);
});

test('no other rule reports a conflict', () => {
  expect(rules.filter(({ conflict }) => conflict !== undefined)).toHaveLength(5);
});
