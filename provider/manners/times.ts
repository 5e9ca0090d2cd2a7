import type { Behaviour } from '../behaviour';
import { always, edited } from '../faults/changes';
import type { Manner } from './manner';

const MINUTE_MS = 60_000;
const SUMMER_TIME_MINUTES = 60;

/** How the provider writes its times, and those that it was sent: FHIR STU3 datatypes.html#instant, #dateTime. */
export const timeManners: readonly Manner[] = [
  {
    id: 'times-summer',
    description: 'All times are written with the offset of British summer time.',
    behaviour: times((moment) =>
      new Date(moment.getTime() + SUMMER_TIME_MINUTES * MINUTE_MS).toISOString().replace('Z', '+01:00'),
    ),
  },
  {
    id: 'times-zero-offset',
    description: 'All times are normalised to UTC, with an offset of zero, and to microseconds.',
    behaviour: times((moment) => moment.toISOString().replace('Z', '000+00:00')),
  },
  {
    id: 'times-whole-seconds',
    description: 'All times are normalised to UTC, and to whole seconds.',
    behaviour: times((moment) => moment.toISOString().replace(/\.\d+Z$/, 'Z')),
  },
];

/** What is stored has its times in the new form, so that it is the same when it comes back to be cancelled. */
function times(write: (moment: Date) => string): Partial<Behaviour> {
  const rewrite = <T>(value: T): T => withTimes(value, write) as T;
  return { appointmentToStore: rewrite, ...always(edited(rewrite)) };
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A copy in which every text that is a time with its zone is written anew. */
function withTimes(value: unknown, write: (moment: Date) => string): unknown {
  if (typeof value === 'string') return TIME.test(value) ? write(new Date(value)) : value;
  if (Array.isArray(value)) return value.map((item) => withTimes(item, write));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTimes(member, write)]));
}
