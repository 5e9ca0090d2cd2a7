import { on, written } from './changes';
import type { Fault } from './fault';

const THANK_YOU_PAGE =
  '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Thank you</title></head><body>Cancelled.</body></html>';

/** Faults in the text of resources, in answers that tell of success: FHIR STU3 json.html, http.html#mime-type. */
export const syntaxFaults: readonly Fault[] = [
  {
    id: 'body-key-twice',
    rule: 'fhir.response.valid',
    description: 'The serialiser writes resourceType for the class, and once more for the element.',
    couplings: [],
    behaviour: on(
      ['booked'],
      written((json) => json.replace('{', '{"resourceType":"Appointment",')),
    ),
  },
  {
    id: 'body-trailing-comma',
    rule: 'fhir.response.valid',
    description: 'The answer to an update is put together by a template, with a comma too many.',
    couplings: [],
    behaviour: on(
      ['cancelled'],
      written((json) => json.replace(/\}$/, ',}')),
    ),
  },
  {
    id: 'body-not-a-number',
    rule: 'fhir.response.valid',
    description: 'A number that is none is written as NaN, which JSON does not have.',
    couplings: [],
    behaviour: on(
      ['cancelled'],
      written((json) => json.replace('{', '{"minutesDuration":NaN,')),
    ),
  },
  {
    id: 'body-line-break-in-text',
    rule: 'fhir.response.valid',
    description: 'A text of several lines goes into the JSON as it is, its line breaks not escaped.',
    couplings: [],
    behaviour: on(
      ['cancelled'],
      written((json) => json.replace('{', '{"comment":"First line\nSecond line",')),
    ),
  },
  {
    id: 'body-cut-off',
    rule: 'fhir.response.valid',
    description: 'The answer to an update ends where the buffer did, and its length is that of what is left.',
    couplings: [],
    behaviour: on(
      ['cancelled'],
      written((json) => json.slice(0, 1024)),
    ),
  },
  {
    id: 'body-in-latin-1',
    rule: 'fhir.response.valid',
    description: 'The answer to a booking is encoded in the default character set of the platform.',
    couplings: [],
    behaviour: on(
      ['booked'],
      written((json) => Buffer.from(json, 'latin1')),
    ),
  },
  {
    id: 'body-in-an-envelope',
    rule: 'fhir.response.valid',
    description: 'The answer to an update comes in the envelope that all other services of the house have.',
    couplings: [],
    behaviour: on(
      ['cancelled'],
      written((json) => `{"success":true,"data":${json}}`),
    ),
  },
  {
    id: 'body-in-a-list',
    rule: 'fhir.response.valid',
    description: 'The answer to an update is a list of the rows that have changed.',
    couplings: [],
    behaviour: on(
      ['cancelled'],
      written((json) => `[${json}]`),
    ),
  },
  {
    id: 'body-of-one-word',
    rule: 'fhir.response.valid',
    description: 'An update is answered with "OK", labelled as FHIR like all that the provider says.',
    couplings: [],
    behaviour: on(['cancelled'], (answer) => ({ ...answer, body: 'OK' })),
  },
  {
    id: 'body-of-html',
    rule: 'fhir.response.valid',
    description: 'An update is answered with a page, labelled as FHIR like all that the provider says.',
    couplings: [],
    behaviour: on(['cancelled'], (answer) => ({ ...answer, body: THANK_YOU_PAGE })),
  },
];
