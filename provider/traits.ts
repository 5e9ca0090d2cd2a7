import { DEFAULT_SLOTS } from './diary';
import { SERVER_ERROR_TRIGGER } from './server-error';
import { type Transfer, WHOLE_AND_AT_ONCE } from './transfer';

/** What is settled about a provider before the first request: where it is found, what it offers, how its answers travel. */
export interface Traits {
  /** Path of the service root URL: empty, or with a slash in front and none at its end. */
  readonly basePath: string;
  /** The service root URL that it writes into Locations and links; null: the one by which it is reached. */
  readonly publicBaseUrl: string | null;
  /** Whom tokens must be meant for; null: the service root URL by which it is reached. */
  readonly audience: string | null;
  /** Whether a token must say who asks, why, and for which operation; if not, only its times and audience are read. */
  readonly demandsClaims: boolean;
  /** How many slots it offers. */
  readonly slots: number;
  /** How many clinics offer them side by side, each with a Schedule of its own. */
  readonly clinics: number;
  /** The id of the slot at a place in the diary. */
  readonly slotId: (position: number) => string;
  /** Most slots in one page of a search. */
  readonly pageSize: number;
  /** Whether it notices only on the page after the last that there are no more slots. */
  readonly endsOnEmptyPage: boolean;
  /** Whether its slots are told in a file, to those who can't search for them. */
  readonly slotsInFile: boolean;
  /** How it is made to fail itself, as the setting SERVER_ERROR_TRIGGER says it; null: not at all. */
  readonly serverErrorTrigger: string | null;
  /** Whether it judges what is booked; if not, it books whatever it can make out a free slot for. */
  readonly validates: boolean;
  readonly transfer: Transfer;
}

/** The provider as it is when nobody asks for anything else. */
export const USUAL_TRAITS: Traits = {
  basePath: '/STU3',
  publicBaseUrl: null,
  audience: null,
  demandsClaims: true,
  slots: DEFAULT_SLOTS,
  clinics: 1,
  slotId: (position) => `slot${String(position + 1).padStart(4, '0')}`,
  pageSize: 100,
  endsOnEmptyPage: false,
  slotsInFile: false,
  serverErrorTrigger: `header:${SERVER_ERROR_TRIGGER.name}=${SERVER_ERROR_TRIGGER.value}`,
  validates: true,
  transfer: WHOLE_AND_AT_ONCE,
};
