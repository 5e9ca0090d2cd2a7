/**
 * What may be unusual, or wrong, about a request around the body that it carries: its media type, the answer it asks for,
 * its header fields. No page of the API says what a server makes of it: it is sent, and listed in the report.
 * https://www.rfc-editor.org/rfc/rfc9110
 *
 * That the urgent-care guide answers 415 to other media types is judged here as well.
 */
import { unusualRequests, wrongRequests } from '../../fixtures/requests';
import {
  answerOf,
  bookAs,
  broken,
  inShort,
  listVariant,
  notBooked,
  onOwnSlot,
  overlayIsChosen,
  plainBooking,
  rule,
} from '../vocabulary';

describe.each(unusualRequests.filter((request) => request.rule === null))('Booking $name', (request) => {
  const sent = onOwnSlot((target) => bookAs(target, request));
  listVariant(request, true, sent);
});

const guideHolds = overlayIsChosen('uec');

describe.each(wrongRequests)('Booking $name', (request) => {
  const control = plainBooking();
  const sent = onOwnSlot((target) => bookAs(target, request));
  listVariant(request, false, sent);

  if (guideHolds && request.rule === 'uec.media-type.unsupported') {
    rule('uec.media-type.unsupported', { unless: notBooked(control) }, () => {
      const response = answerOf(sent);
      if (response.status === 415) return;
      broken('does not answer 415 to a media type that is no format of FHIR', {
        expected: 'status 415',
        actual: inShort(response),
      });
    });
  }
});
