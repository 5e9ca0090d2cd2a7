import { gzipSync } from 'node:zlib';
import type { Appointment } from 'fhir/r3';
import { anAppointment } from '../../fixtures/appointment';
import { readMessage, writeXml } from '../../lib/fhir';
import { decodedBody, type Exchange, type HeaderList } from '../../lib/http';
import { createPatientMask, isOurs, patientIn } from '../../lib/target';
import { cpuTime } from '../support/cpu-time';

const SLOT = {
  resourceType: 'Slot',
  id: 'slot',
  schedule: { reference: 'Schedule/1' },
  status: 'free',
  start: '2030-01-07T09:00:00Z',
  end: '2030-01-07T09:10:00Z',
} as const;

const PERSON = {
  resourceType: 'Patient',
  id: '9434765919',
  meta: { versionId: '1' },
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Jo BLOGGS</div>' },
  identifier: [{ use: 'official', system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9434765919' }],
  name: [{ use: 'official', family: 'Bloggs', given: ['Jo', 'Evelyn'], prefix: ['Ms'] }],
  telecom: [{ system: 'phone', value: '01865 496 0123', use: 'home' }],
  gender: 'female',
  birthDate: '1971-02-03',
  deceasedBoolean: false,
  multipleBirthInteger: 71_342,
  address: [{ use: 'home', text: '7 High Street\nOxford', line: ['7 High Street'], postalCode: 'OX1 4BH' }],
  contact: [{ name: { family: 'Blaggs' }, telecom: [{ system: 'email', value: 'b@example.org' }] }],
  extension: [{ url: 'https://example.org/mood', valueString: 'cheerful' }],
  unheardOf: { note: 'likes tea' },
};

/** All that tells something of the person. */
const PERSONAL = [
  ...['Bloggs', 'BLOGGS', 'Evelyn', '"Jo"', '01865', '496', '1971', '71342', 'High Street', 'Oxford', 'OX1'],
  ...['Blaggs', 'example.org"', 'cheerful', 'likes tea', '9434765919', 'Ms"'],
];

function exchange(parts: {
  sent?: Buffer | string;
  got?: Buffer | string;
  headers?: HeaderList;
  message?: string;
}): Exchange {
  const bytes = (body: Buffer | string): Buffer => Buffer.from(body);
  return {
    id: 'x0001',
    case: 'case',
    purpose: 'book',
    startedAt: '2030-01-01T00:00:00.000Z',
    durationMs: 1,
    request: {
      method: 'POST',
      url: 'http://host/STU3/Appointment',
      headers: [],
      body: parts.sent === undefined ? null : bytes(parts.sent),
    },
    response: {
      status: 200,
      reason: 'OK',
      httpVersion: '1.1',
      headers: parts.headers ?? [],
      body: bytes(parts.got ?? ''),
      complete: true,
    },
    error: parts.message === undefined ? null : { code: 'DEADLINE', message: parts.message },
  };
}

/** The body of an answer as it is written. */
function masked(got: Buffer | string | object, mask = createPatientMask(), headers: HeaderList = []): string {
  const body = typeof got === 'string' || Buffer.isBuffer(got) ? got : JSON.stringify(got);
  const { response } = mask.exchange(exchange({ got: body, headers }));
  return response ? decodedBody(response).toString() : '';
}

const booked = (patient: object = PERSON) => ({
  resourceType: 'Appointment',
  id: 'a1',
  contained: [{ ...patient, id: 'patient' }, SLOT],
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">For Ms BLOGGS</div>' },
  description: 'For Evelyn Bloggs',
  start: SLOT.start,
  participant: [
    { actor: { reference: '#patient', display: 'J. B.' }, status: 'accepted' },
    { actor: { reference: 'Patient/9434765919', display: 'J. Bl.' }, status: 'accepted' },
    { actor: { reference: 'Location/4505577104', display: 'The clinic' }, status: 'accepted' },
  ],
});

describe('Of a Patient in an answer', () => {
  test.each([
    ['alone', PERSON],
    ['contained', booked()],
    ['in a Bundle', { resourceType: 'Bundle', entry: [{ resource: booked() }, { resource: PERSON }] }],
    ['in what is no resource', { data: [{ deeper: [PERSON] }] }],
    ['as a RelatedPerson', { ...PERSON, resourceType: 'RelatedPerson' }],
  ])('nothing is told, %s', (_, resource) => {
    const left = masked(resource);
    for (const part of PERSONAL) expect(left).not.toContain(part);
    expect(left).toContain('[masked]');
  });

  test('what it is made of stays: types, systems, uses, codes, gender', () => {
    const left = JSON.parse(masked(PERSON));
    expect(left).toEqual({
      resourceType: 'Patient',
      id: '[masked]',
      meta: { versionId: '1' },
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">[masked]</div>' },
      identifier: [{ use: 'official', system: 'https://fhir.nhs.uk/Id/nhs-number', value: '[masked]' }],
      name: [{ use: 'official', family: '[masked]', given: ['[masked]', '[masked]'], prefix: ['[masked]'] }],
      telecom: [{ system: 'phone', value: '[masked]', use: 'home' }],
      gender: 'female',
      birthDate: '[masked]',
      deceasedBoolean: false,
      multipleBirthInteger: '[masked]',
      address: [{ use: 'home', text: '[masked]', line: ['[masked]'], postalCode: '[masked]' }],
      contact: [{ name: { family: '[masked]' }, telecom: [{ system: 'email', value: '[masked]' }] }],
      extension: [{ url: 'https://example.org/mood', valueString: '[masked]' }],
      unheardOf: { note: '[masked]' },
    });
  });

  test('nothing is told in XML, either', () => {
    const { multipleBirthInteger: _, unheardOf: __, ...valid } = PERSON;
    const left = masked(writeXml(booked(valid)));
    for (const part of PERSONAL) expect(left).not.toContain(part);
    const { value, issues } = readMessage(Buffer.from(left));
    expect(issues).toEqual([]);
    expect(value).toMatchObject({ resourceType: 'Appointment', id: 'a1', start: SLOT.start });
  });

  test('nothing is told where it is compressed', () => {
    const headers: HeaderList = [['Content-Encoding', 'gzip']];
    const left = masked(gzipSync(JSON.stringify(PERSON)), createPatientMask(), headers);
    expect(JSON.parse(left).name[0].family).toBe('[masked]');
  });

  test('the rest of the Appointment stays, without the names', () => {
    const left = JSON.parse(masked(booked()));
    expect(left).toMatchObject({
      id: 'a1',
      description: 'For [masked] [masked]',
      start: SLOT.start,
      participant: [
        { actor: { reference: '#patient', display: '[masked]' } },
        { actor: { reference: 'Patient/[masked]', display: '[masked]' } },
        { actor: { reference: 'Location/4505577104', display: 'The clinic' } },
      ],
    });
    expect(left.contained[1]).toEqual(SLOT);
  });
});

describe('A body that cannot be read in full', () => {
  test.each([
    ['broken JSON', '{"resourceType":"Patient","name":[{"family":"Bloggs"'],
    ['a page', '<html><p>Bloggs<br></html>'],
    ['a name given twice', '{"resourceType":"Patient","birthDate":"1971-02-03","birthDate":"1971-02-04"}'],
    ['text', 'Jo Bloggs is known already'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x42, 0x6c])],
    [
      'XML with what JSON has no room for',
      '<Patient xmlns="http://hl7.org/fhir"><name x="Bloggs"/></Patient>',
    ],
  ])('is masked as a whole: %s', (_, body) => {
    expect(masked(body)).toBe('[masked]');
  });

  test('tells of made-up patients which they were', () => {
    expect(masked('{"family": "XXTESTPATIENT-00001", "and"')).toMatch(/^\[masked\] \[masked [0-9a-f]{12}\]$/);
  });

  test('is not quoted in texts', () => {
    const mask = createPatientMask();
    const page = `<html>\n  <p>${'Jo Bloggs is not here. '.repeat(80)}`;
    masked(page, mask);
    const quoted = page.replace(/\s+/g, ' ').slice(0, 100);
    expect(mask.text(`status 500: ${quoted}…`)).toBe('status 500: [masked]…');
  });
});

describe('What was seen of a patient', () => {
  const mask = createPatientMask();
  mask.exchange(exchange({ got: JSON.stringify(PERSON) }));

  test.each([
    ['sent "Bloggs", got "Blaggs"', 'sent "[masked]", got "[masked]"'],
    ['sent ["Jo"] for Jo', 'sent [[masked]] for Jo'],
    ['Evelyn Bloggs of 7 High Street', '[masked] [masked] of [masked]'],
    ['born 1971-02-03.', 'born [masked].'],
    ['at 1971-02-03T10:00:00Z', 'at 1971-02-03T10:00:00Z'],
    ['Bloggstown, unBloggs', 'Bloggstown, unBloggs'],
    ['{"family":"Blog…', '{"family":"[masked]…'],
    ['{\\"line\\":[\\"7 High Str…', '{\\"line\\":[\\"[masked]…'],
    ['a telephone: 01865 496 0123', 'a telephone: [masked]'],
    ['number 943 476 5919 or 943-476-5919', 'number [masked] or [masked]'],
    ['number 9434765918 or 8434765919', 'number 9434765918 or 8434765919'],
    ['id 5c1f9434765919, 4505577104-1', 'id 5c1f9434765919, 4505577104-1'],
    ['expected status 422', 'expected status 422'],
  ])('is masked in a text: %s', (text, expected) => {
    expect(mask.text(text)).toBe(expected);
  });

  test('is masked in what else is answered, in header fields and errors', () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'No slot for Bloggs' }] };
    const headers: HeaderList = [
      ['Warning', '199 - "Bloggs"'],
      ['Location', 'http://host/Bloggs'],
    ];
    const { response, error } = mask.exchange(
      exchange({ got: JSON.stringify(outcome), headers, message: 'no Bloggs' }),
    );
    expect(response?.body.toString()).toContain('No slot for [masked]');
    expect(response?.headers).toEqual([
      ['Warning', '199 - "[masked]"'],
      ['Location', 'http://host/Bloggs'],
    ]);
    expect(error?.message).toBe('no [masked]');
  });
});

describe('What is masked', () => {
  test('is marked, and nothing else is changed', () => {
    const slots = `{ "resourceType": "Bundle", "entry": [{"resource": ${JSON.stringify(SLOT)}}] }`;
    const both = createPatientMask().exchange(exchange({ sent: JSON.stringify(PERSON), got: slots }));
    expect(both.request.masked).toBe(true);
    expect(both.response?.masked).toBeUndefined();
    expect(both.response?.body.toString()).toBe(slots);
  });

  test('is forgotten when there is too much of it, and never slows what follows', () => {
    const mask = createPatientMask();
    const named = (n: number): string =>
      JSON.stringify({ resourceType: 'Patient', name: [{ text: `Name${n}` }] });
    const many = Array.from({ length: 12_000 }, (_, n) => named(n));
    mask.exchange(exchange({ got: `[${many.join(',')}]` }));
    const used = cpuTime();
    expect(mask.text('Name11999 Name0')).toBe('[masked] Name0');
    mask.text(`${'Name…'.repeat(20_000)}`);
    expect(used()).toBeLessThan(5_000);
  });
});

describe('A booking of ours', () => {
  const sent = (patient: number): Appointment =>
    anAppointment()({ slot: SLOT, patient, now: new Date(), run: 'r', format: 'json' }) as Appointment;
  const written = (patient: number): Buffer =>
    createPatientMask().exchange(exchange({ sent: JSON.stringify(sent(patient)) })).request.body as Buffer;

  test('is masked, too', () => {
    const text = written(7).toString();
    for (const part of ['XXTEST', '999', 'Linden', 'Juniper', 'Rowan', 'Testville', '01632', '07700'])
      expect(text.replace(/\[masked [0-9a-f]+\]|"start.*?Z"/g, '')).not.toContain(part);
  });

  test('is recognised by what was written of it, and no other one is', () => {
    expect(isOurs(written(7), sent(7))).toBe(true);
    expect(isOurs(written(7), JSON.parse(written(7).toString()))).toBe(true);
    expect(isOurs(written(7), sent(8))).toBe(false);
    expect(isOurs(written(7), booked())).toBe(false);
  });

  test('is recognised where it could not be read', () => {
    const broken = JSON.stringify(sent(7)).slice(0, -1);
    const { request } = createPatientMask().exchange(exchange({ sent: broken }));
    expect(isOurs(request.body as Buffer, sent(7))).toBe(true);
    expect(isOurs(request.body as Buffer, sent(8))).toBe(false);
  });

  test('is told of without its patient', () => {
    const patient = patientIn(Buffer.from(JSON.stringify(sent(7)))) ?? '';
    expect(createPatientMask().text(patient)).toMatch(/^(\[masked [0-9a-f]{12}\] ?){2}$/);
  });
});
