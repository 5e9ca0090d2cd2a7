import type { Exchange } from '../http';
import { contentOf } from './answer';
import { type FoundSlot, foundSlot, resourcesIn } from './slot';
import type { SlotSearch } from './slot-pool';

/** The window in which slots must start; both ends are FHIR instants and belong to it. */
export interface FreeSlotWindow {
  readonly from: string;
  readonly to: string;
}

export interface SlotFinderOptions {
  /** FHIR base of the target, without a slash at its end. */
  readonly baseUrl: string;
  /** Further bases under which the target may write its links. */
  readonly aliases: readonly string[];
  /** The HealthcareService whose slots are wanted; null: of any. */
  readonly serviceId: string | null;
  /** The one spelling of the service parameter to use; null: whichever finds slots. */
  readonly serviceParameter: ServiceParameter | null;
  readonly get: (url: string) => Promise<Exchange>;
}

const MOST_PAGES = 50;
const ENOUGH_SLOTS = 250;

/** The two spellings of the service parameter on the page Search for slots: its table's, and its example's. */
export const SERVICE_PARAMETERS = ['service', 'schedule.actor:healthcareservice'] as const;

export type ServiceParameter = (typeof SERVICE_PARAMETERS)[number];

/**
 * Searches free slots as the page Search for slots describes
 * (https://developer.nhs.uk/apis/nhsbooking-2.0.4/search_slots.html), following pages.
 */
export class SlotFinder {
  private serviceParameter: string | null;

  constructor(private readonly options: SlotFinderOptions) {
    this.serviceParameter = options.serviceParameter;
  }

  /** The URL of a search for the free slots in the window, in the spelling that was understood before. */
  urlOf(window: FreeSlotWindow): string {
    return this.firstPage(window, this.spellings()[0] ?? null);
  }

  /** The free slots in the window, as many as a run can use; and every exchange that it took. */
  async find(window: FreeSlotWindow): Promise<SlotSearch & { exchanges: readonly Exchange[] }> {
    const exchanges: Exchange[] = [];
    const spellings = this.spellings();
    let result: SlotSearch = { slots: [], problem: null };
    for (const spelling of spellings) {
      result = await this.followPages(this.firstPage(window, spelling), exchanges);
      if (result.slots.length === 0) continue;
      this.serviceParameter = spelling;
      break;
    }
    return { ...result, exchanges };
  }

  private spellings(): ReadonlyArray<string | null> {
    if (this.options.serviceId === null) return [null];
    return this.serviceParameter === null ? SERVICE_PARAMETERS : [this.serviceParameter];
  }

  private firstPage(window: FreeSlotWindow, serviceParameter: string | null): string {
    const service =
      serviceParameter === null ? [] : [[serviceParameter, this.options.serviceId ?? ''] as const];
    const query = [
      ...service,
      ['status', 'free'],
      ['start', `ge${window.from}`],
      ['start', `le${window.to}`],
    ] as const;
    const text = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    return `${this.options.baseUrl}/Slot?${text}`;
  }

  private async followPages(firstUrl: string, exchanges: Exchange[]): Promise<SlotSearch> {
    const slots: FoundSlot[] = [];
    const visited = new Set<string>();
    let url: string | null = firstUrl;
    while (url !== null && !visited.has(url) && visited.size < MOST_PAGES && slots.length < ENOUGH_SLOTS) {
      visited.add(url);
      const exchange: Exchange = await this.options.get(url);
      exchanges.push(exchange);
      const bundle = searchsetIn(exchange);
      if (typeof bundle === 'string') return { slots, problem: slots.length > 0 ? null : bundle };
      for (const resource of resourcesIn(bundle)) {
        const slot = foundSlot(resource);
        if (slot !== null) slots.push(slot);
      }
      url = this.nextPage(bundle);
    }
    return { slots, problem: null };
  }

  /** The next page's address under the target's own base; a link that leads elsewhere is not followed. */
  private nextPage(bundle: SearchSet): string | null {
    const links = Array.isArray(bundle.link) ? bundle.link : [];
    const next = links.find((link) => link?.relation === 'next')?.url;
    if (typeof next !== 'string') return null;
    const { baseUrl, aliases } = this.options;
    if (!URL.canParse(next, `${baseUrl}/`)) return null;
    const absolute = new URL(next, `${baseUrl}/`).href;
    const base = [baseUrl, ...aliases]
      .map(normalised)
      .find((candidate) => absolute.startsWith(`${candidate}/`) || absolute.startsWith(`${candidate}?`));
    return base === undefined ? null : baseUrl + absolute.slice(base.length);
  }
}

interface SearchSet {
  readonly resourceType: 'Bundle';
  readonly link?: ReadonlyArray<{ relation?: unknown; url?: unknown } | null>;
  readonly entry?: unknown;
}

/** A base as the URL parser writes it, so that bases are compared for what they mean: host in lower case, no default port. */
function normalised(baseUrl: string): string {
  return new URL(baseUrl).href.replace(/\/$/, '');
}

/** The Bundle in the answer, or why there is none. */
function searchsetIn(exchange: Exchange): SearchSet | string {
  if (!exchange.response)
    return `the search for slots got no answer: ${exchange.error?.message ?? 'unknown reason'}`;
  const { status } = exchange.response;
  if (status === 406)
    return 'the search for slots was answered with status 406: set FORMAT to the format that the server speaks';
  if (status !== 200) return `the search for slots was answered with status ${status}`;
  const value = contentOf(exchange) as { resourceType?: unknown } | null | undefined;
  if (value?.resourceType !== 'Bundle')
    return 'the search for slots was answered with something that is no Bundle';
  return value as SearchSet;
}
