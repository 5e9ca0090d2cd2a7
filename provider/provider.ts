import type { Appointments } from './appointments';
import type { Behaviour } from './behaviour';
import type { Diary } from './diary';
import type { RelatedResource } from './directory';
import type { ServedFormats } from './formats';
import type { Overlay } from './overlay';
import type { BookedRequestIds } from './request-ids';
import type { Traits } from './traits';

/** What the interactions work with. */
export interface Provider {
  /** The service root URL by which it is reached, without a slash at its end. */
  readonly baseUrl: string;
  /** The service root URL that it writes into Locations and links. */
  readonly publicBaseUrl: string;
  /** Whom tokens must be meant for. */
  readonly audience: string;
  readonly traits: Traits;
  readonly behaviour: Behaviour;
  readonly diary: Diary;
  /** What is around the slots. */
  readonly directory: readonly RelatedResource[];
  readonly appointments: Appointments;
  readonly formats: ServedFormats;
  /** Null: the API's pages alone. */
  readonly overlay: Overlay | null;
  readonly bookedRequestIds: BookedRequestIds;
}
