/**
 * Book an appointment, section Success:
 * https://developer.nhs.uk/apis/nhsbooking-2.0.4/book_an_appointment.html#success
 */
import type { Appointment } from 'fhir/r3';
import { anAppointment } from '../../fixtures/appointment';
import { parseEntityTag, parseImfFixdate } from '../../lib/fhir/headers';
import type { Booking } from '../../lib/target';
import {
  after,
  answerOf,
  appointmentIn,
  bodyOf,
  broken,
  exchange,
  expectOneHeader,
  expectSameVersion,
  expectStatus,
  expectThisBooking,
  FHIR_ID,
  inconclusive,
  inShort,
  isSuccess,
  locationOf,
  namesNoBooking,
  notBooked,
  onOwnSlot,
  type Recorded,
  refused,
  rememberLocation,
  rule,
  session,
  shown,
  showsBooking,
  unproven,
  versionedParts,
  whereSlotIsGone,
} from '../vocabulary';

const bookings = [
  { title: 'Booking a free slot', options: {} },
  { title: 'Booking another free slot', options: {} },
  { title: 'Booking a free slot without X-Request-Id', options: { requestId: null } },
  { title: 'Booking another free slot without X-Request-Id', options: { requestId: null } },
];

describe.each(bookings)('$title', ({ options }) => {
  const booked = onOwnSlot((target) => target.prepareBooking(anAppointment(), options));
  rememberLocation(booked);

  rule('book.use-case.slot', () => {
    const response = answerOf(booked);
    if (isSuccess(response.status)) {
      return showsBooking(booked.result)
        ? undefined
        : inconclusive(`it is not shown what was booked: ${inShort(response)}`);
    }
    if (![404, 405, 501].includes(response.status))
      inconclusive(`the target did not book: ${inShort(response)}${whereSlotIsGone(booked.result)}`);
    broken('does not take a POST to [base]/Appointment', {
      expected: 'a booking',
      actual: inShort(response),
    });
  });

  rule('book.created.status', { unless: refused(booked) }, () => {
    expectStatus(booked, 201);
    expectNamed(booked);
  });

  rule('book.created.location', { needs: 'book.created.status' }, () => {
    expectOneHeader(booked, 'Location');
  });

  rule('book.created.location-absolute', { needs: 'book.created.location' }, () => {
    const location = locationOf(booked);
    const absolute =
      /^https?:\/\/[^/\s]+/i.test(location) && URL.canParse(location) && !location.includes('#');
    if (!absolute)
      broken('Location is no absolute URL', { expected: 'https://…/Appointment/…', actual: location });
  });

  rule('book.created.location-versioned', { needs: 'book.created.location' }, () => {
    const location = locationOf(booked);
    if (versionedParts(location)) return;
    broken('Location does not name a version', {
      expected: '[base]/Appointment/[id]/_history/[vid]',
      actual: location,
    });
  });

  rule(
    'book.created.location-ids',
    { needs: ['book.created.location-versioned', 'book.created.body-id', 'book.created.body-version'] },
    () => {
      const location = locationOf(booked);
      const { id, meta } = expectThisBooking(booked);
      const named = versionedParts(location);
      if (named?.id !== id || named?.versionId !== meta?.versionId) {
        broken('Location names something else than the booking in the body', {
          expected: `…/Appointment/${id}/_history/${meta?.versionId}`,
          actual: location,
        });
      }
      if (
        session()
          .ledger.otherIds(booked.result.exchange.id)
          .includes(id as string)
      ) {
        broken('two bookings have the same id', { expected: 'an id of its own', actual: shown(id) });
      }
    },
  );

  rule('book.created.location-base', { needs: 'book.created.location-absolute' }, () => {
    const { bases } = session().target;
    const location = locationOf(booked);
    const base =
      /^(.*)\/Appointment(?:[/?].*)?$/.exec(location)?.[1] ??
      inconclusive('Location names no Appointment, so that its base cannot be told');
    if (bases.some((candidate) => isBase(base, candidate))) return;
    broken('Location has a base that is neither the target’s nor in LOCATION_BASE_URLS', {
      expected: bases.join(' or '),
      actual: base,
    });
  });

  rule('book.created.etag', { needs: 'book.created.status' }, () => {
    const value = expectOneHeader(booked, 'ETag');
    const tag = parseEntityTag(value)?.tag;
    const versionId = versionIdOf(booked);
    if (tag === undefined)
      broken('the ETag is no entity tag', { expected: `W/"${versionId ?? '…'}"`, actual: value });
    if (versionId !== null && tag !== versionId) {
      broken('the ETag is not the version id', { expected: `W/"${versionId}"`, actual: value });
    }
  });

  rule('book.created.last-modified', { needs: 'book.created.status' }, () => {
    const value = expectOneHeader(booked, 'Last-Modified');
    if (parseImfFixdate(value)) return;
    broken('Last-Modified is no HTTP date', {
      expected: 'such as Sun, 06 Nov 1994 08:49:37 GMT',
      actual: value,
    });
  });

  rule('book.created.body', { needs: 'book.created.status' }, () => {
    expectThisBooking(booked);
    expectNamed(booked);
  });

  rule('book.created.body-id', { needs: 'book.created.body' }, () => {
    const { id } = expectThisBooking(booked);
    if (typeof id === 'string' && FHIR_ID.test(id)) return;
    broken('the returned Appointment has no id', {
      expected: 'a FHIR id',
      actual: JSON.stringify(id) ?? 'no id',
    });
  });

  rule('book.created.body-version', { needs: 'book.created.body' }, () => {
    const versionId: unknown = expectThisBooking(booked).meta?.versionId;
    if (typeof versionId === 'string' && FHIR_ID.test(versionId)) return;
    broken('the returned Appointment has no meta.versionId', {
      expected: 'a FHIR id',
      actual: JSON.stringify(versionId) ?? 'no meta.versionId',
    });
  });

  describe('reading its Location at once', () => {
    const read = exchange((target) => target.readVersion(locationOf(booked)));
    rule('book.created.url-stable', { needs: 'book.created.location-ids' }, () =>
      expectSameVersion(read.result.exchange, expectThisBooking(booked), locationOf(booked)),
    );
  });

  describe('reading its Location after another booking', () => {
    const another = onOwnSlot((target) => target.prepareBooking(anAppointment()));
    const read = exchange((target) => target.readVersion(locationOf(booked)));
    rule('book.created.url-stable', { needs: 'book.created.location-ids', unless: refused(another) }, () =>
      expectSameVersion(read.result.exchange, expectThisBooking(booked), locationOf(booked)),
    );
  });

  describe('cancelling it by PUT', () => {
    const cancelled = exchange((target) => target.cancel(booked.result));
    const read = exchange((target) => {
      after(cancelled);
      return target.readBack(booked.result);
    });

    rule('book.created.put-supported', { unless: refused(booked) }, () => {
      const response = answerOf(cancelled);
      if ([404, 405, 501].includes(response.status)) {
        broken('does not take a PUT to [base]/Appointment/[id]', {
          expected: 'status 200',
          actual: inShort(response),
        });
      }
      if (!isSuccess(response.status)) {
        inconclusive(
          `the update was not accepted, for a reason that this rule is not about: ${inShort(response)}`,
        );
      }
      const { status } = appointmentIn(read);
      if (status !== 'cancelled') {
        broken('accepts the PUT, and changes nothing', {
          expected: 'an Appointment that reads cancelled',
          actual: `status ${shown(status)}`,
        });
      }
    });

    describe('reading its Location after the cancellation', () => {
      const read = exchange((target) => target.readVersion(locationOf(booked)));
      rule(
        'book.created.url-stable',
        { needs: ['book.created.location-ids', 'book.created.put-supported'] },
        () => expectSameVersion(read.result.exchange, expectThisBooking(booked), locationOf(booked)),
      );
    });

    describe('reading its Location after its slot was booked again', () => {
      const again = exchange((target) => {
        after(cancelled);
        return target.prepareBooking(anAppointment(), { slot: booked.result.slot });
      });
      const read = exchange((target) => target.readVersion(locationOf(booked)));
      rule(
        'book.created.url-stable',
        { needs: ['book.created.location-ids', 'book.created.put-supported'], unless: notBooked(again) },
        () => expectSameVersion(read.result.exchange, expectThisBooking(booked), locationOf(booked)),
      );
    });
  });
});

/** Something names the new Appointment: else the answer may as well be an echo, or one that everybody gets. */
function expectNamed(booked: Recorded<Booking>): void {
  if (namesNoBooking(booked.result)) {
    unproven(
      'names no Appointment, neither in its body nor in its Location: nothing shows that it was booked',
    );
  }
}

/** The version id in the body, where there is one to compare with; whether it must be there is for another rule. */
function versionIdOf(booked: Recorded<Booking>): string | null {
  const body = bodyOf(answerOf(booked)) as Partial<Appointment> | null | undefined;
  return typeof body?.meta?.versionId === 'string' ? body.meta.versionId : null;
}

/** Whether what stands before /Appointment is that base, but for http and https: with its host, its port and its path. */
function isBase(found: string, base: string): boolean {
  const comparable = (base: string): string => {
    const url = new URL(base);
    return `${url.host}${url.pathname.replace(/\/+$/, '')}`;
  };
  // A slash at the end of a base says nothing; before the slash of /Appointment, it is one too many.
  return !found.endsWith('/') && URL.canParse(found) && comparable(found) === comparable(base);
}
