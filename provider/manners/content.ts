import type { Appointment, Patient, Resource } from 'fhir/r3';
import type { Behaviour } from '../behaviour';
import { isPatient, isSlot } from '../contained';
import { LOCAL_SYSTEMS } from '../directory';
import { edited, on } from '../faults/changes';
import type { Manner } from './manner';

/** What else a provider may store and return: "Get a specific appointment"; FHIR STU3 http.html#transactional-integrity. */
export const contentManners: readonly Manner[] = [
  {
    id: 'narrative',
    description: 'The Appointment gets a narrative, with nested elements, entities and letters beyond ASCII.',
    behaviour: storing((appointment) => ({
      ...appointment,
      text: {
        status: 'generated',
        div: '<div xmlns="http://www.w3.org/1999/xhtml"><div class="hapiHeaderText">Apwyntiad\u00a0<b>brys</b> &amp; Zoë 🩺</div><br/></div>',
      },
    })),
  },
  {
    id: 'elements-added',
    description:
      'The Appointment gets elements that nobody sent: identifier, comment, category, length, tags.',
    behaviour: storing((appointment) => ({
      ...appointment,
      meta: {
        ...appointment.meta,
        tag: [{ system: 'https://provider.example/tags', code: 'booked-online' }],
        security: [{ system: 'http://hl7.org/fhir/v3/Confidentiality', code: 'N', display: 'normal' }],
      },
      language: 'en-GB',
      extension: [{ url: 'https://provider.example/channel', valueCode: 'api' }],
      identifier: [{ system: 'https://provider.example/Id/appointment', value: 'A-000123' }],
      comment: appointment.comment ?? 'Please ring the bell.',
      priority: appointment.priority ?? 5,
      minutesDuration: appointment.minutesDuration ?? 10,
      serviceCategory: appointment.serviceCategory ?? { text: 'Out of hours' },
    })),
  },
  {
    id: 'participants-described',
    description: 'References get a display, and participants a type and whether they are required.',
    behaviour: storing((appointment) => ({
      ...appointment,
      slot: appointment.slot?.map((slot) => ({ display: 'Ten minutes', ...slot })),
      participant: appointment.participant.map((participant) => ({
        required: 'required' as const,
        type: [
          {
            coding: [{ system: 'http://hl7.org/fhir/v3/ParticipationType', code: 'SBJ', display: 'subject' }],
          },
        ],
        ...participant,
        ...(participant.actor ? { actor: { display: 'The patient', ...participant.actor } } : {}),
      })),
    })),
  },
  {
    id: 'contained-reversed',
    description: 'Contained resources come back in another order.',
    behaviour: storing(({ contained = [], ...appointment }) => ({
      ...appointment,
      contained: [...contained].reverse(),
    })),
  },
  {
    id: 'contained-renamed',
    description: 'Contained resources get ids of the provider, and references follow them.',
    behaviour: storing(withContainedRenamed),
  },
  {
    id: 'contained-slot-as-sent',
    description: 'The contained Slot keeps the status that was sent: it tells what was asked for.',
    behaviour: {
      appointmentToStore: ({ contained = [], ...stored }, sent) => {
        const status = sent.contained?.find(isSlot)?.status ?? 'free';
        return {
          ...stored,
          contained: contained.map((each) => (isSlot(each) ? { ...each, status } : each)),
        };
      },
    },
  },
  {
    id: 'patient-identifiers-added',
    description: 'Every Patient gets a local identifier, before those that were sent.',
    behaviour: storing(withPatient(withLocalIdentifierFirst)),
  },
  {
    id: 'profiles-unclaimed',
    description: 'Resources claim no profile, though they meet it.',
    behaviour: storing((appointment) => ({
      ...(withoutProfile(appointment) as Appointment),
      ...(appointment.contained ? { contained: appointment.contained.map(withoutProfile) } : {}),
    })),
  },
  {
    id: 'cancelled-with-comment',
    description: 'A cancelled Appointment says in a comment when that was.',
    behaviour: on(
      ['cancelled', 'read'],
      edited<Appointment>((appointment) =>
        appointment.status === 'cancelled'
          ? { ...appointment, comment: `Cancelled at ${appointment.meta?.lastUpdated}.` }
          : appointment,
      ),
    ),
  },
];

/** The behaviour of changing what is stored, and so what is returned and read from then on. */
function storing(change: (appointment: Appointment) => Appointment): Partial<Behaviour> {
  return { appointmentToStore: change };
}

function withPatient(change: (patient: Patient) => Patient) {
  return ({ contained = [], ...appointment }: Appointment): Appointment => ({
    ...appointment,
    contained: contained.map((each) => (isPatient(each) ? change(each) : each)),
  });
}

function withLocalIdentifierFirst({ identifier = [], ...patient }: Patient): Patient {
  const own = { use: 'secondary' as const, system: LOCAL_SYSTEMS.patient, value: 'P-4711' };
  return { ...patient, identifier: [own, ...identifier] };
}

function withoutProfile<T extends Resource>({ meta, ...resource }: T): Omit<T, 'meta'> & Pick<T, 'meta'> {
  const { profile: _, ...others } = meta ?? {};
  return Object.keys(others).length > 0 ? { ...resource, meta: others } : resource;
}

function withContainedRenamed(appointment: Appointment): Appointment {
  const ids = new Map(
    appointment.contained?.map(({ id, resourceType }, index) => [`#${id}`, `${resourceType}-${index + 1}`]),
  );
  const renamed = withReferences(appointment, ids) as Appointment;
  return {
    ...renamed,
    contained: (renamed.contained ?? []).map((each) => ({ ...each, id: ids.get(`#${each.id}`) ?? each.id })),
  };
}

/** A copy whose local references name the new ids. */
function withReferences(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const id = name === 'reference' && typeof member === 'string' ? ids.get(member) : undefined;
      return [name, id === undefined ? withReferences(member, ids) : `#${id}`];
    }),
  );
}
