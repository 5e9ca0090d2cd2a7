import type { CapabilityStatement } from 'fhir/r3';
import { CARECONNECT } from '../lib/fhir';
import { answerWith, type Reply } from './answer';
import { MEDIA_TYPES, type ServedFormats } from './formats';
import type { Provider } from './provider';
import type { ProviderRequest } from './request';

/** Says what the provider can do: a FHIR STU3 CapabilityStatement (NHS Booking API "CapabilityStatement"). */
export function capabilities(_request: ProviderRequest, { publicBaseUrl, formats }: Provider): Reply {
  return answerWith('capabilities', 200, capabilityStatement(publicBaseUrl, formats));
}

function capabilityStatement(baseUrl: string, formats: ServedFormats): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    version: '2.0.4',
    name: 'Reference provider of the NHS Booking API',
    status: 'active',
    date: '2026-01-01',
    description:
      'A provider of the NHS Booking API in memory, to try consumers and conformance suites against.',
    kind: 'instance',
    software: { name: 'Reference provider' },
    implementation: { description: 'Reference provider on the loopback interface', url: baseUrl },
    fhirVersion: '3.0.1',
    acceptUnknown: 'no',
    format: formats.map((format) => MEDIA_TYPES[format]),
    profile: Object.values(CARECONNECT).map((reference) => ({ reference })),
    rest: [
      {
        mode: 'server',
        security: { description: 'Every request but this one needs a JWT as bearer token.' },
        resource: [
          {
            type: 'Appointment',
            profile: { reference: CARECONNECT.Appointment },
            interaction: [{ code: 'read' }, { code: 'vread' }, { code: 'create' }, { code: 'update' }],
            versioning: 'versioned-update',
            readHistory: true,
            updateCreate: false,
          },
          {
            type: 'Slot',
            profile: { reference: CARECONNECT.Slot },
            interaction: [{ code: 'search-type' }],
            searchInclude: [
              'Slot:schedule',
              'Schedule:actor:HealthcareService',
              'Schedule:actor:Practitioner',
              'HealthcareService:Organization',
              'HealthcareService:location',
            ],
            searchParam: [
              { name: 'service', type: 'token', documentation: 'Id of the HealthcareService.' },
              { name: 'status', type: 'token' },
              { name: 'start', type: 'date' },
            ],
          },
        ],
      },
    ],
  };
}
