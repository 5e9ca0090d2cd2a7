import type { Appointments } from './appointments';
import type { Behaviour } from './behaviour';
import type { Diary } from './diary';
import type { ServedFormats } from './formats';
import type { Overlay } from './overlay';
import type { BookedRequestIds } from './request-ids';

/** What the interactions work with. */
export interface Provider {
  /** The service root URL, without a slash at its end. */
  readonly baseUrl: string;
  readonly behaviour: Behaviour;
  readonly diary: Diary;
  readonly appointments: Appointments;
  readonly formats: ServedFormats;
  /** Null: the API's pages alone. */
  readonly overlay: Overlay | null;
  readonly bookedRequestIds: BookedRequestIds;
}
