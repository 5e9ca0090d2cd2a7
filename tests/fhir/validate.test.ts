import {
  hasErrors,
  type Issue,
  isStu3Resource,
  type Layer,
  type ValidateOptions,
  validate,
} from '../../lib/fhir';
import {
  ABSENT,
  aBookedAppointment,
  aCapabilityStatement,
  anAppointment,
  anOperationOutcome,
  aSearchset,
  change,
  type Json,
  type Resource,
} from './samples';

/** What a test expects to be told, in short. */
type Told = [layer: Layer, rule: string, path: string];

function told(issues: readonly Issue[], severity: Issue['severity'] = 'error'): Told[] {
  return issues
    .filter((issue) => issue.severity === severity)
    .map(({ layer, rule, path }) => [layer, rule, path]);
}

describe('Valid resources', () => {
  test.each<[string, Resource, ValidateOptions]>([
    ['a booking', anAppointment(), { as: 'request' }],
    ['a booked Appointment', aBookedAppointment(), { as: 'response' }],
    ['a cancellation', change(aBookedAppointment(), 'status', 'cancelled'), { as: 'cancel' }],
    ['the answer to a search', aSearchset(), {}],
    ['an OperationOutcome', anOperationOutcome(), {}],
    ['a CapabilityStatement', aCapabilityStatement(), {}],
  ])('%s: nothing to say', (_name, resource, options) => {
    expect(validate(resource, options)).toEqual([]);
  });

  test.each<[string, string, Json]>([
    [
      'contained resources in another order',
      'contained',
      [...(anAppointment().contained as Json[])].reverse(),
    ],
    ['a Slot that is busy', 'contained[2].status', 'busy'],
    ['a language of a country', 'contained[0].content[0].attachment.language', 'en-GB'],
    [
      'an element of which only extensions are there',
      '_priority',
      { extension: [{ url: 'urn:x', valueCode: 'unknown' }] },
    ],
    ['an id beside a value', 'contained[1].name[0]._family', { id: 'f' }],
    [
      'null in step with extensions',
      'contained[1].name[0]._given',
      [null, { extension: [{ url: 'urn:x', valueBoolean: true }] }],
    ],
    [
      'a further participant',
      'participant[1]',
      { actor: { reference: 'Practitioner/p1' }, status: 'tentative' },
    ],
    ['an incoming referral', 'incomingReferral', [{ reference: 'ReferralRequest/r1' }]],
    ['a logical reference', 'participant[1]', { actor: { identifier: { value: '1' } }, status: 'tentative' }],
    ['an absolute Schedule', 'contained[2].schedule.reference', 'https://provider.example/Schedule/clinic-2'],
    [
      'an extension that is not known here',
      'extension[1]',
      { url: 'https://vendor.example/x', valueDecimal: 0.1 },
    ],
  ])('%s', (_name, path, value) => {
    expect(told(validate(change(anAppointment(), path, value), { as: 'request' }))).toEqual([]);
  });

  test('a Patient without NHS number, and so without identifier', () => {
    const appointment = change(anAppointment(), 'contained[1].identifier', ABSENT);
    expect(validate(appointment, { as: 'request' })).toEqual([]);
  });

  test('an Appointment that gives only its proposed period', () => {
    const proposed = {
      resourceType: 'Appointment',
      status: 'proposed',
      participant: anAppointment().participant ?? null,
    };
    const patient = change(proposed as Resource, 'participant[0].actor.reference', 'Patient/p1');
    expect(validate(patient)).toEqual([]);
  });
});

describe('A booking with one fault: the layer, rule and path of the only error', () => {
  const PATIENT = 'Appointment.contained[1]';
  const SLOT = 'Appointment.contained[2]';
  const DOCUMENT = 'Appointment.contained[0]';
  const VERIFICATION = `${PATIENT}.identifier[0].extension`;

  test.each<[path: string, value: Json | typeof ABSENT, ...Told]>([
    // base: names, presence, shape
    ['foo', 'bar', 'base', 'stu3:unknown-element', 'Appointment.foo'],
    ['cancelationReason', { text: 'R4' }, 'base', 'stu3:unknown-element', 'Appointment.cancelationReason'],
    ['contained[1].birthdate', '1988-02-29', 'base', 'stu3:unknown-element', `${PATIENT}.birthdate`],
    ['__proto__x', 1, 'base', 'stu3:unknown-element', 'Appointment.__proto__x'],
    ['constructor', 1, 'base', 'stu3:unknown-element', 'Appointment.constructor'],
    ['status', ABSENT, 'base', 'stu3:min', 'Appointment.status'],
    ['participant[0].status', ABSENT, 'base', 'stu3:min', 'Appointment.participant[0].status'],
    ['contained[0].indexed', ABSENT, 'base', 'stu3:min', `${DOCUMENT}.indexed`],
    ['contained[0].type', ABSENT, 'base', 'stu3:min', `${DOCUMENT}.type`],
    ['contained[0].content[0].attachment', ABSENT, 'base', 'stu3:ele-1', `${DOCUMENT}.content[0]`],
    ['contained[2].schedule', ABSENT, 'base', 'stu3:min', `${SLOT}.schedule`],
    ['contained[2].start', ABSENT, 'base', 'stu3:min', `${SLOT}.start`],
    ['extension[0].url', ABSENT, 'base', 'stu3:min', 'Appointment.extension[0].url'],
    ['contained[1].contact[0].name', 'Idris', 'base', 'stu3:type', `${PATIENT}.contact[0].name`],
    ['contained[1].identifier[0].use', 7, 'base', 'stu3:code', `${PATIENT}.identifier[0].use`],
    ['contained[2].schedule', [{ reference: 'Schedule/1' }], 'base', 'stu3:single', `${SLOT}.schedule`],
    ['contained[1].name[0].given', 'Zoë', 'base', 'stu3:array', `${PATIENT}.name[0].given`],
    ['slot', { reference: '#slot' }, 'base', 'stu3:array', 'Appointment.slot'],
    ['specialty', [], 'base', 'stu3:empty', 'Appointment.specialty'],
    ['requestedPeriod', [{}], 'base', 'stu3:ele-1', 'Appointment.requestedPeriod[0]'],
    ['requestedPeriod', [{ id: 'a' }], 'base', 'stu3:ele-1', 'Appointment.requestedPeriod[0]'],
    ['description', '', 'base', 'stu3:string', 'Appointment.description'],
    ['description', null, 'base', 'stu3:null', 'Appointment.description'],
    ['description', 5, 'base', 'stu3:string', 'Appointment.description'],
    ['contained[1].name[0].given', ['Zoë', null], 'base', 'stu3:null', `${PATIENT}.name[0].given[1]`],
    ['contained[1].name[0]._given', [{ id: 'g' }], 'base', 'stu3:padding', `${PATIENT}.name[0]._given`],
    ['contained[1].deceasedDateTime', '2030-13-01', 'base', 'stu3:dateTime', `${PATIENT}.deceasedDateTime`],
    // base: values
    ['status', 'bookd', 'base', 'stu3:binding', 'Appointment.status'],
    ['status', 'entered in error', 'base', 'stu3:binding', 'Appointment.status'],
    ['contained[2].status', 'booked', 'base', 'stu3:binding', `${SLOT}.status`],
    ['contained[1].gender', 'F', 'base', 'stu3:binding', `${PATIENT}.gender`],
    ['start', '2031-05-06T09:20:00', 'base', 'stu3:instant', 'Appointment.start'],
    ['start', '2031-05-06T09:20Z', 'base', 'stu3:instant', 'Appointment.start'],
    ['end', '2031-05-06', 'base', 'stu3:instant', 'Appointment.end'],
    ['created', '2031-05-05T18:41:07', 'base', 'stu3:dateTime', 'Appointment.created'],
    ['contained[1].birthDate', '29/02/1988', 'base', 'stu3:date', `${PATIENT}.birthDate`],
    ['contained[1].birthDate', '1989-02-29', 'base', 'stu3:date', `${PATIENT}.birthDate`],
    ['contained[1].telecom[0].rank', '1', 'base', 'stu3:positiveInt', `${PATIENT}.telecom[0].rank`],
    ['contained[1].telecom[0].rank', 0, 'base', 'stu3:positiveInt', `${PATIENT}.telecom[0].rank`],
    ['priority', 1.5, 'base', 'stu3:unsignedInt', 'Appointment.priority'],
    ['minutesDuration', 2_147_483_648, 'base', 'stu3:positiveInt', 'Appointment.minutesDuration'],
    ['contained[1].active', 'true', 'base', 'stu3:boolean', `${PATIENT}.active`],
    ['meta.profile', ['not a uri'], 'base', 'stu3:uri', 'Appointment.meta.profile[0]'],
    [
      'contained[0].content[0].attachment.data',
      'a$b=',
      'base',
      'stu3:base64Binary',
      `${DOCUMENT}.content[0].attachment.data`,
    ],
    [
      'participant[1]',
      { status: 'accepted', actor: { reference: 'Slot/1' } },
      'base',
      'stu3:reference-target',
      'Appointment.participant[1].actor.reference',
    ],
    ['text', { status: 'generated', div: 'Appointment' }, 'base', 'stu3:xhtml', 'Appointment.text.div'],
    [
      'text',
      { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>open</div>' },
      'base',
      'stu3:xhtml',
      'Appointment.text.div',
    ],
    // invariants
    ['participant[1]', { status: 'accepted' }, 'invariant', 'app-1', 'Appointment.participant[1]'],
    [
      'contained[2].text',
      { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">S</div>' },
      'invariant',
      'dom-1',
      `${SLOT}.text`,
    ],
    ['contained[2].meta', { versionId: '3' }, 'invariant', 'dom-4', `${SLOT}.meta.versionId`],
    [
      'contained[3]',
      { resourceType: 'Location', id: 'l', name: 'Room 1' },
      'invariant',
      'dom-3',
      'Appointment.contained[3]',
    ],
    [
      'supportingInformation[1]',
      { reference: '#nope' },
      'invariant',
      'ref-1',
      'Appointment.supportingInformation[1]',
    ],
    ['extension[1]', { url: 'urn:x' }, 'invariant', 'ext-1', 'Appointment.extension[1]'],
    [
      'extension[1]',
      { url: 'urn:x', valueCode: 'a', extension: [{ url: 'b', valueCode: 'c' }] },
      'invariant',
      'ext-1',
      'Appointment.extension[1]',
    ],
    [
      'requestedPeriod',
      [{ start: '2031-05-07', end: '2031-05-06T23:59:59Z' }],
      'invariant',
      'per-1',
      'Appointment.requestedPeriod[0]',
    ],
    [
      'text',
      { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><script>1</script></div>' },
      'invariant',
      'txt-1',
      'Appointment.text',
    ],
    [
      'text',
      { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"> </div>' },
      'invariant',
      'txt-2',
      'Appointment.text',
    ],
    // CareConnect
    ['contained[2].identifier', ABSENT, 'profile', 'CareConnect-Slot-1:identifier', `${SLOT}.identifier`],
    [
      'contained[1].name[0].use',
      'usual',
      'profile',
      'CareConnect-Patient-1:name:official',
      `${PATIENT}.name`,
    ],
    [
      'contained[1].name[0].family',
      ABSENT,
      'profile',
      'CareConnect-Patient-1:name:official.family',
      `${PATIENT}.name[0].family`,
    ],
    [
      'contained[1].name[1]',
      { use: 'official', family: 'Second' },
      'profile',
      'CareConnect-Patient-1:name:official',
      `${PATIENT}.name`,
    ],
    [
      'contained[1].identifier[0].extension',
      ABSENT,
      'profile',
      'CareConnect-Patient-1:identifier:nhsNumber.extension:nhsNumberVerificationStatus',
      VERIFICATION,
    ],
    [
      'contained[1].identifier[0].value',
      ABSENT,
      'profile',
      'CareConnect-Patient-1:identifier:nhsNumber.value',
      `${PATIENT}.identifier[0].value`,
    ],
    [
      'contained[1].identifier[0].extension[0].valueCodeableConcept.coding[0].code',
      '99',
      'profile',
      'Extension-CareConnect-NHSNumberVerificationStatus-1:value[x]',
      `${VERIFICATION}[0].valueCodeableConcept`,
    ],
    [
      'contained[1].identifier[0].extension[0].valueCodeableConcept.coding[0].system',
      'https://fhir.hl7.org.uk/STU3/ValueSet/CareConnect-NHSNumberVerificationStatus-1',
      'profile',
      'Extension-CareConnect-NHSNumberVerificationStatus-1:value[x]',
      `${VERIFICATION}[0].valueCodeableConcept`,
    ],
    [
      'contained[1].communication',
      [{ language: { text: 'Welsh' } }],
      'profile',
      'CareConnect-Patient-1:communication',
      `${PATIENT}.communication`,
    ],
    [
      'contained[1].telecom[0].value',
      ABSENT,
      'profile',
      'CareConnect-Patient-1:telecom.value',
      `${PATIENT}.telecom[0].value`,
    ],
    [
      'contained[1].contact[0].name',
      ABSENT,
      'profile',
      'CareConnect-Patient-1:contact.name',
      `${PATIENT}.contact[0].name`,
    ],
    [
      'contained[1].contact[0].name.use',
      ABSENT,
      'profile',
      'CareConnect-Patient-1:contact.name.use',
      `${PATIENT}.contact[0].name.use`,
    ],
    [
      'contained[0].identifier[0].system',
      ABSENT,
      'profile',
      'CareConnect-DocumentReference-1:identifier.system',
      `${DOCUMENT}.identifier[0].system`,
    ],
    [
      'contained[0].type.coding[0].display',
      ABSENT,
      'profile',
      'CareConnect-DocumentReference-1:type.coding.display',
      `${DOCUMENT}.type.coding[0].display`,
    ],
    [
      'contained[0].type.coding[0].version',
      '2',
      'profile',
      'CareConnect-DocumentReference-1:type.coding.version',
      `${DOCUMENT}.type.coding[0].version`,
    ],
    [
      'extension[1]',
      (anAppointment().extension as Json[])[0] ?? null,
      'profile',
      'CareConnect-Appointment-1:extension:deliveryChannel',
      'Appointment.extension',
    ],
    [
      'extension[0]',
      {
        url: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-DeliveryChannel-1',
        valueString: 'Video',
      },
      'profile',
      'Extension-CareConnect-DeliveryChannel-1:value[x]',
      'Appointment.extension[0].valueString',
    ],
    [
      'meta.profile[1]',
      'https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Slot-1',
      'profile',
      'CareConnect-Slot-1:type',
      'Appointment.meta.profile[1]',
    ],
    // the booking pages
    ['description', ABSENT, 'booking', 'booking:description', 'Appointment.description'],
    ['status', 'pending', 'booking', 'booking:status', 'Appointment.status'],
    ['slot[1]', { reference: 'Slot/2' }, 'booking', 'booking:slot', 'Appointment.slot'],
    [
      'incomingReferral',
      [{ reference: 'ReferralRequest/1' }, { reference: 'ReferralRequest/2' }],
      'booking',
      'booking:incoming-referral',
      'Appointment.incomingReferral',
    ],
    ['contained[0].status', 'superseded', 'booking', 'booking:document.status', `${DOCUMENT}.status`],
    [
      'contained[0].identifier[0].system',
      'uuid',
      'booking',
      'booking:document.identifier-system',
      `${DOCUMENT}.identifier[0].system`,
    ],
    [
      'contained[0].identifier[0].value',
      'letter 1',
      'booking',
      'booking:document.identifier-value',
      `${DOCUMENT}.identifier[0].value`,
    ],
    ['contained[0].identifier', ABSENT, 'booking', 'booking:document.identifier', `${DOCUMENT}.identifier`],
    [
      'contained[0].type.coding[0].system',
      'http://snomed.info/sct',
      'booking',
      'booking:document.type',
      `${DOCUMENT}.type.coding[0].system`,
    ],
    [
      'contained[0].content[0].attachment.contentType',
      ABSENT,
      'booking',
      'booking:document.content-type',
      `${DOCUMENT}.content[0].attachment.contentType`,
    ],
    [
      'contained[0].content[0].attachment.contentType',
      'pdf',
      'booking',
      'booking:document.content-type',
      `${DOCUMENT}.content[0].attachment.contentType`,
    ],
    [
      'contained[0].content[0].attachment.language',
      'cy',
      'booking',
      'booking:document.language',
      `${DOCUMENT}.content[0].attachment.language`,
    ],
    ['contained[2].status', 'busy-tentative', 'booking', 'booking:slot.status', `${SLOT}.status`],
    ['contained[1].gender', ABSENT, 'booking', 'booking:patient.gender', `${PATIENT}.gender`],
    ['contained[1].birthDate', ABSENT, 'booking', 'booking:patient.birthDate', `${PATIENT}.birthDate`],
    ['contained[1].address', ABSENT, 'booking', 'booking:patient.address', `${PATIENT}.address`],
    [
      'contained[1].identifier[0].value',
      '9990548608',
      'booking',
      'booking:patient.nhs-number',
      `${PATIENT}.identifier[0].value`,
    ],
    [
      'contained[1].identifier[0].value',
      '99905486091',
      'booking',
      'booking:patient.nhs-number',
      `${PATIENT}.identifier[0].value`,
    ],
    [
      'contained[1].identifier[0].use',
      'temp',
      'booking',
      'booking:patient.nhs-number-use',
      `${PATIENT}.identifier[0].use`,
    ],
    [
      'contained[1].identifier[0].system',
      'https://provider.example/patients',
      'booking',
      'booking:patient.identifier',
      `${PATIENT}.identifier`,
    ],
  ])('%s = %p', (path, value, layer, rule, at) => {
    const issues = validate(change(anAppointment(), path, value), { as: 'request' });
    expect(told(issues)).toEqual([[layer, rule, at]]);
  });

  test.each<[what: string, path: string, value: Json | typeof ABSENT, Told[]]>([
    [
      'no end',
      'end',
      ABSENT,
      [
        ['invariant', 'app-2', 'Appointment'],
        ['invariant', 'app-3', 'Appointment'],
        ['booking', 'booking:end', 'Appointment.end'],
      ],
    ],
    [
      'no participant',
      'participant',
      ABSENT,
      [
        ['base', 'stu3:min', 'Appointment.participant'],
        ['invariant', 'dom-3', PATIENT],
      ],
    ],
    [
      'a dangling slot',
      'slot[0].reference',
      '#nope',
      [
        ['invariant', 'ref-1', 'Appointment.slot[0]'],
        ['invariant', 'dom-3', SLOT],
      ],
    ],
    [
      'no contained Slot',
      'contained[2]',
      ABSENT,
      [
        ['invariant', 'ref-1', 'Appointment.slot[0]'],
        ['booking', 'booking:contained-slot', 'Appointment.contained'],
      ],
    ],
    [
      'a choice made twice',
      'contained[1]',
      { ...(anAppointment().contained as Resource[])[1], deceasedBoolean: true, deceasedDateTime: '2030' },
      [['base', 'stu3:choice', `${PATIENT}.deceased[x]`]],
    ],
    [
      'a contained resource in a contained one',
      'contained[2].contained',
      [
        {
          resourceType: 'Schedule',
          id: 's',
          actor: [{ reference: 'Location/1' }],
          identifier: [{ value: '1' }],
        },
      ],
      [['invariant', 'dom-2', `${SLOT}.contained`]],
    ],
    [
      'telecom with a value of no system',
      'contained[1].telecom[0].system',
      ABSENT,
      [
        ['invariant', 'cpt-2', `${PATIENT}.telecom[0]`],
        ['profile', 'CareConnect-Patient-1:telecom.system', `${PATIENT}.telecom[0].system`],
      ],
    ],
  ])('%s', (_what, path, value, expected) => {
    const issues = validate(change(anAppointment(), path, value), { as: 'request' });
    expect(told(issues).sort()).toEqual([...expected].sort());
  });
});

describe('A request: what is told without being an error', () => {
  test.each<[path: string, value: Json | typeof ABSENT, Issue['severity'], ...Told]>([
    ['id', 'mine', 'warning', 'booking', 'booking:id', 'Appointment.id'],
    ['meta', ABSENT, 'information', 'booking', 'booking:profile', 'Appointment.meta.profile'],
    [
      'contained[1].contact',
      ABSENT,
      'information',
      'booking',
      'booking:patient.contact',
      'Appointment.contained[1].contact',
    ],
    [
      'meta.profile[1]',
      'https://vendor.example/P',
      'information',
      'profile',
      'unknown-profile',
      'Appointment.meta.profile[1]',
    ],
    ['end', '2031-05-06T08:19:59Z', 'warning', 'booking', 'booking:end-after-start', 'Appointment.end'],
    [
      'contained[2].identifier[0].system',
      'https://provider.example/slots',
      'warning',
      'booking',
      'booking:slot.identifier',
      'Appointment.contained[2].identifier[0].system',
    ],
    [
      'contained[2].identifier[0].value',
      'S-17',
      'warning',
      'booking',
      'booking:slot.identifier',
      'Appointment.contained[2].identifier[0].value',
    ],
    [
      'contained[1].identifier[1]',
      { system: 'urn:x', value: '1' },
      'warning',
      'booking',
      'booking:patient.identifier',
      'Appointment.contained[1].identifier',
    ],
    [
      'contained[1].name[1]',
      { use: 'nickname', text: 'Zo' },
      'warning',
      'booking',
      'booking:patient.name',
      'Appointment.contained[1].name',
    ],
    [
      'extension[0].valueCode',
      'Carrier pigeon',
      'warning',
      'profile',
      'Extension-CareConnect-DeliveryChannel-1:value[x]',
      'Appointment.extension[0].valueCode',
    ],
    ['comment', '  ', 'warning', 'base', 'stu3:string', 'Appointment.comment'],
    ['extension[0]._url', { id: 'u' }, 'warning', 'base', 'stu3:sibling', 'Appointment.extension[0]._url'],
    [
      'identifier',
      [{ system: 'local', value: '1' }],
      'warning',
      'invariant',
      'identifier-system',
      'Appointment.identifier[0].system',
    ],
    [
      'incomingReferral',
      [{ reference: 'Referral123' }],
      'warning',
      'invariant',
      'reference-form',
      'Appointment.incomingReferral[0].reference',
    ],
  ])('%s = %p', (path, value, severity, ...expected) => {
    const issues = validate(change(anAppointment(), path, value), { as: 'request' });
    expect(told(issues, severity)).toEqual([expected]);
    expect(hasErrors(issues)).toBe(false);
  });

  test('no document: no error', () => {
    const appointment = change(
      change(anAppointment(), 'supportingInformation', ABSENT),
      'contained[0]',
      ABSENT,
    );
    expect(told(validate(appointment, { as: 'request' }))).toEqual([]);
  });

  test('no created: nothing, for the provider sets it', () => {
    expect(validate(change(anAppointment(), 'created', ABSENT), { as: 'request' })).toEqual([]);
  });

  test('a slice after what the profile does not name', () => {
    const names = [
      { use: 'nickname', text: 'Zo' },
      { use: 'official', family: 'Hughes' },
    ];
    const issues = validate(change(anAppointment(), 'contained[1].name', names));
    expect(told(issues)).toEqual([]);
    expect(told(issues, 'warning')).toEqual([
      ['profile', 'CareConnect-Patient-1:name:official', 'Appointment.contained[1].name[1]'],
    ]);
  });
});

describe('A response and a cancellation', () => {
  test('has the id and the version that the provider gave', () => {
    expect(told(validate(anAppointment(), { as: 'response' }))).toEqual([
      ['booking', 'booking:id', 'Appointment.id'],
      ['booking', 'booking:version', 'Appointment.meta.versionId'],
    ]);
  });

  test('says when it was created; else a warning', () => {
    const issues = validate(change(aBookedAppointment(), 'created', ABSENT), { as: 'response' });
    expect(told(issues)).toEqual([]);
    expect(told(issues, 'warning')).toEqual([['booking', 'booking:created', 'Appointment.created']]);
  });

  test("may hold the provider's own identifier of the Patient", () => {
    const local = [{ system: 'https://provider.example/patients', value: '1' }];
    const appointment = change(aBookedAppointment(), 'contained[1].identifier', local);
    expect(validate(appointment, { as: 'response' })).toEqual([]);
  });

  test('may be of any status that the page names', () => {
    const appointment = change(aBookedAppointment(), 'status', 'entered-in-error');
    expect(validate(appointment, { as: 'response' })).toEqual([]);
  });

  test('a cancellation is cancelled', () => {
    expect(told(validate(aBookedAppointment(), { as: 'cancel' }))).toEqual([
      ['booking', 'booking:status', 'Appointment.status'],
    ]);
  });

  test('another resource is no booking', () => {
    expect(told(validate(anOperationOutcome(), { as: 'response' }))).toEqual([
      ['booking', 'booking:resource-type', 'resourceType'],
    ]);
  });
});

describe('Layers', () => {
  const spoilt = change(change(anAppointment(), 'description', ABSENT), 'contained[2].identifier', ABSENT);

  test('booking only with a use', () => {
    expect(told(validate(spoilt)).map(([layer]) => layer)).toEqual(['profile']);
    expect(told(validate(spoilt, { as: 'request' })).map(([layer]) => layer)).toEqual(['profile', 'booking']);
    expect(validate(spoilt, { layers: ['booking'] })).toEqual([]);
  });

  test('only those that are asked for', () => {
    expect(validate(spoilt, { layers: ['base', 'invariant'], as: 'request' })).toEqual([]);
    expect(hasErrors(validate(spoilt, { layers: ['booking'], as: 'request' }), 'booking')).toBe(true);
    expect(hasErrors(validate(spoilt, { as: 'request' }), 'base')).toBe(false);
  });

  test('one error among other issues is enough, of any layer or of the one that is asked for', () => {
    const issues = validate(change(spoilt, 'id', 'mine'), { as: 'request' });
    expect(new Set(issues.map(({ severity }) => severity))).toEqual(new Set(['error', 'warning']));
    expect(hasErrors(issues)).toBe(true);
    expect(hasErrors(issues, 'profile')).toBe(true);
    expect(hasErrors(issues, 'invariant')).toBe(false);
    expect(hasErrors(issues.filter(({ severity }) => severity !== 'error'))).toBe(false);
    expect(hasErrors([])).toBe(false);
  });

  test('a fault is told once, by the most basic layer', () => {
    const issues = validate(change(anAppointment(), 'contained[2].status', 'taken'), { as: 'request' });
    expect(told(issues)).toEqual([['base', 'stu3:binding', 'Appointment.contained[2].status']]);
  });

  test.each<[string, Json | typeof ABSENT, string]>([
    ['status', ABSENT, 'required'],
    ['foo', 1, 'structure'],
    ['start', 'soon', 'value'],
    ['status', 'bookd', 'code-invalid'],
    ['participant[1]', { status: 'accepted' }, 'invariant'],
    ['contained[2].identifier', ABSENT, 'required'],
    ['status', 'pending', 'business-rule'],
  ])('the issue type of %s = %p is %s', (path, value, code) => {
    const [issue] = validate(change(anAppointment(), path, value), { as: 'request' });
    expect(issue?.code).toBe(code);
  });
});

describe('What is not a resource', () => {
  test.each<[Json, Told]>([
    [null, ['base', 'stu3:type', '']],
    [[], ['base', 'stu3:type', '']],
    ['x', ['base', 'stu3:type', '']],
    [{}, ['base', 'stu3:resource-type', 'resourceType']],
    [{ resourceType: 3 }, ['base', 'stu3:resource-type', 'resourceType']],
    [{ resourceType: 'appointment' }, ['base', 'stu3:resource-type', 'resourceType']],
    [{ resourceType: 'DomainResource' }, ['base', 'stu3:resource-type', 'resourceType']],
  ])('%j', (value, expected) => {
    expect(told(validate(value))).toEqual([expected]);
    expect(isStu3Resource(value)).toBe(false);
  });

  test('a contained resource without a type', () => {
    const appointment = change(anAppointment(), 'contained[2].resourceType', ABSENT);
    expect(told(validate(appointment))).toEqual([
      ['base', 'stu3:resource-type', 'Appointment.contained[2].resourceType'],
    ]);
  });

  test('a resource type that the table does not cover is told of and checked in part', () => {
    const encounter = { resourceType: 'Encounter', id: 'no good', status: 'planned' };
    expect(isStu3Resource(encounter)).toBe(true);
    const issues = validate(encounter);
    expect(told(issues)).toEqual([['base', 'stu3:id', 'Encounter.id']]);
    expect(told(issues, 'information')).toEqual([['base', 'stu3:not-covered', 'Encounter']]);
  });
});
