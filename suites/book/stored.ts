/**
 * FHIR STU3, RESTful API, create: what becomes of an Appointment that was sent.
 * http://hl7.org/fhir/STU3/http.html#create
 */
import { randomUUID } from 'node:crypto';
import type { Appointment } from 'fhir/r3';
import { anAppointment } from '../../fixtures/appointment';
import { changed } from '../../fixtures/change';
import { parseImfFixdate } from '../../lib/fhir/headers';
import { instantOf } from '../../lib/fhir/instant';
import type { Exchange } from '../../lib/http';
import type { Booking, Recipe } from '../../lib/target';
import {
  answerOf,
  appointmentIn,
  bodyOf,
  bookAndCompare,
  broken,
  type ComparedBooking,
  exchange,
  inconclusive,
  isSuccess,
  lossOf,
  onOwnSlot,
  type Recorded,
  refused,
  refusedUnlikePlain,
  returned,
  rule,
  session,
  showsBooking,
  warned,
} from '../vocabulary';

describe('Booking, and reading what was stored', () => {
  const booked = onOwnSlot((target) => target.prepareBooking(anAppointment()));
  const read = exchange((target) => target.readBack(booked.result));

  rule('fhir.create.last-updated', { unless: refused(booked) }, () => {
    const shown = createdIn(booked).meta?.lastUpdated;
    if (shown === undefined) {
      const comparison = { expected: 'an instant', actual: 'no meta.lastUpdated' };
      if (appointmentIn(read).meta?.lastUpdated === undefined) {
        broken('stores no meta.lastUpdated', comparison);
      }
      warned('shows meta.lastUpdated when the booking is read, but not in the answer to it', comparison);
    }
    expectNow(shown, booked.result.exchange);
  });

  rule('fhir.create.keeps-content', { unless: refused(booked) }, () => expectKept(booked, read));
});

/** What gets lost on the way through tables and pages: what HTML escapes, and what takes two, three and four bytes. */
const SPECIAL_CHARACTERS = `It's <1 h & "made up": Zoë, Siân, €, 予約, 🩺`;

const withMoreToKeep: ReadonlyArray<{ readonly name: string; readonly recipe: Recipe }> = [
  {
    name: 'for a patient with an extension that the profile knows',
    recipe: changed(anAppointment(), ({ patient }) => {
      const url = 'http://hl7.org/fhir/StructureDefinition/birthPlace';
      patient.extension = [{ url, valueAddress: { city: 'Testville' } }];
    }),
  },
  {
    name: 'for a patient with several names and telecoms',
    recipe: changed(anAppointment(), ({ patient }) => {
      for (const name of patient.name ?? []) name.given = [...(name.given ?? []), 'Zoë', 'Aodhán'];
      patient.telecom = [
        ...(patient.telecom ?? []),
        { system: 'email', value: 'made-up@conformance.example', use: 'home', rank: 2 },
      ];
    }),
  },
  {
    name: 'with special characters in its description',
    recipe: changed(anAppointment(), ({ appointment }) => {
      appointment.description = `${appointment.description} ${SPECIAL_CHARACTERS}`;
    }),
  },
];

describe.each(withMoreToKeep)('Booking $name, and reading what was stored', ({ recipe }) => {
  const booked = onOwnSlot((target) => target.prepareBooking(recipe));
  const read = exchange((target) => target.readBack(booked.result));

  rule('fhir.create.keeps-content', { unless: refused(booked) }, () => expectKept(booked, read));
});

describe('Booking with an id that the client chose', () => {
  const booked = onOwnSlot((target) =>
    bookAndCompare(target, anAppointment(), () =>
      target.book(
        changed(anAppointment(), ({ appointment }) => void Object.assign(appointment, { id: randomUUID() })),
      ),
    ),
  );

  rule('fhir.create.ignores-id', () => {
    if (!isSuccess(answerOf(booked).status)) return expectRefusedForItsId(booked);
    const id = session().ledger.entryOf(booked.result.exchange.id)?.id ?? null;
    if (id === null) inconclusive('the answer to the booking tells no id');
    if (id === (booked.result.sent as Appointment).id) {
      broken('books under the id that the client chose', {
        expected: 'an id that the server assigns',
        actual: `id ${id}`,
      });
    }
    if (!showsBooking(booked.result)) inconclusive('nothing shows that it is this booking that was made');
  });
});

const CLAIMED = { versionId: 'claimed-by-the-client', lastUpdated: '2001-02-03T04:05:06.000Z' } as const;

describe('Booking with a version and a time of change that the client made up', () => {
  const booked = onOwnSlot((target) =>
    target.prepareBooking(
      changed(anAppointment(), ({ appointment }) => {
        appointment.meta = { ...appointment.meta, ...CLAIMED };
      }),
    ),
  );
  const read = exchange((target) => target.readBack(booked.result));

  rule('fhir.create.ignores-meta', { unless: refused(booked) }, () => {
    const appointments = [createdIn(booked), appointmentIn(read)];
    for (const { meta } of appointments) expectNotClaimed(meta);
  });
});

/** The Appointment in the answer to a booking; whether it must be there is for `book.created.body`. */
function createdIn(booked: Recorded<Booking>): Appointment {
  const body = bodyOf(answerOf(booked)) as Appointment | null | undefined;
  return body?.resourceType === 'Appointment'
    ? body
    : inconclusive('the answer to the booking does not hold the Appointment');
}

const MOST_SKEW_MS = 5 * 60_000;

/** The instant is that of the exchange, by the server's clock where the answer tells it, else by ours. */
function expectNow(lastUpdated: unknown, booking: Exchange): void {
  const moment = instantOf(lastUpdated);
  if (moment === null) {
    broken('meta.lastUpdated is no instant', {
      expected: 'such as 2026-01-31T09:00:00Z',
      actual: String(JSON.stringify(lastUpdated)),
    });
  }
  const date =
    parseImfFixdate(returned(booking, 'Date')[0] ?? '')?.getTime() ?? Date.parse(booking.startedAt);
  if (Math.abs(moment - date) <= MOST_SKEW_MS) return;
  warned('meta.lastUpdated is not the time of the booking', {
    expected: `about ${new Date(date).toISOString()}`,
    actual: String(lastUpdated),
  });
}

function expectKept(booked: Recorded<Booking>, read: Recorded<{ readonly exchange: Exchange }>): void {
  const loss = lossOf(booked.result.sent as Appointment, appointmentIn(read));
  if (!loss) return;
  broken(`does not keep what was submitted: ${loss.path}`, {
    expected: `${loss.path}: ${loss.sent}`,
    actual: `${loss.path}: ${loss.got}`,
  });
}

/** The refusal of a body with an id: the booking pages forbid the id, so 422 is as right as ignoring it. */
function expectRefusedForItsId(booked: Recorded<ComparedBooking>): void {
  const { status } = answerOf(booked);
  const comparison = refusedUnlikePlain(booked);
  if (!comparison || status === 422) return;
  if (status === 400) {
    warned('refuses an id in the body with 400 instead of 422', {
      ...comparison,
      expected: 'a booking under another id, or status 422',
    });
  }
  inconclusive(`it was refused for a reason that this rule is not about: ${comparison.actual}`);
}

function expectNotClaimed(meta: Appointment['meta']): void {
  if (meta?.versionId === CLAIMED.versionId) {
    broken('keeps the version id that the client made up', {
      expected: 'a version id that the server assigns',
      actual: `meta.versionId ${CLAIMED.versionId}`,
    });
  }
  if (instantOf(meta?.lastUpdated) === instantOf(CLAIMED.lastUpdated)) {
    broken('keeps the time of change that the client made up', {
      expected: 'the time of the booking',
      actual: `meta.lastUpdated ${meta?.lastUpdated}`,
    });
  }
}
