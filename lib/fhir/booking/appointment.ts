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
export function checkAppointment(appointment: JsonObject, use: BookingUse, page: BookingFindings): void {
  if (use === 'request') checkNotIdentified(appointment, page);
  else checkIdentified(appointment, use, page);
  checkProfileClaim(appointment, page);
  checkStatus(appointment, use, page);
  checkTimes(appointment, page);
  if (appointment.description === undefined) page.missing('description', 'Says what the appointment is for.');
  checkSlotReference(appointment, page);
  checkOtherReferences(appointment, page);
  checkContained(appointment, use, page);
}

/** The provider gives the id. One in a request is a warning only, for FHIR has servers pass over it. */
function checkNotIdentified({ id }: JsonObject, page: BookingFindings): void {
  if (id !== undefined) page.doubtful('id', 'The provider gives the id, not the request.');
}

/**
 * What a provider adds to a booking, and a consumer sends back with it. Of what is sent back, only the id is needed by
 * FHIR (http://hl7.org/fhir/STU3/http.html#update); the page's own example of a cancellation has no version.
 */
function checkIdentified({ id, meta, created }: JsonObject, use: BookingUse, page: BookingFindings): void {
  const versionId = isObject(meta) ? meta.versionId : undefined;
  if (id === undefined) page.missing('id', 'A booked Appointment has the id that the provider gave.');
  if (versionId === undefined) {
    const message = 'A booked Appointment has a version.';
    if (use === 'cancel') page.doubtful('meta.versionId', message, 'version');
    else page.missing('meta.versionId', message, 'version');
  }
  if (created === undefined) page.doubtful('created', 'The provider says when the booking was made.');
}

function checkProfileClaim({ meta }: JsonObject, page: BookingFindings): void {
  const claimed = isObject(meta) ? listOf(meta.profile) : [];
  if (claimed.includes(CARECONNECT.Appointment)) return;
  page.noted('meta.profile', 'Does not say that it follows CareConnect-Appointment-1.', 'profile');
}

function checkStatus({ status }: JsonObject, use: BookingUse, page: BookingFindings): void {
  const allowed = STATUS[use];
  if (typeof status === 'string' && allowed.includes(status)) return;
  page.broken('status', `Expected ${allowed.join(' or ')}, found ${show(status)}.`);
}

function checkTimes({ start, end }: JsonObject, page: BookingFindings): void {
  if (start === undefined) page.missing('start', 'Says when the appointment starts.');
  if (end === undefined) page.missing('end', 'Says when the appointment ends.');
  const from = instantOf(start);
  const to = instantOf(end);
  if (from !== null && to !== null && from > to) {
    page.doubtful('end', 'The appointment ends before it starts.', 'end-after-start');
  }
}

function checkSlotReference({ slot }: JsonObject, page: BookingFindings): void {
  const slots = listOf(slot).length;
  if (slots === 0) page.missing('slot', 'Refers to the Slot that is booked.');
  if (slots > 1) page.broken('slot', `One Slot is booked, not ${slots}.`);
}

function checkOtherReferences(appointment: JsonObject, page: BookingFindings): void {
  const { incomingReferral, supportingInformation, participant } = appointment;
  const referrals = listOf(incomingReferral).length;
  if (referrals > 1) {
    page.broken('incomingReferral', `There is one referral at most, not ${referrals}.`, 'incoming-referral');
  }
  if (supportingInformation === undefined) {
    page.noted('supportingInformation', 'Refers to no document; some use cases have none.', 'document');
  }
  if (participant !== undefined && !refersToPatient(appointment)) {
    page.missing('participant', 'One of the participants is the contained Patient.');
  }
}

/** Whether a participant is a contained Patient; with none contained, that is the fault, and told elsewhere. */
function refersToPatient({ contained, participant }: JsonObject): boolean {
  const resources = listOf(contained).filter(isObject);
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const participants = listOf(participant).filter(isObject);
  const actors = participants.map(({ actor }) => (isObject(actor) ? actor.reference : undefined));
  const isActor = ({ id }: JsonObject) => typeof id === 'string' && actors.includes(`#${id}`);
  return patients.length === 0 || patients.some(isActor);
}

/** The contained resources, in any order, each by the page of its type. */
function checkContained({ contained }: JsonObject, use: BookingUse, page: BookingFindings): void {
  const resources = objectsOf(contained, 'Appointment.contained');
  for (const { object, path } of resources) {
    if (object.resourceType === 'Patient') checkPatient(object, use, page.on(path, 'patient'));
    if (object.resourceType === 'Slot') checkSlot(object, page.on(path, 'slot'));
    if (object.resourceType === 'DocumentReference')
      checkDocumentReference(object, page.on(path, 'document'));
  }
  for (const type of ['Patient', 'Slot']) {
    if (resources.some(({ object }) => object.resourceType === type)) continue;
    const rule = `contained-${type.toLowerCase()}`;
    // Some use cases do without; which ones, a provider knows of itself, but not a consumer of its provider.
    if (use === 'request') page.missing('contained', `Contains the ${type}.`, rule);
    else page.doubtful('contained', `Contains the ${type}.`, rule);
  }
}
