import type { Json, Resource } from '../samples';

/** Values of the data types, each with all the elements that it has. */

export const PROFILE = 'https://fhir.hl7.org.uk/STU3/StructureDefinition';
export const CODE_SYSTEM = 'https://fhir.hl7.org.uk/STU3/CodeSystem';

/** An extension that is known here to nobody, on whatever it is put. */
export function aNote(text = 'seen'): Resource {
  return { url: 'https://vendor.example/note', valueString: text };
}

export function aNarrative(text: string): Resource {
  const div = `<div xmlns="http://www.w3.org/1999/xhtml" lang="en"><p title='a &lt; b'>${text} &amp; <b>more</b><br/>&#160;</p><!-- no more --></div>`;
  return { id: 'narrative', extension: [aNote()], status: 'additional', div };
}

export function aCoding(system: string, code: string, display: string): Resource {
  return {
    id: 'coding',
    extension: [aNote()],
    system,
    version: '2031-05',
    code,
    display,
    userSelected: true,
  };
}

export function aConcept(code: string, display: string): Resource {
  return {
    extension: [aNote()],
    coding: [aCoding('http://snomed.info/sct', code, display), { code }],
    text: display,
  };
}

export function aPeriod(): Resource {
  return { id: 'period', extension: [aNote()], start: '2031-01', end: '2031-12-31T23:59:59.999Z' };
}

export function anIdentifier(system: string, value: string): Resource {
  return {
    id: 'identifier',
    extension: [aNote()],
    use: 'secondary',
    type: { text: 'Number' },
    system,
    value,
    period: aPeriod(),
    assigner: aReference('Organization/o1'),
  };
}

export function aReference(reference: string): Resource {
  return {
    id: 'reference',
    extension: [aNote()],
    reference,
    identifier: { system: 'https://provider.example/ids', value: '1' },
    display: 'See there',
  };
}

export function aName(use: string): Resource {
  return {
    id: 'name',
    extension: [aNote()],
    use,
    text: 'Dr Zoë Anne Okafor-Hughes MBE',
    family: 'Okafor-Hughes',
    _family: { id: 'family', extension: [aNote()] },
    given: ['Zoë', null],
    _given: [null, { extension: [aNote('given name withheld')] }],
    prefix: ['Dr'],
    suffix: ['MBE'],
    period: { start: '1988' },
  };
}

export function anAddress(use: string): Resource {
  return {
    id: 'address',
    extension: [aNote()],
    use,
    type: 'physical',
    text: '7 Example Row, Anytown',
    line: ['Flat 2', '7 Example Row'],
    city: 'Anytown',
    district: 'Anyshire',
    state: 'England',
    postalCode: 'ZZ99 3WZ',
    country: 'GB',
    period: { start: '2020-02' },
  };
}

export function aPhone(value: string): Resource {
  return {
    id: 'phone',
    extension: [aNote()],
    system: 'phone',
    value,
    use: 'work',
    rank: 1,
    period: { end: '2039' },
  };
}

export function anAttachment(): Resource {
  return {
    id: 'attachment',
    extension: [aNote()],
    contentType: 'application/pdf',
    language: 'en-GB',
    data: 'JVBERi0x\nLjcKJQ==',
    url: 'https://provider.example/letters/1',
    size: 13,
    hash: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
    title: 'Letter',
    creation: '2031-05-05T18:40:00.123456+01:00',
  };
}

export function theOpeningHours(): Resource {
  return {
    availableTime: [
      {
        id: 'morning',
        extension: [aNote()],
        modifierExtension: [aNote()],
        daysOfWeek: ['mon', 'sun'],
        allDay: false,
        availableStartTime: '09:00:00',
        availableEndTime: '12:30:00.5',
      },
    ],
    notAvailable: [{ description: 'Christmas', during: { start: '2031-12-25', end: '2031-12-25' } }],
    availabilityExceptions: 'Closed on public holidays',
    endpoint: [aReference('Endpoint/e1')],
  };
}

const quantity = (unit: string): Resource => ({
  id: 'quantity',
  extension: [aNote()],
  value: 3.25,
  unit,
  system: 'http://unitsofmeasure.org',
  code: unit,
});

/** A value of every type that an extension may have, by the name of the member that holds it. */
const EVERY_VALUE: Resource = {
  valueBase64Binary: 'AA==',
  valueBoolean: false,
  valueCode: 'a code',
  valueDate: '2031-02',
  valueDateTime: '2031-02-28T23:59:60-12:30',
  valueDecimal: -0.5,
  valueId: 'A-1.b',
  valueInstant: '2032-02-29T00:00:00.001+14:00',
  valueInteger: -2_147_483_648,
  valueMarkdown: '* one\n* two',
  valueOid: 'urn:oid:2.16.840.1.113883',
  valuePositiveInt: 2_147_483_647,
  valueString: ' some text\n',
  valueTime: '23:59:59',
  valueUnsignedInt: 0,
  valueUri: 'urn:uuid:0f7a2b8e-54c1-4d0a-9e6b-3c1d2e4f5a60',
  valueAddress: anAddress('work'),
  valueAge: { ...quantity('a'), comparator: '>=' },
  valueAnnotation: {
    authorReference: aReference('Practitioner/p1'),
    time: '2031',
    text: 'Prefers the morning',
  },
  valueAttachment: anAttachment(),
  valueCodeableConcept: aConcept('1', 'One'),
  valueCoding: aCoding('urn:x', '1', 'One'),
  valueContactPoint: aPhone('01632 960009'),
  valueCount: { value: 2, comparator: '<=', unit: 'pieces', system: 'http://unitsofmeasure.org', code: '1' },
  valueDistance: { ...quantity('km'), comparator: '>' },
  valueDuration: { ...quantity('h'), comparator: '<' },
  valueHumanName: aName('nickname'),
  valueIdentifier: anIdentifier('urn:x', '1'),
  valueMoney: { value: 9.35, comparator: '<', unit: 'pounds', system: 'urn:iso:std:iso:4217', code: 'GBP' },
  valuePeriod: aPeriod(),
  valueQuantity: { ...quantity('mm'), comparator: '<' },
  valueRange: { low: quantity('mm'), high: quantity('mm') },
  valueRatio: { numerator: quantity('mg'), denominator: quantity('mL') },
  valueReference: { identifier: { value: '1' } },
  valueSampledData: {
    origin: quantity('mV'),
    period: 10,
    factor: 0.5,
    lowerLimit: -1,
    upperLimit: 1,
    dimensions: 1,
    data: 'E L 0.5 U',
  },
  valueSignature: {
    type: [aCoding('urn:iso-astm:E1762-95:2013', '1.2.840.10065.1.12.1.1', "Author's Signature")],
    when: '2031-05-05T18:40:00Z',
    whoReference: aReference('Practitioner/p1'),
    onBehalfOfUri: 'https://provider.example/people/1',
    contentType: 'application/jose',
    blob: 'AAAA',
  },
  valueTiming: {
    event: ['2031-05-06', '2031-05-07T10:00:00Z'],
    repeat: {
      id: 'repeat',
      extension: [aNote()],
      boundsPeriod: { start: '2031-05' },
      count: 3,
      countMax: 4,
      duration: 10,
      durationMax: 15,
      durationUnit: 'min',
      frequency: 1,
      frequencyMax: 2,
      period: 1,
      periodMax: 2,
      periodUnit: 'wk',
      dayOfWeek: ['mon', 'fri'],
      timeOfDay: ['09:00:00'],
    },
    code: { text: 'Weekly' },
  },
  valueMeta: { versionId: '1' },
};

/** Extensions that have a value each, of every type that there is. */
export function anExtensionOfEveryType(): Json[] {
  const names = Object.entries(structuredClone(EVERY_VALUE));
  return [
    ...names.map(([name, value]): Json => ({ url: `https://vendor.example/${name}`, [name]: value })),
    {
      url: 'https://vendor.example/event',
      valueTiming: { repeat: { boundsRange: { low: quantity('d') }, when: ['ACM', 'HS'], offset: 30 } },
    },
    { url: 'https://vendor.example/length', valueTiming: { repeat: { boundsDuration: quantity('d') } } },
    { url: 'https://vendor.example/said', valueAnnotation: { authorString: 'A clerk', text: 'Rang twice' } },
    {
      url: 'https://vendor.example/signed',
      valueSignature: {
        type: [{ code: 'x' }],
        when: '2031-05-05T18:40:00Z',
        whoUri: 'urn:x',
        onBehalfOfReference: { reference: 'Organization/o1' },
      },
    },
    { url: 'https://vendor.example/nothing', _valueDate: { id: 'none', extension: [aNote('unknown')] } },
    {
      id: 'parts',
      url: 'https://vendor.example/parts',
      extension: [{ url: 'part', extension: [{ url: 'deeper', valueInteger: 1 }] }],
    },
  ];
}
