import type { Format } from '../../lib/fhir';
import type { Answer } from '../answer';
import type { AnswerContext } from '../behaviour';
import { contentTypeOf } from '../formats';
import { always, on, onRefusals, rewritten, twice } from './changes';
import type { Fault } from './fault';

const OTHER: Readonly<Record<Format, Format>> = { json: 'xml', xml: 'json' };

/** Faults in the labels of messages: FHIR STU3 http.html#mime-type. */
export const messageFaults: readonly Fault[] = [
  {
    id: 'media-type-generic',
    rule: 'fhir.media-type',
    description: 'Bodies are labelled application/json or application/xml, as the web framework does.',
    couplings: [],
    behaviour: always(generic),
  },
  {
    id: 'media-type-generic-on-errors',
    rule: 'fhir.media-type',
    description: 'The error handler of the web framework labels OperationOutcomes as plain JSON or XML.',
    couplings: [],
    behaviour: onRefusals(generic),
  },
  {
    id: 'media-type-generic-on-search',
    rule: 'fhir.media-type',
    description: 'Only the search for slots, which came later, labels its Bundles as plain JSON or XML.',
    couplings: [],
    behaviour: on(['searched'], generic),
  },
  {
    id: 'media-type-twice',
    rule: 'fhir.media-type',
    description: 'Application and framework each add a Content-Type to the answer to a booking.',
    couplings: [],
    behaviour: on(['booked'], twice('Content-Type')),
  },
  {
    id: 'media-type-without-format',
    rule: 'fhir.media-type',
    description: 'The answer to an update is labelled application/fhir, without the format.',
    couplings: [],
    behaviour: on(
      ['cancelled'],
      rewritten('Content-Type', () => 'application/fhir;charset=utf-8'),
    ),
  },
  {
    id: 'media-type-text',
    rule: 'fhir.media-type',
    description: 'A booked Appointment is written out as a string, which the framework labels text/plain.',
    couplings: [],
    behaviour: on(
      ['booked'],
      rewritten('Content-Type', () => 'text/plain;charset=utf-8'),
    ),
  },
  {
    id: 'media-type-of-the-other-format',
    rule: 'fhir.media-type',
    description: 'The answer to an update has the label of the format that it does not have.',
    couplings: [],
    behaviour: on(['cancelled'], (answer, context) =>
      rewritten('Content-Type', () => contentTypeOf(OTHER[answer.format]))(answer, context),
    ),
  },
  {
    id: 'media-type-of-dstu2',
    rule: 'fhir.media-type',
    description: 'Bodies have the media types of the FHIR release before, application/json+fhir or xml+fhir.',
    couplings: [],
    verdict: 'warn',
    behaviour: always((answer, context) =>
      rewritten('Content-Type', () => `application/${answer.format}+fhir;charset=utf-8`)(answer, context),
    ),
  },
  {
    id: 'update-in-the-other-format',
    rule: 'fhir.media-type',
    description: 'The answer to an update comes in the format that was not asked for.',
    couplings: [],
    behaviour: on(['cancelled'], inTheOtherFormat),
  },
  {
    id: 'charset-latin-1',
    rule: 'fhir.charset',
    description: 'The label of every body names the default character set of the platform.',
    couplings: [],
    behaviour: always(rewritten('Content-Type', (type) => type.replace(/charset=.*/, 'charset=iso-8859-1'))),
  },
  {
    id: 'charset-latin-1-on-errors',
    rule: 'fhir.charset',
    description: 'The error handler of the web server names the character set that it has by default.',
    couplings: [],
    behaviour: onRefusals(
      rewritten('Content-Type', (type) => type.replace(/charset=.*/, 'charset=ISO-8859-1')),
    ),
  },
  {
    id: 'charset-without-hyphen',
    rule: 'fhir.charset',
    description: 'The answer to a booking names the character set as the database does: utf8.',
    couplings: [],
    behaviour: on(
      ['booked'],
      rewritten('Content-Type', (type) => type.replace('utf-8', 'utf8')),
    ),
  },
];

/** Labels a body as the web framework does. */
function generic(answer: Answer, context: AnswerContext): Answer {
  return rewritten('Content-Type', () => `application/${answer.format};charset=utf-8`)(answer, context);
}

/** Says the same in the format that was not asked for. */
function inTheOtherFormat(answer: Answer, context: AnswerContext): Answer {
  const format = OTHER[answer.format];
  return rewritten('Content-Type', () => contentTypeOf(format))({ ...answer, format }, context);
}
