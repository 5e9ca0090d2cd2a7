import type { Appointment } from 'fhir/r3';
import { type Finding, type Refusal, refusal } from './answer';
import { isPatient } from './contained';
import type { Provider } from './provider';

/**
 * What the implementation guide for urgent and emergency care holds against a booking beyond the API's pages; null for
 * nothing, and always without the overlay `uec`.
 *
 * Two telecoms in the Patient with rank 1 ("Patient Contact Details"), and references to what does not exist here
 * ("Error Handling"), are refused with 422.
 */
export function refusalByTheGuide(appointment: Appointment, provider: Provider): Refusal | null {
  if (provider.overlay === null) return null;
  return checkRanks(appointment) ?? checkReferences(appointment, provider);
}

/** Who is to be called first must be plain: of all telecoms in a Patient, those of contacts included, one has rank 1. */
function checkRanks({ contained = [] }: Appointment): Refusal | null {
  const isPlain = contained.filter(isPatient).every(({ telecom = [], contact = [] }) => {
    const telecoms = [...telecom, ...contact.flatMap((person) => person.telecom ?? [])];
    return telecoms.filter(({ rank }) => rank === 1).length <= 1;
  });
  return isPlain
    ? null
    : refusal('telecom-rank', 'business-rule', 'Only one telecom in the Patient may have rank 1.');
}

/** Every reference that leads to a resource of this provider must lead to one that is there. */
function checkReferences(appointment: Appointment, provider: Provider): Refusal | null {
  const findings = literalReferences(appointment)
    .filter((reference) => !leadsSomewhere(reference, provider))
    .map((reference): Finding => ({ code: 'not-found', text: `There is no ${reference} here.` }));
  return findings.length === 0 ? null : { ground: 'reference-unknown', findings };
}

/** All literal references in a resource and in what it contains, but for those to contained resources. */
function literalReferences(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (typeof member !== 'string') return literalReferences(member);
    return name === 'reference' && !member.startsWith('#') ? [member] : [];
  });
}

/** Whether the provider has what a reference names; of other servers' resources it can't know, and lets them pass. */
function leadsSomewhere(reference: string, { baseUrl, diary, directory, appointments }: Provider): boolean {
  const path = reference.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference;
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return true;
  const [type, id = ''] = path.split('/');
  if (type === 'Slot') return diary.slots.some((slot) => slot.id === id);
  if (type === 'Appointment') return appointments.history(id).length > 0;
  return directory.some(({ resource }) => resource.resourceType === type && resource.id === id);
}
