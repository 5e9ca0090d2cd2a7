import type { Appointments } from './appointments';
import type { Behaviour } from './behaviour';
import type { Diary } from './diary';

/** What the interactions work with. */
export interface Provider {
  /** The service root URL, without a slash at its end. */
  readonly baseUrl: string;
  readonly behaviour: Behaviour;
  readonly diary: Diary;
  readonly appointments: Appointments;
}
