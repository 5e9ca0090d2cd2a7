import { randomUUID } from 'node:crypto';
import type { ExchangeRecord } from '../http';
import { BookingLedger, createdId, type FoundSlot, preflight, type Settings } from '../target';
import type { JournalEntry } from '../verdict';
import { cleanUp } from './clean-up';
import { jestConfig } from './jest-config';
import { makeLane } from './lane';
import { makeTarget } from './make-target';
import { setRunContext } from './run-context';
import { runJest } from './run-jest';
import { nothingSelected, selectedRules } from './selected';
import { partOf, shardEntry } from './shard';
import { Wire } from './wire';

/** A request that a run would send; what only the target can tell stands in braces. */
export interface PlannedRequest {
  /** The case that it is sent for; in parentheses, what serves many. */
  readonly case: string;
  /** What it is for: `book`, `read`, `cancel`, `search`, … */
  readonly purpose: string;
  readonly method: string;
  readonly url: string;
  /** The names of its header fields. */
  readonly headers: readonly string[];
  /** As it was made for a slot of the provider; null: it has none. */
  readonly body: string | null;
  readonly bodyEncoding: 'utf8' | 'base64';
}

export interface Plan {
  readonly requests: readonly PlannedRequest[];
  /** How many free slots are needed at the same time, and in all. */
  readonly slots: { readonly atOnce: number; readonly inAll: number };
}

export interface PlanOptions {
  /** What the user set. */
  readonly wanted: Settings;
  /** How the provider is reached that stands for the target. */
  readonly reached: Settings;
  /** FHIR base of the target. */
  readonly baseUrl: string;
}

/** The selection comes to nothing, as where the user asked for cases that there are not. */
export class NothingSelected extends Error {}

/**
 * Lists what a run would send to a conformant target with slots enough, by running the suites against a provider that
 * stands for it. Sends nothing to anybody else, and leaves nothing on disk.
 *
 * @throws NothingSelected; Error with a plain sentence when the suites could not be run
 */
export async function plan({ wanted, reached, baseUrl }: PlanOptions): Promise<Plan> {
  const providerUrl = reached.targetBaseUrl as string;
  const settings = standingIn(wanted, reached, await slotsOf(reached));
  const records: ExchangeRecord[] = [];
  const entries: JournalEntry[] = [];
  const wire = new Wire(settings, (record) => records.push(record));
  const { context } = makeLane({
    settings,
    baseUrl: providerUrl,
    run: randomUUID(),
    wire,
    share: null,
    rules: selectedRules(settings).map(({ id }) => id),
    waivers: [],
    part: partOf(settings),
    write: (entry) => entries.push(entry),
    allure: null,
  });
  await preflight(context.target);
  setRunContext(context);
  try {
    const faults = await runJest(jestConfig(settings.runTimeoutMs), 1);
    const nothing = nothingSelected(shardEntry(settings), entries);
    if (nothing !== null) throw new NothingSelected(nothing);
    const [fault] = [...faults, ...entries.filter((entry) => entry.kind === 'fault')];
    if (fault) throw new Error(`${fault.where}: ${fault.message}`);
    await cleanUp(context.target, wire);
  } finally {
    setRunContext(null);
  }
  const booked = context.exchanges.filter(({ purpose }) => purpose === 'book');
  const asPlanned = planner(new Set(booked.flatMap((sent) => createdId(sent) ?? [])), {
    wanted,
    reached,
    baseUrl,
  });
  const needs = entries.find((entry) => entry.kind === 'slots');
  return {
    requests: records.map(asPlanned),
    slots: { atOnce: needs?.atOnce ?? 0, inAll: needs?.inAll ?? 0 },
  };
}

/** The settings of the provider, with what the user's say of what is sent. */
function standingIn(wanted: Settings, reached: Settings, offered: readonly FoundSlot[]): Settings {
  const { slots, slotsCommand, slotServiceId, serverErrorTrigger } = wanted;
  const isGiven = slots !== null || slotsCommand !== null;
  const ofSlot = { kind: 'slot', id: offered[0]?.resource.id ?? '' } as const;
  const ofHeader = serverErrorTrigger && reached.serverErrorTrigger;
  return {
    ...reached,
    only: wanted.only,
    cases: wanted.cases,
    overlays: wanted.overlays,
    gate: wanted.gate,
    format: wanted.format,
    profiles: wanted.profiles,
    shard: wanted.shard,
    extraHeaders: wanted.extraHeaders,
    raceRequests: wanted.raceRequests,
    slots: isGiven ? offered : null,
    slotServiceId: slotServiceId === null ? null : reached.slotServiceId,
    slotServiceParameter: wanted.slotServiceParameter,
    serverErrorTrigger: serverErrorTrigger?.kind === 'slot' ? ofSlot : ofHeader,
  };
}

/** The slots that the provider offers. */
async function slotsOf(reached: Settings): Promise<readonly FoundSlot[]> {
  const ledger = new BookingLedger(() => {});
  const wire = new Wire(reached, () => {});
  const target = makeTarget(reached, reached.targetBaseUrl as string, wire, ledger, null, randomUUID());
  return target.offeredSlots();
}

/** Gives what puts the target in the place of the provider, and names in that of ids. */
function planner(
  ids: ReadonlySet<string>,
  { wanted, reached, baseUrl }: PlanOptions,
): (record: ExchangeRecord) => PlannedRequest {
  const theirs = [wanted, reached].map(({ serverErrorTrigger }) =>
    serverErrorTrigger?.kind === 'header' ? serverErrorTrigger.name : null,
  );
  // The provider in the place of the target is reached without the Spine proxy.
  const added = wanted.spineProxy ? SPINE_PROXY_FIELDS : [];
  const headerOf = (name: string): string => (name === theirs[1] ? (theirs[0] ?? name) : name);
  const service = [reached, wanted].map(({ slotServiceId }) => encodeURIComponent(slotServiceId ?? ''));
  const urlOf = (url: string): string => {
    const path = url.slice((reached.targetBaseUrl as string).length);
    return baseUrl + withoutIds(withoutTimes(path).replace(`=${service[0]}&`, `=${service[1]}&`), ids);
  };
  return ({ case: name, purpose, request }) => ({
    case: name,
    purpose,
    method: request.method,
    url: urlOf(request.url),
    headers: [...request.headers.map(([field]) => headerOf(field)), ...added],
    body: request.body,
    bodyEncoding: request.bodyEncoding,
  });
}

const SPINE_PROXY_FIELDS = ['Ssp-TraceID', 'Ssp-From', 'Ssp-To', 'Ssp-InteractionID'];

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A path with names for the ids in it that only the answers of the target tell, and for those that are made up. */
function withoutIds(path: string, ids: ReadonlySet<string>): string {
  return path
    .replace(/(\/Appointment\/)([^/?]+)/, (all, before: string, id: string) => {
      if (ids.has(id)) return `${before}{id}`;
      return UUID.test(id) ? `${before}{unknown id}` : all;
    })
    .replace(/(\/_history\/)[^/?]+/, '$1{version}');
}

/** The path of a search with names for its times, those of the settings or the start of one slot, and for further pages. */
function withoutTimes(path: string): string {
  if (path.startsWith('/Slot?') && !path.includes('status=')) return '/Slot?{next page}';
  return path.replace(/start=ge([^&]*)&start=le([^&]*)/, (_, from: string, to: string) =>
    from === to ? 'start=ge{start}&start=le{start}' : 'start=ge{from}&start=le{to}',
  );
}
