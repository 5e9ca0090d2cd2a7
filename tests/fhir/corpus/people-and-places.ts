import type { Resource } from '../samples';
import {
  aCoding,
  aConcept,
  aName,
  aNarrative,
  aNote,
  anAddress,
  anAttachment,
  anExtensionOfEveryType,
  anIdentifier,
  aPeriod,
  aPhone,
  aReference,
  CODE_SYSTEM,
  PROFILE,
  theOpeningHours,
} from './values';

/** Who is seen, by whom and where: valid on every layer, with every element that the type has. */

/** What a resource has that lies on a server, and is not contained in another one. */
function onServer(type: string, id: string): Resource {
  return {
    resourceType: type,
    id,
    meta: {
      id: 'meta',
      extension: [aNote()],
      versionId: '3',
      lastUpdated: '2031-05-05T18:41:08.5Z',
      profile: [`${PROFILE}/CareConnect-${type}-1`],
      security: [{ system: 'http://hl7.org/fhir/v3/Confidentiality', code: 'N' }],
      tag: [{ code: 'demo' }],
    },
    implicitRules: 'https://provider.example/rules',
    language: 'en-GB',
    text: aNarrative(type),
    modifierExtension: [aNote()],
  };
}

function anNhsNumber(): Resource {
  return {
    extension: [
      {
        url: `${PROFILE}/Extension-CareConnect-NHSNumberVerificationStatus-1`,
        valueCodeableConcept: {
          coding: [
            {
              system: `${CODE_SYSTEM}/CareConnect-NHSNumberVerificationStatus-1`,
              code: '01',
              display: 'Number present and verified',
            },
          ],
        },
      },
    ],
    use: 'official',
    system: 'https://fhir.nhs.uk/Id/nhs-number',
    value: '9990548609',
  };
}

export function aPatient(): Resource {
  const official = { ...aName('official'), given: ['Zoë', 'Anne'], _given: [{ id: 'first' }, null] };
  return {
    ...onServer('Patient', 'patient'),
    extension: [
      {
        url: `${PROFILE}/Extension-CareConnect-EthnicCategory-1`,
        valueCodeableConcept: {
          coding: [{ system: `${CODE_SYSTEM}/CareConnect-EthnicCategory-1`, code: 'A' }],
        },
      },
      {
        url: `${PROFILE}/Extension-CareConnect-DeathNotificationStatus-1`,
        extension: [
          {
            url: 'deathNotificationStatus',
            valueCodeableConcept: {
              coding: [{ system: `${CODE_SYSTEM}/CareConnect-DeathNotificationStatus-1`, code: 'U' }],
            },
          },
          { url: 'systemEffectiveDate', valueDateTime: '2031-05-05' },
        ],
      },
      ...anExtensionOfEveryType(),
    ],
    identifier: [anNhsNumber(), anIdentifier('https://provider.example/patients', 'P-1')],
    active: true,
    name: [official, aName('nickname')],
    telecom: [aPhone('01632 960001'), { system: 'email', value: 'zoe@example.org' }],
    gender: 'female',
    birthDate: '1988-02-29',
    _birthDate: {
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime',
          valueDateTime: '1988-02-29T04:05:06Z',
        },
      ],
    },
    deceasedBoolean: false,
    address: [anAddress('home'), anAddress('temp')],
    maritalStatus: {
      coding: [{ system: 'http://hl7.org/fhir/v3/MaritalStatus', code: 'M', display: 'Married' }],
    },
    multipleBirthInteger: 2,
    photo: [anAttachment()],
    contact: [
      {
        id: 'contact',
        extension: [aNote()],
        modifierExtension: [aNote()],
        relationship: [aConcept('N', 'Next of kin')],
        name: aName('official'),
        telecom: [aPhone('01632 960002')],
        address: anAddress('home'),
        gender: 'male',
        organization: aReference('Organization/o1'),
        period: aPeriod(),
      },
    ],
    generalPractitioner: [
      aReference('Practitioner/p1'),
      { reference: 'urn:uuid:0f7a2b8e-54c1-4d0a-9e6b-3c1d2e4f5a60' },
    ],
    managingOrganization: aReference('https://provider.example/fhir/Organization/o1/_history/2'),
    link: [{ other: aReference('RelatedPerson/r1'), type: 'seealso' }],
  };
}

export function aPatientWhoDied(): Resource {
  const { deceasedBoolean: _, multipleBirthInteger: __, ...patient } = aPatient();
  return { ...patient, deceasedDateTime: '2031-05', multipleBirthBoolean: true };
}

export function aPractitioner(): Resource {
  return {
    ...onServer('Practitioner', 'p1'),
    extension: [
      {
        url: `${PROFILE}/Extension-CareConnect-NHSCommunication-1`,
        extension: [
          {
            url: 'modeOfCommunication',
            valueCodeableConcept: {
              coding: [{ system: `${CODE_SYSTEM}/CareConnect-LanguageAbilityMode-1`, code: 'RSP' }],
            },
          },
          { url: 'interpreterRequired', valueBoolean: false },
          { url: 'language', valueCodeableConcept: { text: 'Welsh' } },
        ],
      },
    ],
    identifier: [
      { system: 'https://fhir.nhs.uk/Id/sds-user-id', value: '111222333444' },
      { system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: '555666777888' },
      anIdentifier('https://provider.example/staff', 'S-1'),
    ],
    active: true,
    name: [aName('usual')],
    telecom: [aPhone('01632 960003')],
    address: [anAddress('work')],
    gender: 'other',
    birthDate: '1970-12',
    photo: [anAttachment()],
    qualification: [
      {
        identifier: [anIdentifier('https://fhir.hl7.org.uk/Id/gmc-number', 'C1234567')],
        code: aConcept('MD', 'Doctor of medicine'),
        period: aPeriod(),
        issuer: aReference('Organization/gmc'),
      },
    ],
  };
}

export function aPractitionerRole(): Resource {
  return {
    ...onServer('PractitionerRole', 'r1'),
    extension: [aNote()],
    identifier: [{ system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: '555666777888' }],
    active: true,
    period: aPeriod(),
    practitioner: aReference('Practitioner/p1'),
    organization: aReference('Organization/o1'),
    code: [aConcept('158965000', 'Doctor')],
    specialty: [aConcept('394802001', 'General medicine')],
    location: [aReference('Location/l1')],
    healthcareService: [aReference('HealthcareService/h1')],
    telecom: [aPhone('01632 960004')],
    ...theOpeningHours(),
  };
}

export function anOrganization(): Resource {
  return {
    ...onServer('Organization', 'o1'),
    extension: [
      { url: `${PROFILE}/Extension-CareConnect-MainLocation-1`, valueReference: aReference('Location/l1') },
    ],
    identifier: [
      { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'A99999' },
      { system: 'https://fhir.nhs.uk/Id/ods-site-code', value: 'A99999B' },
      anIdentifier('https://provider.example/organisations', 'O-1'),
    ],
    active: true,
    type: [aConcept('prov', 'Healthcare provider')],
    name: 'Anytown Surgery',
    alias: ['The old surgery'],
    telecom: [aPhone('01632 960005')],
    address: [anAddress('work')],
    partOf: aReference('Organization/o0'),
    contact: [
      {
        purpose: aConcept('ADMIN', 'Administrative'),
        name: aName('official'),
        telecom: [aPhone('01632 960006')],
        address: anAddress('work'),
      },
    ],
    endpoint: [aReference('Endpoint/e1')],
  };
}

export function aLocation(): Resource {
  return {
    ...onServer('Location', 'l1'),
    extension: [aNote()],
    identifier: [
      { system: 'https://fhir.nhs.uk/Id/ods-site-code', value: 'A99999B' },
      anIdentifier('https://provider.example/locations', 'L-1'),
    ],
    status: 'active',
    operationalStatus: aCoding('http://hl7.org/fhir/v2/0116', 'O', 'Occupied'),
    name: 'Room 1',
    alias: ['The blue room'],
    description: 'First on the left',
    mode: 'instance',
    type: aConcept('RR', 'Room'),
    telecom: [aPhone('01632 960007')],
    address: anAddress('work'),
    physicalType: aConcept('ro', 'Room'),
    position: { longitude: -1.55, latitude: 53.8, altitude: 63 },
    managingOrganization: aReference('Organization/o1'),
    partOf: aReference('Location/l0'),
    endpoint: [aReference('Endpoint/e1')],
  };
}

export function aHealthcareService(): Resource {
  return {
    ...onServer('HealthcareService', 'h1'),
    extension: [aNote()],
    identifier: [anIdentifier('https://provider.example/services', '918999198999')],
    active: true,
    providedBy: aReference('Organization/o1'),
    category: aConcept('35', 'Hospital'),
    type: [aConcept('57', 'Immunization')],
    specialty: [aConcept('394802001', 'General medicine')],
    location: [aReference('Location/l1')],
    name: 'Walk-in clinic',
    comment: 'Ring the bell',
    extraDetails: 'Second door',
    photo: anAttachment(),
    telecom: [aPhone('01632 960008')],
    coverageArea: [aReference('Location/l2')],
    serviceProvisionCode: [aConcept('free', 'Free')],
    eligibility: aConcept('all', 'Everybody'),
    eligibilityNote: 'Children with a parent',
    programName: ['Winter'],
    characteristic: [aConcept('wheelchair', 'Wheelchair access')],
    referralMethod: [aConcept('phone', 'By phone')],
    appointmentRequired: true,
    ...theOpeningHours(),
  };
}
