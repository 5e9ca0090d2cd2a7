import { type JsonObject, listOf, objectsOf } from '../json';
import { isValidNhsNumber } from '../nhs-number';
import { show } from '../report';
import { SYSTEMS } from '../systems';
import type { BookingFindings } from './findings';
import type { BookingUse } from './use';

/** The page Patient: who the appointment is for. */
export function checkPatient(patient: JsonObject, use: BookingUse, page: BookingFindings): void {
  for (const name of ['name', 'gender', 'birthDate', 'address']) {
    if (patient[name] === undefined && patient[`_${name}`] === undefined) {
      page.missing(name, `The page requires the ${name} of the Patient.`);
    }
    if (listOf(patient[name]).length > 1) page.doubtful(name, `The page asks for one ${name}.`);
  }
  checkContact(patient, page);
  checkIdentifiers(patient, use, page);
}

/** The page wants a contact beside any telecom, but its own example has none: nobody is held to it. */
function checkContact({ telecom, contact }: JsonObject, page: BookingFindings): void {
  if (telecom !== undefined && contact === undefined)
    page.noted('contact', 'There is a telecom, but no contact.');
}

/** An NHS number, if the Patient has one; otherwise no identifier in a request, and the provider's own in a response. */
function checkIdentifiers({ identifier }: JsonObject, use: BookingUse, page: BookingFindings): void {
  const identifiers = objectsOf(identifier, 'identifier');
  const nhsNumbers = identifiers.filter(({ object }) => object.system === SYSTEMS.nhsNumber);
  for (const { object, path } of nhsNumbers) checkNhsNumber(object, path, page);

  if (use !== 'request') {
    if (identifiers.length > 0) return;
    page.doubtful('identifier', 'The provider identifies a Patient without NHS number in its own way.');
  } else if (nhsNumbers.length === 0 && identifiers.length > 0) {
    page.broken('identifier', 'Without an NHS number, a request gives no identifier of the Patient.');
  } else if (identifiers.length > nhsNumbers.length) {
    page.doubtful('identifier', 'The page asks for the NHS number only.');
  }
}

function checkNhsNumber({ value, use }: JsonObject, path: string, page: BookingFindings): void {
  if (typeof value === 'string' && !isValidNhsNumber(value)) {
    const message = `${show(value)} is not ten digits of which the last is the Modulus 11 check digit.`;
    page.broken(`${path}.value`, message, 'nhs-number');
  }
  if (use !== undefined && use !== 'official') {
    page.broken(`${path}.use`, `The use of an NHS number is official, not ${show(use)}.`, 'nhs-number-use');
  }
}
