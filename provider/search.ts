import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, BundleLink, FhirResource } from 'fhir/r3';
import { answerRefusal, answerWith, type Reply } from './answer';
import { slotResource } from './diary';
import type { Provider } from './provider';
import type { ProviderRequest } from './request';
import { continuationOf, parseSlotQuery, type SlotQuery } from './slot-query';

/**
 * Searches for slots: a searchset Bundle with a page of the slots that match, in order of time, and what was asked to be
 * included with them (NHS Booking API "Search for slots"; FHIR STU3 http.html#paging, search.html#include).
 */
export function searchSlots(request: ProviderRequest, provider: Provider): Reply {
  const { traits, publicBaseUrl } = provider;
  const { query, findings } = parseSlotQuery(request.query, traits.pageSize);
  if (!query) return answerRefusal({ ground: 'query-invalid', findings });

  const shown = provider.diary.slots.map((slot) => ({
    slot,
    status: provider.behaviour.statusShown(slot.bookedFor === null ? 'free' : 'busy', slot),
  }));
  const matches = shown.filter(({ slot, status }) => query.matches(slot, status));
  const rest = matches.filter(({ slot }) => slot.position > query.after);
  const page = rest.slice(0, query.count);
  const last = page.at(-1);

  const found = page.map(({ slot, status }) => entry(provider, slotResource(slot, status), 'match'));
  const schedules = new Set(page.map(({ slot }) => slot.schedule));
  const related =
    page.length === 0
      ? []
      : included(query, schedules, provider).map((resource) => entry(provider, resource, 'include'));
  const links = [link('self', `${publicBaseUrl}/Slot?${request.query.toString()}`)];
  if (last && (rest.length > page.length || traits.endsOnEmptyPage)) {
    links.push(link('next', `${publicBaseUrl}/Slot?${continuationOf(query, last.slot.position)}`));
  }
  return answerWith('searched', 200, searchset(matches.length, links, [...found, ...related]));
}

/**
 * The resources that the includes lead to from slots of these schedules; an include that starts from a resource not
 * included leads nowhere.
 */
function included(
  query: SlotQuery,
  schedules: ReadonlySet<string>,
  { directory }: Provider,
): Array<FhirResource & { id: string }> {
  const present = new Set<string>(['Slot']);
  const isRelated = ({ resourceType, id }: FhirResource): boolean =>
    resourceType !== 'Schedule' || schedules.has(`Schedule/${id}`);
  return directory
    .filter(({ includes, from, resource }) => {
      const isIncluded = present.has(from) && includes.some((include) => query.includes.has(include));
      if (isIncluded) present.add(resource.resourceType);
      return isIncluded && isRelated(resource);
    })
    .map(({ resource }) => resource);
}

function entry(
  provider: Provider,
  resource: FhirResource & { id: string },
  mode: 'match' | 'include',
): BundleEntry {
  return {
    fullUrl: `${provider.publicBaseUrl}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode },
  };
}

function link(relation: 'self' | 'next', url: string): BundleLink {
  return { relation, url };
}

/** FHIR has no empty arrays: a Bundle of nothing has no entry at all. */
function searchset(total: number, links: BundleLink[], entries: BundleEntry[]): Bundle {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    id: randomUUID(),
    meta: { lastUpdated: new Date().toISOString() },
    type: 'searchset',
    total,
    link: links,
  };
  return entries.length === 0 ? bundle : { ...bundle, entry: entries };
}
