/**
 * FHIR STU3, RESTful API, update and version-aware updates:
 * http://hl7.org/fhir/STU3/http.html#update and http://hl7.org/fhir/STU3/http.html#concurrency
 *
 * The one update that the API knows is the cancellation (https://developer.nhs.uk/apis/nhsbooking-2.0.4/cancel_an_appointment.html),
 * so that whatever is sent here leaves a booking cancelled, should it be accepted.
 */
import { randomUUID } from 'node:crypto';
import type { Appointment } from 'fhir/r3';
import { anAppointment } from '../../fixtures/appointment';
import { parseEntityTag } from '../../lib/fhir/headers';
import type { Change, Interaction } from '../../lib/target';
import {
  after,
  answerOf,
  askedFor,
  broken,
  exchange,
  expectIdAskedFor,
  expectOneHeader,
  expectUpdateRefused,
  expectVersionAskedFor,
  inconclusive,
  inShort,
  isSuccess,
  neverGivenVersion,
  onOwnSlot,
  type Recorded,
  rule,
  versionIn,
  warned,
} from '../vocabulary';

describe('Cancelling a booking', () => {
  const booked = onOwnSlot((target) => target.prepareBooking(anAppointment()));
  const before = exchange((target) => target.readBack(booked.result));
  const updated = exchange((target) => target.cancel(booked.result));
  const now = exchange((target) => {
    after(updated);
    return target.readBack(booked.result);
  });

  rule('fhir.update.headers', { unless: notUpdated(updated) }, () => {
    const response = answerOf(updated);
    if (response.status !== 200 && response.status !== 201) {
      broken(`answers an update with ${response.status}`, {
        expected: 'status 200 or 201',
        actual: inShort(response),
      });
    }
    expectOneHeader(updated, 'Last-Modified');
    const etag = expectOneHeader(updated, 'ETag');
    const version = versionIn(now);
    if (parseEntityTag(etag)?.tag === version) return;
    broken('the ETag of an update is not the version that the Appointment has from then on', {
      expected: `W/"${version}"`,
      actual: etag,
    });
  });

  rule('fhir.update.new-version', { unless: notUpdated(updated) }, () =>
    expectAnotherVersion(now, [versionIn(before)]),
  );

  rule('fhir.read.id', { unless: notUpdated(updated) }, () => expectIdAskedFor(now));

  describe('and reading the version before', () => {
    const version = exchange((target) => target.vread(askedFor(before).id, versionIn(before)));
    rule('fhir.vread.version', { unless: notUpdated(updated) }, () => expectVersionAskedFor(version));
  });

  describe('and reading the version that it made', () => {
    const version = exchange((target) => target.vread(askedFor(now).id, versionIn(now)));
    rule('fhir.vread.version', { unless: notUpdated(updated) }, () => expectVersionAskedFor(version));
  });

  describe('and updating it on the basis of the version before', () => {
    const stale = exchange((target) => {
      after(updated);
      return target.update(booked.result, (current) => current, { ifMatch: `W/"${versionIn(before)}"` });
    });

    rule('fhir.update.conflict', { unless: notUpdated(updated) }, () => {
      expectAnotherVersion(now, [versionIn(before)], inconclusive);
      const response = answerOf(stale);
      if (response.status === 409) return;
      // To change what is cancelled is wrong in itself, and it is open which of two faults is told.
      if (!isSuccess(response.status) && response.status !== 412) {
        inconclusive(`it may be refused because it is cancelled already: ${inShort(response)}`);
      }
      expectConflict(stale);
    });
  });
});

const MADE_UP_VERSION = 'made-up-by-the-client';

describe('Cancelling a booking, with a version id that the client made up', () => {
  const booked = onOwnSlot((target) => target.prepareBooking(anAppointment()));
  const before = exchange((target) => target.readBack(booked.result));
  const updated = exchange((target) =>
    target.update(booked.result, (current) => ({
      ...cancelled(current),
      meta: { ...current.meta, versionId: MADE_UP_VERSION },
    })),
  );
  const now = exchange((target) => {
    after(updated);
    return target.readBack(booked.result);
  });

  rule('fhir.update.new-version', { unless: notUpdated(updated) }, () =>
    expectAnotherVersion(now, [versionIn(before), MADE_UP_VERSION]),
  );
});

describe('Updating a booking on the basis of a version that it never had', () => {
  const update = refusedUpdate(cancelled, (version) => `W/"${neverGivenVersion(version)}"`);

  rule('fhir.update.conflict', () => {
    expectUpdateRefused(update);
    expectConflict(update.sent);
  });
});

const wrongIds: ReadonlyArray<{ readonly name: string; readonly change: Change }> = [
  {
    name: 'with the id of another Appointment in the body',
    change: (current) => ({ ...cancelled(current), id: randomUUID() }),
  },
  {
    name: 'without an id in the body',
    change: (current) => {
      const { id: _, ...rest } = cancelled(current);
      return rest;
    },
  },
];

describe.each(wrongIds)('Updating a booking $name', ({ change }) => {
  const update = refusedUpdate(change);

  rule('fhir.update.id-mismatch', () => {
    const response = expectUpdateRefused(update);
    if (response.status === 400) return;
    const comparison = { expected: 'status 400', actual: inShort(response) };
    if (response.status === 422) warned('refuses it with 422; FHIR asks for 400', comparison);
    broken(`refuses it with ${response.status} instead of 400`, comparison);
  });
});

function cancelled(current: Appointment): Appointment {
  return { ...current, status: 'cancelled' };
}

/** Sends an update that is to be refused, between two reads; then cancels the booking as it should be done. */
function refusedUpdate(change: Change, ifMatchFor?: (version: string) => string) {
  const booked = onOwnSlot((target) => target.prepareBooking(anAppointment()));
  const before = exchange((target) => target.readBack(booked.result));
  const sent = exchange((target) => {
    const ifMatch = ifMatchFor?.(versionIn(before));
    return target.update(booked.result, change, ifMatch === undefined ? {} : { ifMatch });
  });
  const now = exchange((target) => target.readBack(booked.result));
  const right = exchange((target) => target.cancel(booked.result));
  return { sent, before, after: now, cancelled: right };
}

/** For `unless`: the reason why nothing can be judged when an update was not made. */
function notUpdated(updated: Recorded<Interaction>): () => string | null {
  return () => {
    const response = answerOf(updated);
    return isSuccess(response.status) ? null : `the update was not accepted: ${inShort(response)}`;
  };
}

/** After an update, the Appointment has none of these version ids. */
function expectAnotherVersion(
  read: Recorded<Interaction>,
  versions: readonly string[],
  otherwise: typeof broken = broken,
): void {
  const version = versionIn(read);
  if (!versions.includes(version)) return;
  otherwise('an update gives the Appointment no version id of its own', {
    expected: `another version than ${versions.join(' and ')}`,
    actual: `version ${version}`,
  });
}

function expectConflict(sent: Recorded<Interaction>): void {
  const response = answerOf(sent);
  if (response.status === 409) return;
  const comparison = { expected: 'status 409', actual: inShort(response) };
  if (isSuccess(response.status)) broken('accepts an update that is based on another version', comparison);
  if (response.status === 412) {
    broken('answers a stale If-Match with 412, as FHIR R4 has it; in STU3 it is 409', comparison);
  }
  broken(`answers a stale If-Match with ${response.status}`, comparison);
}
