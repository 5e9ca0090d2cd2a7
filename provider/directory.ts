import type { FhirResource } from 'fhir/r3';
import { CARECONNECT, SYSTEMS } from '../lib/fhir';

/** The one service whose slots the provider offers; HealthcareService.id is what consumers search by. */
export const SERVICE_ID = '918999198999';
/** The Schedule of a clinic; they are counted from 0. */
export function scheduleReference(clinic: number): string {
  return `Schedule/${scheduleId(clinic)}`;
}

/** Under this system the provider numbers its own patients, schedules and services. */
export const LOCAL_SYSTEMS = {
  patient: 'https://provider.example/Id/patient',
  schedule: 'https://provider.example/Id/schedule',
  service: 'https://provider.example/Id/service',
} as const;

/** A search for slots may ask for these besides; each says which include brings it, and what must be there before it. */
export interface RelatedResource {
  /** Accepted spellings of the `_include`, in lower case with colons. */
  readonly includes: readonly string[];
  /** The resource type that the include starts from. */
  readonly from: 'Slot' | 'Schedule' | 'HealthcareService';
  readonly resource: FhirResource & { readonly id: string };
}

/** Everything around the slots, in the order in which references lead to it ("Search for slots", _include parameters). */
export function directory(clinics: number): readonly RelatedResource[] {
  return [...Array.from({ length: clinics }, (_, clinic) => scheduleOf(clinic)), ...AROUND_THE_SCHEDULES];
}

function scheduleOf(clinic: number): RelatedResource {
  return {
    includes: ['slot:schedule', 'slot:schedule:schedule'],
    from: 'Slot',
    resource: {
      resourceType: 'Schedule',
      id: scheduleId(clinic),
      meta: { profile: [CARECONNECT.Schedule] },
      identifier: [{ system: LOCAL_SYSTEMS.schedule, value: `out-of-hours-${clinic + 1}` }],
      actor: [{ reference: `HealthcareService/${SERVICE_ID}` }, { reference: 'Practitioner/practitioner1' }],
    },
  };
}

const scheduleId = (clinic: number): string => `sched${clinic + 1}`;

const AROUND_THE_SCHEDULES: readonly RelatedResource[] = [
  {
    includes: ['schedule:actor', 'schedule:actor:healthcareservice'],
    from: 'Schedule',
    resource: {
      resourceType: 'HealthcareService',
      id: SERVICE_ID,
      meta: { profile: [CARECONNECT.HealthcareService] },
      identifier: [{ system: LOCAL_SYSTEMS.service, value: SERVICE_ID }],
      providedBy: { reference: 'Organization/organization1' },
      location: [{ reference: 'Location/location1' }],
      name: 'Reference Out of Hours Service',
    },
  },
  {
    includes: ['schedule:actor', 'schedule:actor:practitioner'],
    from: 'Schedule',
    resource: {
      resourceType: 'Practitioner',
      id: 'practitioner1',
      meta: { profile: [CARECONNECT.Practitioner] },
      identifier: [{ system: SYSTEMS.sdsUser, value: '999000000001' }],
      name: [{ use: 'official', family: 'Reference', given: ['Rowan'], prefix: ['Dr'] }],
      gender: 'other',
    },
  },
  {
    includes: ['healthcareservice:organization', 'healthcareservice:providedby'],
    from: 'HealthcareService',
    resource: {
      resourceType: 'Organization',
      id: 'organization1',
      meta: { profile: [CARECONNECT.Organization] },
      identifier: [{ system: SYSTEMS.odsOrganisation, value: 'X9999' }],
      name: 'Reference Provider Trust',
    },
  },
  {
    includes: ['healthcareservice:location'],
    from: 'HealthcareService',
    resource: {
      resourceType: 'Location',
      id: 'location1',
      meta: { profile: [CARECONNECT.Location] },
      identifier: [{ system: SYSTEMS.odsSite, value: 'X99991' }],
      name: 'Reference Treatment Centre',
    },
  },
];
