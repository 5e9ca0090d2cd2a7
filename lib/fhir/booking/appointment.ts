import { instantOf } from '../instant';
import { isObject, type JsonObject, listOf, objectsOf } from '../json';
import { show } from '../report';
import { CARECONNECT } from '../systems';
import { checkDocumentReference } from './document-reference';
import type { BookingFindings } from './findings';
import { checkPatient } from './patient';
import { checkSlot } from './slot';
import type { BookingUse } from './use';

/** The status that the page allows for each use; FHIR spells `entered-in-error` what the page prints with spaces. */
const STATUS: Record<BookingUse, readonly string[]> = {
  request: ['booked'],
  response: ['booked', 'cancelled', 'entered-in-error'],
  cancel: ['cancelled'],
};

/** The page Appointment: its tables for booking and for cancelling. */
export function checkAppointment(appointment: JsonObject, use: BookingUse, findings: BookingFindings): void {
  checkIdentity(appointment, use, findings);
  checkProfileClaim(appointment, findings);
  checkStatus(appointment.status, use, findings);
  checkTimes(appointment, use, findings);
  if (appointment.description === undefined) {
    findings.missing('description', 'Appointment.description', 'The need for the appointment is described.');
  }
  checkReferences(appointment, findings);
  checkContained(appointment, use, findings);
}

/** The provider gives the id; a request has none. */
function checkIdentity({ id, meta }: JsonObject, use: BookingUse, findings: BookingFindings): void {
  if (use === 'request') {
    if (id !== undefined)
      findings.doubtful('id', 'Appointment.id', 'The id is given by the provider, not by the request.');
    return;
  }
  if (id === undefined)
    findings.missing('id', 'Appointment.id', 'A booked Appointment has the id that the provider gave.');
  if (!isObject(meta) || meta.versionId === undefined) {
    findings.missing(
      'version',
      'Appointment.meta.versionId',
      'A booked Appointment has the id of its version.',
    );
  }
}

function checkProfileClaim({ meta }: JsonObject, findings: BookingFindings): void {
  const claimed = isObject(meta) ? listOf(meta.profile) : [];
  if (claimed.includes(CARECONNECT.Appointment)) return;
  findings.noted(
    'profile',
    'Appointment.meta.profile',
    'Does not say that it follows CareConnect-Appointment-1.',
  );
}

function checkStatus(status: unknown, use: BookingUse, findings: BookingFindings): void {
  const allowed = STATUS[use];
  if (typeof status === 'string' && allowed.includes(status)) return;
  findings.broken('status', 'Appointment.status', `Expected ${allowed.join(' or ')}, found ${show(status)}.`);
}

function checkTimes({ start, end, created }: JsonObject, use: BookingUse, findings: BookingFindings): void {
  if (start === undefined)
    findings.missing('start', 'Appointment.start', 'The appointment says when it starts.');
  if (end === undefined) findings.missing('end', 'Appointment.end', 'The appointment says when it ends.');
  const from = instantOf(start);
  const to = instantOf(end);
  if (from !== null && to !== null && from > to) {
    findings.doubtful('end-after-start', 'Appointment.end', 'The appointment ends before it starts.');
  }
  // The page wants it set by the provider: a request can do without, and a response shows it.
  if (use !== 'request' && created === undefined) {
    findings.doubtful(
      'created',
      'Appointment.created',
      'The provider says when the appointment was created.',
    );
  }
}

function checkReferences(appointment: JsonObject, findings: BookingFindings): void {
  const { slot, incomingReferral, supportingInformation, participant } = appointment;
  const slots = listOf(slot).length;
  if (slots === 0)
    findings.missing(
      'slot',
      'Appointment.slot',
      'The appointment refers to the Slot that it is booked into.',
    );
  if (slots > 1)
    findings.broken('slot', 'Appointment.slot', `An appointment is in one Slot, not in ${slots}.`);
  if (listOf(incomingReferral).length > 1) {
    findings.broken(
      'incoming-referral',
      'Appointment.incomingReferral',
      'There is one incoming referral at most.',
    );
  }
  if (supportingInformation === undefined) {
    findings.noted(
      'document',
      'Appointment.supportingInformation',
      'Refers to no document; some use cases have none.',
    );
  }
  if (participant !== undefined && !refersToPatient(appointment)) {
    findings.missing(
      'participant',
      'Appointment.participant',
      'One of the participants is the contained Patient.',
    );
  }
}

/** Whether a participant is a contained Patient; with none contained, that is the fault, and told elsewhere. */
function refersToPatient({ contained, participant }: JsonObject): boolean {
  const patients = listOf(contained)
    .filter(isObject)
    .filter(({ resourceType }) => resourceType === 'Patient');
  const actors = objectsOf(participant, '').map(({ object }) => object.actor);
  const references = new Set(actors.filter(isObject).map(({ reference }) => reference));
  return (
    patients.length === 0 || patients.some(({ id }) => typeof id === 'string' && references.has(`#${id}`))
  );
}

function checkContained({ contained }: JsonObject, use: BookingUse, findings: BookingFindings): void {
  const resources = objectsOf(contained, 'Appointment.contained');
  for (const { object, path } of resources) {
    if (object.resourceType === 'Patient') checkPatient(object, path, use, findings);
    if (object.resourceType === 'Slot') checkSlot(object, path, findings);
    if (object.resourceType === 'DocumentReference') checkDocumentReference(object, path, findings);
  }
  for (const type of ['Patient', 'Slot']) {
    if (resources.some(({ object }) => object.resourceType === type)) continue;
    // Some use cases do without; a consumer that books cannot know that of its provider.
    const message = `The appointment contains its ${type}.`;
    if (use === 'request')
      findings.missing(`contained-${type.toLowerCase()}`, 'Appointment.contained', message);
    else findings.doubtful(`contained-${type.toLowerCase()}`, 'Appointment.contained', message);
  }
}
