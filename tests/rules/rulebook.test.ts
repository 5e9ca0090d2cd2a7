import { failure } from '../../lib/rules/failure';
import { headers } from '../../lib/rules/headers';
import { implied } from '../../lib/rules/implied';
import { RULEBOOK, rules } from '../../lib/rules/index';
import { nhs } from '../../lib/rules/nhs';
import { success } from '../../lib/rules/success';

const BOOKING_API = 'https://developer.nhs.uk/apis/nhsbooking-2.0.4';

const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

test('names the API version and its own version', () => {
  expect(RULEBOOK).toBe('nhs-booking-2.0.4/1');
});

test('holds every table once, in order', () => {
  expect(idsOf(rules)).toEqual(idsOf([...success, ...failure, ...headers, ...implied, ...nhs]));
  expect(new Set(idsOf(rules)).size).toBe(rules.length);
});

test('draws on the booking page and the other pages of the API', () => {
  expect([...success, ...failure, ...headers, ...implied].map(({ source }) => source)).toEqual(
    Array.from({ length: rules.length - nhs.length }, () => 'booking'),
  );
  expect(nhs.every(({ source }) => source === 'nhs')).toBe(true);
});

describe.each(rules)('$id', (rule) => {
  test('has an id of dotted lower-case words', () => {
    expect(rule.id).toMatch(/^[a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*){1,2}$/);
    expect(rule.id).toMatch(rule.source === 'booking' ? /^book\./ : /^read\./);
  });

  test('has a title of one line, a statement without a full stop', () => {
    expect(rule.title.length).toBeLessThanOrEqual(110);
    expect(rule.title).toMatch(/^[A-Z][^\n]*[^.\s]$/);
  });

  test('says in one to three sentences what is required', () => {
    expect(rule.requirement).toMatch(/^[A-Z].*\.$/);
    expect(rule.requirement.split(/[.?!] (?=[A-Z])/).length).toBeLessThanOrEqual(3);
  });

  test('links to a section of a page of the API', () => {
    expect(rule.link).toMatch(
      /^https:\/\/developer\.nhs\.uk\/apis\/nhsbooking-2\.0\.4\/[a-z_]+\.html#[a-z-]+$/,
    );
    expect(rule.document).not.toBe('');
    expect(rule.section).not.toBe('');
  });

  test('says why it may not apply when it binds no server', () => {
    if (rule.binds !== 'server') expect(rule.notApplicable).toMatch(/\.$/);
  });

  test('cites a document with its public link where it reports a conflict', () => {
    if (rule.conflict !== undefined) {
      expect(rule.conflict).toMatch(/https:\/\/developer\.nhs\.uk\/apis\/uec-appointments\/[a-z_]+\.html/);
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
])('%s is found at %s', (id, page) => {
  expect(rules.find((rule) => rule.id === id)?.link).toBe(`${BOOKING_API}/${page}`);
});

test('only rules that bind no server, or need what is not always there, may not apply', () => {
  expect(idsOf(rules.filter(({ notApplicable }) => notApplicable !== undefined)).sort()).toEqual([
    'book.correlation-id.returned',
    'book.request-id.purpose',
    'book.request.conforms',
    'book.retry.client-error',
    'book.retry.server-error',
    'book.safety.slot-consumed',
    'book.security.jwt',
    'book.security.mutual-tls',
    'book.security.proxy',
    'book.server-error.status',
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

test('no other rule reports a conflict', () => {
  expect(rules.filter(({ conflict }) => conflict !== undefined)).toHaveLength(4);
});
