import { type JsonObject, listOf, objectsOf } from '../json';
import { isValidNhsNumber } from '../nhs-number';
import { show } from '../report';
import { SYSTEMS } from '../systems';
import type { BookingFindings } from './findings';
import type { BookingUse } from './use';

/** The page Patient: who the appointment is for. */
export function checkPatient(
  patient: JsonObject,
  path: string,
  use: BookingUse,
  findings: BookingFindings,
): void {
  for (const [name, what] of [
    ['name', 'name'],
    ['gender', 'gender'],
    ['birthDate', 'date of birth'],
    ['address', 'address'],
  ] as const) {
    if (patient[name] !== undefined || patient[`_${name}`] !== undefined) continue;
    findings.missing(`patient.${name}`, `${path}.${name}`, `The ${what} of the Patient is given.`);
  }
  for (const name of ['name', 'address']) {
    if (listOf(patient[name]).length > 1) {
      findings.doubtful(`patient.${name}`, `${path}.${name}`, `The page asks for one ${name}.`);
    }
  }
  checkContact(patient, path, findings);
  checkIdentifiers(patient, path, use, findings);
}

/** The page wants a contact beside any telecom, but its own example has none: nobody is held to it. */
function checkContact({ telecom, contact }: JsonObject, path: string, findings: BookingFindings): void {
  if (telecom === undefined || contact !== undefined) return;
  findings.noted('patient.contact', `${path}.contact`, 'There is a telecom, but no contact beside it.');
}

/** An NHS number, if the Patient has one; otherwise no identifier in a request, and the provider's own in a response. */
function checkIdentifiers(
  { identifier }: JsonObject,
  path: string,
  use: BookingUse,
  findings: BookingFindings,
): void {
  const at = `${path}.identifier`;
  const identifiers = objectsOf(identifier, at);
  const nhsNumbers = identifiers.filter(({ object }) => object.system === SYSTEMS.nhsNumber);
  for (const { object, path: where } of nhsNumbers) checkNhsNumber(object, where, findings);

  if (use === 'request' && nhsNumbers.length === 0 && identifiers.length > 0) {
    findings.broken(
      'patient.identifier',
      at,
      'Without an NHS number, a request gives no identifier of the Patient.',
    );
  } else if (use === 'request' && identifiers.length > nhsNumbers.length) {
    findings.doubtful('patient.identifier', at, 'The page asks for the NHS number only.');
  } else if (use !== 'request' && identifiers.length === 0) {
    findings.doubtful(
      'patient.identifier',
      at,
      'The provider identifies a Patient without NHS number in its own way.',
    );
  }
}

function checkNhsNumber({ value, use }: JsonObject, path: string, findings: BookingFindings): void {
  if (typeof value === 'string' && !isValidNhsNumber(value)) {
    const message = `${show(value)} is not an NHS number: ten digits, the last of them the Modulus 11 check digit.`;
    findings.broken('patient.nhs-number', `${path}.value`, message);
  }
  if (use !== undefined && use !== 'official') {
    findings.broken(
      'patient.nhs-number-use',
      `${path}.use`,
      `The use of an NHS number is official, not ${show(use)}.`,
    );
  }
}
