import type { Bundle, BundleEntry, Slot } from 'fhir/r3';
import { answerRefusal, refusal } from '../answer';
import type { Behaviour } from '../behaviour';
import { isSlot } from '../contained';
import type { OfferedSlot, SlotStatus } from '../diary';
import { edited, inAnswersTo, on } from '../faults/changes';
import type { Manner } from './manner';

const LAG_MS = 500;

/** How slots are offered, and found: "Search for slots"; FHIR STU3 http.html#paging, search.html. */
export const slotManners: readonly Manner[] = [
  {
    id: 'slots-few',
    description: 'It offers three slots only.',
    traits: { slots: 3 },
  },
  {
    id: 'slots-many',
    description: 'It offers 5,000 slots, in eight clinics.',
    traits: { slots: 5_000, clinics: 8 },
  },
  {
    id: 'clinics-side-by-side',
    description: 'Two clinics offer slots at the same times, each with a Schedule of its own.',
    traits: { clinics: 2 },
  },
  {
    id: 'pages-of-ten',
    description: 'A page of a search holds ten slots.',
    traits: { pageSize: 10 },
  },
  {
    id: 'pages-of-one',
    description: 'A page of a search holds one slot.',
    traits: { pageSize: 1 },
  },
  {
    id: 'last-page-empty',
    description: 'Only the page after the last tells that there are no more slots.',
    traits: { endsOnEmptyPage: true },
  },
  {
    id: 'links-relative',
    description: 'Links from page to page are relative to the service root.',
    behaviour: searching((bundle) => ({
      ...bundle,
      link: bundle.link?.map(({ relation, url }) => ({ relation, url: url.slice(url.lastIndexOf('/') + 1) })),
    })),
  },
  {
    id: 'links-next-first',
    description:
      'The link to the next page stands before that of the page itself, and one to the first follows.',
    behaviour: searching((bundle) => ({
      ...bundle,
      link: [
        ...(bundle.link ?? []).slice().reverse(),
        ...(bundle.link ?? []).slice(0, 1).map(({ url }) => ({ relation: 'first', url })),
      ],
    })),
  },
  {
    id: 'searchset-bare',
    description: 'The Bundle of a search has nothing but its type, links and resources.',
    behaviour: searching(({ resourceType, type, link, entry }) => ({
      resourceType,
      type,
      ...(link ? { link } : {}),
      ...(entry ? { entry: entry.map(withoutSearch) } : {}),
    })),
  },
  {
    id: 'searchset-unordered',
    description: 'What a search finds comes in no order.',
    behaviour: searching(({ entry, ...bundle }) => ({
      ...bundle,
      ...(entry ? { entry: [...entry].reverse() } : {}),
    })),
  },
  {
    id: 'slots-bare',
    description: 'Slots have only what their page asks for, and claim no profile.',
    behaviour: showingSlots(({ meta: _, ...slot }) => slot),
  },
  {
    id: 'slots-rich',
    description: 'Slots have elements that their page does not name.',
    behaviour: showingSlots((slot) => ({
      ...slot,
      text: {
        status: 'generated',
        div: '<div xmlns="http://www.w3.org/1999/xhtml">Zehn Minuten – <i>free</i></div>',
      },
      extension: [{ url: 'https://provider.example/delivery', valueCode: 'in-person' }],
      serviceCategory: { text: 'Out of hours' },
      serviceType: [{ text: 'Nurse' }],
      overbooked: false,
      comment: 'First door on the left',
    })),
  },
  {
    id: 'service-by-chain-only',
    description:
      "Slots of a service are found by the parameter of the page's example; by that of its table, none.",
    behaviour: inAnswersTo('search', ['searched'], edited(withoutWhatTheTableFinds)),
  },
  {
    id: 'diary-lagging',
    description: 'For half a second after a change, a search shows a slot as it was.',
    behaviour: { statusShown: laggingStatus },
  },
  {
    id: 'search-none',
    description: 'Slots are not searched, but told in a file.',
    traits: { slotsInFile: true },
    behaviour: absent('search', 'searched'),
    unjudged: ['book.safety.slot-consumed'],
  },
  {
    id: 'capabilities-none',
    description: 'There is no capability statement.',
    behaviour: absent('capabilities', 'capabilities'),
  },
];

function searching(change: (bundle: Bundle) => Bundle): Partial<Behaviour> {
  return on(['searched'], edited(change));
}

function showingSlots(change: (slot: Slot) => Slot): Partial<Behaviour> {
  return searching(({ entry, ...bundle }) => ({
    ...bundle,
    ...(entry
      ? {
          entry: entry.map((each) =>
            each.resource && isSlot(each.resource) ? { ...each, resource: change(each.resource) } : each,
          ),
        }
      : {}),
  }));
}

function withoutSearch({ search: _, ...entry }: BundleEntry): BundleEntry {
  return entry;
}

function withoutWhatTheTableFinds(bundle: Bundle): Bundle {
  const { entry: _, ...others } = bundle;
  const self = bundle.link?.find(({ relation }) => relation === 'self')?.url ?? '';
  if (!new URLSearchParams(self.slice(self.indexOf('?'))).has('service')) return bundle;
  return { ...others, total: 0, link: [{ relation: 'self', url: self }] };
}

function laggingStatus(status: SlotStatus, { lastUpdated, version }: OfferedSlot): SlotStatus {
  const hasJustChanged = version > 1 && Date.now() - lastUpdated.getTime() < LAG_MS;
  if (!hasJustChanged) return status;
  return status === 'free' ? 'busy' : 'free';
}

/** What is not there is answered as anything else that is not there. */
function absent(
  interaction: 'search' | 'capabilities',
  occasion: 'searched' | 'capabilities',
): Partial<Behaviour> {
  return inAnswersTo(interaction, [occasion], (answer) => ({
    ...answer,
    ...answerRefusal(refusal('not-found', 'not-found', 'There is nothing here.')),
    headers: answer.headers,
  }));
}
