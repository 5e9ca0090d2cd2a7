/** What breaking a rule can mean for a patient, in a sentence for those who do not know FHIR; only where it is plain. */
const FOR_PATIENTS: Readonly<Record<string, string>> = {
  'book.use-case.slot': 'Nobody can be given an appointment through this server.',
  'book.request.valid-accepted':
    'A patient is refused an appointment for how the request is written: for a name with an accent, or no NHS number at hand.',
  'book.safety.no-double-booking':
    'Two patients are given the same appointment, and one of them comes in vain.',
  'book.safety.race': 'Two patients are given the same appointment, and one of them comes in vain.',
  'book.safety.no-side-effect':
    'An appointment that was refused, and kept all the same, stays empty while others wait for one.',
  'book.safety.jwt-enforced':
    'Whoever reaches the server can take appointments away from those who need them.',
  'book.safety.slot-consumed':
    'Appointments that are gone are still on offer, and patients are promised what cannot be had.',
  'book.created.status':
    'Who books cannot be sure that it worked, and may book the patient again, or not at all.',
  'book.created.location':
    'The booking cannot be found again, to show it to the patient, to check it or to cancel it.',
  'book.created.location-absolute':
    'The booking cannot be found again, to show it to the patient, to check it or to cancel it.',
  'book.created.location-ids': 'The booking that is found, changed or cancelled may be another patient’s.',
  'book.created.url-stable':
    'What was booked for the patient can no longer be looked up where it was said to be.',
  'book.created.put-supported':
    'An appointment that a patient cannot keep cannot be cancelled, and given to another.',
  'book.created.body': 'Who books cannot tell the patient what was booked.',
  'book.created.body-id': 'The booking cannot be named later, to change or to cancel it.',
  'book.business-rule.status':
    'Who books does not learn that the slot is gone, and offers the patient no other one.',
  'book.business-rule.outcome':
    'Who books does not learn what was wrong, while the patient waits on the telephone.',
  'book.profile.outcome':
    'Who books does not learn what was wrong, while the patient waits on the telephone.',
  'book.jwt.outcome': 'Who books does not learn what was wrong, while the patient waits on the telephone.',
  'read.patient.local-identifier':
    'A patient without an NHS number at hand can be taken for another of the same name.',
  'fhir.create.ignores-id':
    'A client that chooses ids can put its booking in the place of another patient’s.',
  'fhir.create.keeps-content':
    'The clinic does not get what was said of the patient, or of the reason for the appointment.',
  'fhir.read.id': 'What is shown for the patient is another booking.',
  'fhir.vread.version': 'What is shown for the patient is not what was booked.',
  'fhir.etag.version': 'A change can be made on the basis of a booking that has changed meanwhile.',
  'fhir.update.id-mismatch': 'A change that is meant for one booking can hit another patient’s.',
  'fhir.update.new-version': 'Nobody notices that the booking was changed by somebody else meanwhile.',
  'fhir.update.conflict':
    'A change that somebody else made meanwhile is lost: the patient may come to an appointment that was cancelled.',
  'uec.request-id.reuse': 'A request that is sent again, since its answer was lost, books the patient twice.',
  'uec.create.validates':
    'The clinic gets a booking in which what it needs to know of the patient is missing or wrong.',
  'uec.create.references': 'The patient is told of an appointment that does not exist.',
  'uec.times.offset': 'The patient is told another hour than the clinic.',
  'uec.telecom.rank': 'The clinic cannot tell which number to call the patient on.',
  'uec.nhs-number.checked': 'The booking can end up in the record of somebody else.',
};

/** What it can mean for a patient when this rule is broken; null where that is not plain. */
export function forPatients(rule: string): string | null {
  return FOR_PATIENTS[rule] ?? null;
}

/** The rules of which it is known. */
export const RULES_KNOWN_TO_MATTER: readonly string[] = Object.keys(FOR_PATIENTS);
