import type { Appointment } from 'fhir/r3';
import { parseVersionedLocation, type VersionedLocation } from '../../lib/fhir/headers';
import type { Exchange } from '../../lib/http';
import { headerValues } from '../../lib/http/exchange';
import { session } from '../../lib/runner/session';
import type { Booking } from '../../lib/target';
import { broken, inconclusive } from '../../lib/verdict';
import { otherContent } from './created';
import { answerOf, beforeRules, isJudgeable, judgeableAnswerOf, type Recorded } from './exchange';
import { bodyOf, inShort } from './expectations';
import { shown } from './shown';

/** The Location of a new booking. Ends the running check, or what is being sent, as inconclusive when there is none. */
export function locationOf(booked: Recorded<Booking>): string {
  return headerValues(answerOf(booked).headers, 'Location')[0] ?? inconclusive('the booking has no Location');
}

/** The parts of a versioned Location; of a relative one too, so that each rule on Location is judged alone. */
export function versionedParts(location: string): Omit<VersionedLocation, 'base'> | null {
  const whole = parseVersionedLocation(location);
  if (whole) return whole;
  const relative =
    /^(?:[^?#\s]*\/)?Appointment\/([A-Za-z0-9\-.]{1,64})\/_history\/([A-Za-z0-9\-.]{1,64})$/.exec(location);
  return relative ? { id: relative[1] as string, versionId: relative[2] as string } : null;
}

/** Keeps a booking's Location in mind, to read it again when all else is done. */
export function rememberLocation(booked: Recorded<Booking>): void {
  beforeRules(() => {
    if (!booked.wasSent || !isJudgeable(booked.result.exchange)) return;
    const created = bodyOf(answerOf(booked)) as Appointment | null | undefined;
    const location = headerValues(answerOf(booked).headers, 'Location')[0] ?? '';
    const named = parseVersionedLocation(location);
    // A Location that names something else is for `book.created.location-ids`; reading it would accuse twice.
    if (created?.resourceType !== 'Appointment' || !named || named.id !== created.id) return;
    if (named.versionId !== created.meta?.versionId) return;
    session().remembered.push({ case: booked.result.exchange.case, location, created });
  });
}

/** The Location still serves the version that was created (`book.created.url-stable`). */
export function expectSameVersion(read: Exchange, created: Appointment, location: string): void {
  const response = judgeableAnswerOf(read);
  const expected = `status 200 with version ${shown(created.meta?.versionId)} of Appointment ${shown(created.id)}`;
  if ([401, 403, 405, 501].includes(response.status)) {
    inconclusive(`the Location could not be read: ${inShort(response)}`);
  }
  if (response.status !== 200) {
    broken(`${location} no longer serves the version that was created`, {
      expected,
      actual: inShort(response),
    });
  }
  const now = bodyOf(response) as Appointment | null | undefined;
  if (now?.resourceType !== 'Appointment') {
    broken(`${location} serves no Appointment`, { expected, actual: inShort(response) });
  }
  const differs = versionDifference(created, now as Appointment);
  if (differs) {
    const [name, then, later] = differs;
    broken(`${location} serves something else than the version that was created: ${name} differs`, {
      expected: `${name}: ${then}`,
      actual: `${name}: ${later}`,
    });
  }
}

function versionDifference(
  then: Appointment,
  now: Appointment,
): readonly [name: string, then: string, now: string] | null {
  const exact: Array<readonly [string, string, string]> = [
    ['id', shown(then.id), shown(now.id)],
    ['meta.versionId', shown(then.meta?.versionId), shown(now.meta?.versionId)],
    ['status', shown(then.status), shown(now.status)],
  ];
  return exact.find(([, one, other]) => one !== other) ?? otherContent(then, now);
}
