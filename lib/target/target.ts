import { randomInt, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Appointment, Slot } from 'fhir/r3';
import { type Format, instantOf, parseVersionedLocation } from '../fhir';
import { type Exchange, type HeaderList, type HttpClient, headerValues, type RequestToSend } from '../http';
import { messageOf, saysSlotIsGone } from './answer';
import { bodyIn, MEDIA_TYPE } from './body';
import { Canceller } from './cancellation';
import type { BookingLedger } from './ledger';
import { patientIn } from './made-up';
import { PreparationFailed } from './preparation-failed';
import type { Settings } from './settings';
import { type FoundSlot, isBookable } from './slot';
import { SlotPool, type SlotSearch, type SlotShare, type SlotSource } from './slot-pool';
import { type FreeSlotWindow, SlotFinder } from './slot-search';
import { atSpineProxy } from './spine-proxy';
import type { Scope } from './token';
import type { TokenSource } from './token-source';

/** What a booking is made of: a slot as it was found, and the number of a made-up patient. */
export interface BookingParts {
  readonly slot: Slot;
  readonly patient: number;
  readonly now: Date;
  /** The id of the run, by which its bookings are found in a diary. */
  readonly run: string;
  /** The format in which the target is addressed: what a JSON value that a recipe gives is written in. */
  readonly format: Format;
}

/** Builds what is sent: a JSON value, or bytes that are sent as they are. */
export type Recipe = (parts: BookingParts) => unknown;

export interface BookingOptions {
  /** Books this slot instead of one of its own. */
  readonly slot?: FoundSlot;
  /** The Authorization header; null sends none. By default a valid token for booking. */
  readonly authorization?: string | null;
  /** The X-Request-Id; null sends none. By default a fresh one. */
  readonly requestId?: string | null;
  /** The Content-Type; null sends none. By default that of FHIR in the format of the target, in UTF-8. */
  readonly contentType?: string | null;
  /** The Accept header; null sends none. By default FHIR in the format of the target. */
  readonly accept?: string | null;
  /** Packs the body, and says so in Content-Encoding. */
  readonly gzip?: true;
  /** Sent beside all others. */
  readonly headers?: HeaderList;
}

/** One request to book, and its answer. */
export interface Booking {
  readonly exchange: Exchange;
  readonly slot: FoundSlot;
  /** What was sent, as it reads on the wire, in the shape of JSON: null when the body is bytes of ours. */
  readonly sent: unknown;
  readonly requestId: string | null;
  /** It was refused as for a slot that is gone, and a search made after that no longer offers the slot. */
  readonly slotIsGone?: true;
}

/** What is sent to update an Appointment, made of how it reads now. */
export type Change = (current: Appointment) => object;

export interface UpdateOptions {
  /** The If-Match header; null sends none. By default the version that was just read. */
  readonly ifMatch?: string | null;
}

/** A request for something that does not exist, to see how it is refused. */
export interface Probe {
  readonly method: string;
  /** Below the FHIR base, with a slash in front. */
  readonly path: string;
  readonly scope: Scope;
}

/** An interaction that was recorded. */
export interface Interaction {
  readonly exchange: Exchange;
}

/** Several requests for one slot that arrived together; `exchange` is the first of them. */
export interface Race extends Interaction {
  readonly bookings: readonly Booking[];
}

/** A search for one slot. */
export interface OfferCheck extends Interaction {
  readonly slot: FoundSlot;
  /** Whether it still shows the slot as free. */
  readonly offered: boolean;
}

export interface TargetOptions {
  readonly settings: Settings;
  /** FHIR base of the target, without a slash at its end. */
  readonly baseUrl: string;
  /** The id of the run. */
  readonly run: string;
  readonly client: HttpClient;
  readonly tokens: TokenSource;
  readonly ledger: BookingLedger;
  /** The share of the slots that may be used; null: all of them. */
  readonly share: SlotShare | null;
  /** Where slots come from; by default they are searched, or those that the settings give. */
  readonly slots?: SlotSource;
  /** Keeps a token out of all evidence. */
  readonly hide: (token: string) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Begins to count the time: what it gives tells whether so many milliseconds are over. */
  readonly countDown: (milliseconds: number) => () => boolean;
}

/** What is sent for the sake of many cases is no case itself, which the parentheses say. */
const CASE_OF_SEARCH = '(finding free slots)';
const CASE_OF_CONTROL = '(a plain booking to compare with)';

const LONGEST_RETRY_AFTER_MS = 30_000;
const DEFAULT_RETRY_AFTER_MS = 1_000;
const SEARCH_AGAIN_MS = 500;

/**
 * The server under test, as a consumer meets it: every method is one interaction of the API, sent for the case that
 * runs now, and recorded.
 */
export class Target {
  /** The case that exchanges are sent for; in parentheses, what is no case of the suites. */
  currentCase = '(preparation)';
  readonly slots: SlotSource;
  private readonly finder: SlotFinder;
  private readonly canceller: Canceller;
  private plainBooking: Promise<Booking> | null = null;
  /** Several slots in turn seemed gone: then there is another reason, and one alone is tried until it is booked. */
  private refusesAnySlot = false;
  private readonly patience: Patience = { isLost: false };
  private readonly bookingPatience: Patience = { isLost: false };
  /** Where this run starts to count its made-up patients, so that runs at the same time do not share them. */
  private patients = randomInt(90_000);
  private readonly slotsOfCase = new Map<string, FoundSlot[]>();

  constructor(private readonly options: TargetOptions) {
    this.finder = new SlotFinder({
      baseUrl: options.baseUrl,
      aliases: this.bases.slice(1),
      serviceId: options.settings.slotServiceId,
      serviceParameter: options.settings.slotServiceParameter,
      get: (url) => this.patiently(() => this.get(url, 'search', 'organization/slot.read')),
    });
    this.slots = options.slots ?? this.slotPool();
    this.canceller = new Canceller({
      ledger: options.ledger,
      read: async (id) => (await this.read(id)).exchange,
      update: (id, appointment, ifMatch) => this.put(id, appointment, ifMatch, 'cancel'),
      patiently: (send) => this.patiently(send),
    });
  }

  private slotPool(): SlotPool {
    const { settings, share, wait } = this.options;
    const trigger = settings.serverErrorTrigger;
    return new SlotPool({
      reserved: trigger?.kind === 'slot' ? trigger.id : null,
      share,
      search: settings.slots ? null : () => this.searchAll(),
      given: settings.slots ?? [],
      givenBy: settings.slotsCommand === null ? 'SLOTS_FILE' : 'SLOTS_COMMAND',
      graceMs: settings.slotGraceMs,
      wait,
      now: Date.now,
      order: shuffled,
    });
  }

  get settings(): Settings {
    return this.options.settings;
  }

  get baseUrl(): string {
    return this.options.baseUrl;
  }

  /** The bases under which the target may write its addresses: its own first, the same at the Spine proxy, and others. */
  get bases(): readonly string[] {
    const { spineProxy, locationBaseUrls } = this.settings;
    const atProxy = atSpineProxy(spineProxy, this.baseUrl);
    return [this.baseUrl, ...(atProxy === null ? [] : [atProxy]), ...locationBaseUrls];
  }

  /** Whether the run was stopped: then nothing more is sent. */
  get isStopped(): boolean {
    return this.options.client.stopped !== null;
  }

  get tokens(): TokenSource {
    return this.options.tokens;
  }

  /**
   * Sends a request to book; by default a slot of its own, a patient of its own, a valid token and a fresh X-Request-Id.
   *
   * @throws PreparationFailed when there is no slot to book
   */
  async book(recipe: Recipe, options: BookingOptions = {}): Promise<Booking> {
    const draft = await this.draft(recipe, options);
    return this.booked(draft, await this.send(draft.request));
  }

  /**
   * Books as `book` does, to prepare a case: when the slot seems gone, somebody else may have taken it since it was
   * found, and others are tried, unless the caller named one; a search tells whether the slot is still offered. Waits
   * once when the target is too busy: only after 429, which says that nothing was done; a booking that ended in 502 to
   * 504 may have been made.
   *
   * @throws PreparationFailed when there is no slot to book
   */
  async prepareBooking(recipe: Recipe, options: BookingOptions = {}): Promise<Booking> {
    const book = async (): Promise<Booking> => this.lookedFor(await this.bookPatiently(recipe, options));
    if (options.slot !== undefined) return book();
    const isRefused = ({ exchange }: Booking): boolean => saysSlotIsGone(exchange);
    const booking = await onOtherSlots(
      book,
      (latest) => isRefused(latest) && (latest.slotIsGone === true || !this.refusesAnySlot),
    );
    this.refusesAnySlot = isRefused(booking) && !booking.slotIsGone;
    return booking;
  }

  /** A booking, and where its slot seems gone, whether a search still offers that; not where slots are given. */
  private async lookedFor(booking: Booking): Promise<Booking> {
    if (!saysSlotIsGone(booking.exchange) || this.settings.slots) return booking;
    try {
      const { offered } = await this.asCase(CASE_OF_SEARCH, () => this.searchFor(booking.slot));
      return offered ? booking : { ...booking, slotIsGone: true };
    } catch (error) {
      if (error instanceof PreparationFailed) return booking;
      throw error;
    }
  }

  private async bookPatiently(recipe: Recipe, options: BookingOptions): Promise<Booking> {
    const first = await this.book(recipe, options);
    if (!(await this.waitIf(first.exchange, [429], this.bookingPatience))) return first;
    const second = await this.book(recipe, { ...options, slot: first.slot });
    this.bookingPatience.isLost = hasStatus(second.exchange, [429]);
    return second;
  }

  /**
   * A plain booking, made once in a run, to compare refusals with: a target that refuses it too refuses for another
   * reason than the one that a case is about.
   *
   * @throws PreparationFailed when there is no slot to book
   */
  control(recipe: Recipe): Promise<Booking> {
    this.plainBooking ??= this.asCase(CASE_OF_CONTROL, async () => {
      const booking = await this.prepareBooking(recipe);
      await this.endCase();
      return booking;
    });
    return this.plainBooking;
  }

  /** Sends what serves many cases in the name of one of its own, so that it does not matter which of them comes first. */
  private async asCase<T>(name: string, send: () => Promise<T>): Promise<T> {
    const { currentCase } = this;
    this.currentCase = name;
    try {
      return await send();
    } finally {
      this.currentCase = currentCase;
    }
  }

  /**
   * Sends several requests for one slot so that they arrive together, each with a patient of its own.
   *
   * @throws PreparationFailed when there is no slot to book, or the limits do not let so many go together
   */
  async bookTogether(recipe: Recipe, count: number): Promise<Race> {
    const { maxConcurrentRequests, requestsPerSecond } = this.settings;
    demandRoom(count, maxConcurrentRequests, 'MAX_CONCURRENT_REQUESTS');
    demandRoom(count, requestsPerSecond, 'REQUESTS_PER_SECOND');
    const slot = await this.takeSlot();
    const drafts: Draft[] = [];
    for (let i = 0; i < count; i++) drafts.push(await this.draft(recipe, { slot }));
    const exchanges = await this.options.client.sendTogether(drafts.map((draft) => draft.request));
    const bookings = drafts.map((draft, i) => this.booked(draft, exchanges[i] as Exchange));
    return { exchange: exchanges[0] as Exchange, bookings };
  }

  /** Reads the current version of a booking. */
  async read(id: string): Promise<Interaction> {
    return {
      exchange: await this.get(`${this.baseUrl}/Appointment/${id}`, 'read', 'patient/appointment.read'),
    };
  }

  /**
   * Reads the current version of the Appointment that a booking made.
   *
   * @throws PreparationFailed when it made none, or the answer told no id
   */
  readBack(booking: Booking): Promise<Interaction> {
    const id = this.options.ledger.entryOf(booking.exchange.id)?.id;
    if (!id) throw new PreparationFailed('there is no booking whose id is known');
    return this.read(id);
  }

  /**
   * Reads the version that a Location names. The request goes to the target's own base also when Location uses another
   * (a proxy's): no token is ever sent to an address that the target made up.
   *
   * @throws PreparationFailed when the value names no version of an Appointment
   */
  async readVersion(location: string): Promise<Interaction> {
    const named = parseVersionedLocation(location);
    if (!named) throw new PreparationFailed(`Location names no version of an Appointment: ${location}`);
    return this.vread(named.id, named.versionId);
  }

  /** Reads one version of an Appointment. */
  async vread(id: string, versionId: string): Promise<Interaction> {
    const url = `${this.baseUrl}/Appointment/${id}/_history/${versionId}`;
    return { exchange: await this.get(url, 'vread', 'patient/appointment.read') };
  }

  /**
   * Updates the Appointment that a booking made: reads it, and sends it back changed. The URL is always that of the
   * booking, whatever id the changed body has, and nothing is sent unless what was read is ours.
   *
   * @throws PreparationFailed when the booking was not made, cannot be read, or is not one that this run made
   */
  async update(booking: Booking, change: Change, options: UpdateOptions = {}): Promise<Interaction> {
    const entry = this.options.ledger.entryOf(booking.exchange.id);
    if (!entry) throw new PreparationFailed('there is no booking to update');
    const { appointment, ifMatch } = await this.canceller.current(entry);
    const body = change(appointment as Appointment);
    const given = options.ifMatch === undefined ? ifMatch : options.ifMatch;
    return { exchange: await this.put(entry.id as string, body, given, 'update') };
  }

  /** Sends any method to any path, without a body; only for what does not exist, since it may be a method that destroys. */
  async probe({ method, path, scope }: Probe): Promise<Interaction> {
    const exchange = await this.send({
      method,
      url: `${this.baseUrl}${path}`,
      headers: [
        ...this.accepting(),
        ['Authorization', await this.bearer(scope)],
        ['X-Request-Id', randomUUID()],
      ],
      case: this.currentCase,
      purpose: 'probe',
    });
    return { exchange };
  }

  /** Searches free slots, and once more without showing a client certificate: `exchange`. */
  async searchWithoutCertificate(): Promise<Interaction & { readonly control: Exchange }> {
    const url = this.finder.urlOf(this.slotWindow());
    const control = await this.get(url, 'search', 'organization/slot.read');
    const exchange = await this.send({
      method: 'GET',
      url,
      headers: [...this.accepting(), ['Authorization', await this.bearer('organization/slot.read')]],
      case: this.currentCase,
      purpose: 'connect',
      clientCertificate: false,
    });
    return { control, exchange };
  }

  /**
   * Cancels a booking as the API asks: reads it, changes its status, and sends it back with If-Match.
   *
   * @throws PreparationFailed when the booking was not made or cannot be read
   */
  async cancel(booking: Booking): Promise<Interaction> {
    const entry = this.options.ledger.entryOf(booking.exchange.id);
    if (!entry) throw new PreparationFailed('there is no booking to cancel');
    return { exchange: await this.canceller.cancel(entry) };
  }

  /**
   * Takes a free slot and searches for it alone; when somebody else has taken it since it was found, another one.
   *
   * @throws PreparationFailed when there is no slot, or the search brings no answer that could be judged
   */
  async searchFreshSlot(): Promise<OfferCheck> {
    const search = async (): Promise<OfferCheck> => {
      const slot = await this.takeSlot();
      return { ...(await this.searchFor(slot)), slot };
    };
    return onOtherSlots(search, ({ offered }) => !offered);
  }

  /**
   * Searches for a slot that was booked until it is no longer offered as free, or the grace time is over.
   *
   * @throws PreparationFailed when the search brings no answer that could be judged
   */
  async searchUntilGone(slot: FoundSlot): Promise<OfferCheck> {
    const isOver = this.options.countDown(this.settings.slotGraceMs);
    for (;;) {
      const found = await this.searchFor(slot);
      if (!found.offered || isOver()) return { ...found, slot };
      await this.options.wait(SEARCH_AGAIN_MS);
    }
  }

  private async searchFor(slot: FoundSlot): Promise<{ exchange: Exchange; offered: boolean }> {
    const start = slot.resource.start as string;
    const { slots, problem, exchanges } = await this.finder.find({ from: start, to: start });
    const exchange = exchanges.at(-1);
    if (problem || !exchange) throw new PreparationFailed(problem ?? 'the search was not sent');
    const offered = slots.some((found) => found.key === slot.key && found.resource.status === 'free');
    return { exchange, offered };
  }

  /**
   * The free slot with this logical id.
   *
   * @throws PreparationFailed when the target does not offer it
   */
  async slotWithId(id: string): Promise<FoundSlot> {
    const slots = this.settings.slots ?? (await this.searchAll()).slots;
    const found = slots.find((slot) => slot.resource.id === id);
    if (!found) throw new PreparationFailed(`no free slot with the id ${id} is offered`);
    return found;
  }

  /** Searches all free slots. Where the user said when they may start, a server that shows others does not count. */
  private async searchAll(): Promise<SlotSearch> {
    const { slotSearchFrom, slotSearchTo } = this.settings;
    const isWanted = ({ resource }: FoundSlot): boolean => {
      const start = instantOf(resource.start) ?? 0;
      return start >= (slotSearchFrom ?? 0) && start <= (slotSearchTo ?? Number.POSITIVE_INFINITY);
    };
    const found = await this.asCase(CASE_OF_SEARCH, () => this.finder.find(this.slotWindow()));
    return { ...found, slots: found.slots.filter(isWanted) };
  }

  /**
   * The slots that can be booked now: those that are given, else those that a search finds; or why there is none.
   *
   * @throws PreparationFailed when the run was stopped
   */
  async findSlots(): Promise<SlotSearch> {
    const { slots } = this.settings;
    const found = slots ? { slots, problem: null } : await this.searchAll();
    return { ...found, slots: found.slots.filter((slot) => isBookable(slot, Date.now())) };
  }

  /** The slots that can be booked now; none when they cannot be searched. */
  async offeredSlots(): Promise<readonly FoundSlot[]> {
    try {
      return (await this.findSlots()).slots;
    } catch (error) {
      if (error instanceof PreparationFailed) return [];
      throw error;
    }
  }

  /** Cancels what the running case booked and gives its slots back. */
  async endCase(): Promise<void> {
    const { ledger } = this.options;
    await this.canceller.cancelAll(ledger.openIn(this.currentCase));
    // A slot in which a booking of ours may be is never used again, whatever a search says.
    const slots = this.slotsOfCase.get(this.currentCase) ?? [];
    for (const slot of slots) if (!ledger.occupies(slot.key)) this.slots.release(slot);
    this.slotsOfCase.delete(this.currentCase);
  }

  /** Cancels all that the run has still booked. */
  async cleanUp(): Promise<void> {
    await this.canceller.cancelAll(this.options.ledger.uncancelled);
  }

  /** Sends a GET with a valid token for the scope. */
  async get(url: string, purpose: string, scope: Scope): Promise<Exchange> {
    return this.send({
      method: 'GET',
      url,
      headers: [
        ...this.accepting(),
        ['Authorization', await this.bearer(scope)],
        ['X-Request-Id', randomUUID()],
      ],
      case: this.currentCase,
      purpose,
    });
  }

  /** Sends a GET without a token. */
  getWithoutToken(url: string, purpose: string): Promise<Exchange> {
    const headers: HeaderList = [...this.accepting(), ['X-Request-Id', randomUUID()]];
    return this.send({ method: 'GET', url, headers, case: this.currentCase, purpose });
  }

  /** Sends again, once, after the target said that it is too busy; for what may be repeated without harm. */
  async patiently(send: () => Promise<Exchange>): Promise<Exchange> {
    const first = await send();
    if (!(await this.waitIf(first, BUSY, this.patience)) || this.isStopped) return first;
    const second = await send();
    this.patience.isLost = hasStatus(second, BUSY);
    return second;
  }

  /** Waits as long as a target asks for that is too busy, and says so; not again while the last wait was in vain. */
  private async waitIf(
    exchange: Exchange,
    statuses: readonly number[],
    patience: Patience,
  ): Promise<boolean> {
    const isBusy = hasStatus(exchange, statuses);
    const isWorthIt = isBusy && !patience.isLost;
    if (!isBusy) patience.isLost = false;
    if (isWorthIt) await this.options.wait(retryAfterMs(exchange));
    return isWorthIt;
  }

  /**
   * An Authorization header with a valid token.
   *
   * @throws PreparationFailed when the run was stopped, or no token can be had
   */
  async bearer(scope: Scope): Promise<string> {
    return `Bearer ${await this.validToken(scope)}`;
  }

  /**
   * A valid token.
   *
   * @throws PreparationFailed when the run was stopped, or no token can be had
   */
  async validToken(scope: Scope): Promise<string> {
    this.demandRunning();
    const token = await this.options.tokens.valid(scope);
    this.options.hide(token);
    return token;
  }

  /** @throws PreparationFailed when the run was stopped: then nothing more is sent */
  private async send(request: RequestToSend): Promise<Exchange> {
    this.demandRunning();
    return this.options.client.send(request);
  }

  private demandRunning(): void {
    const { stopped } = this.options.client;
    if (stopped !== null) throw new PreparationFailed(stopped);
  }

  private async draft(recipe: Recipe, options: BookingOptions): Promise<Draft> {
    const slot = options.slot ?? (await this.takeSlot());
    const { run, settings } = this.options;
    const { format } = settings;
    this.patients += 1;
    const made = recipe({ slot: slot.resource, patient: this.patients, now: new Date(), run, format });
    const isBytes = Buffer.isBuffer(made);
    const body = isBytes ? made : bodyIn(format, made);
    const requestId = options.requestId === undefined ? randomUUID() : options.requestId;
    const authorization =
      options.authorization === undefined
        ? await this.bearer('patient/appointment.write')
        : options.authorization;
    if (authorization) this.options.hide(authorization.replace(/^\S+\s+/, ''));
    const forCase = this.currentCase;
    const asked = { slot: slot.key, case: forCase, patient: patientIn(body), requestId };
    const headers: Array<readonly [string, string]> = [...this.accepting(options.accept)];
    const contentType = options.contentType === undefined ? this.contentType : options.contentType;
    if (contentType !== null) headers.push(['Content-Type', contentType]);
    if (options.gzip) headers.push(['Content-Encoding', 'gzip']);
    if (authorization !== null) headers.push(['Authorization', authorization]);
    if (requestId !== null) headers.push(['X-Request-Id', requestId]);
    return {
      slot,
      isBytes,
      requestId,
      request: {
        method: 'POST',
        url: `${this.baseUrl}/Appointment`,
        headers: [...headers, ...(options.headers ?? [])],
        body: options.gzip ? gzipSync(body) : body,
        case: forCase,
        purpose: 'book',
        announce: (exchange) => this.options.ledger.ask({ ...asked, exchange }),
      },
    };
  }

  private booked(draft: Draft, exchange: Exchange): Booking {
    const { slot, isBytes, requestId } = draft;
    this.options.ledger.note(exchange, slot.key);
    const sent = isBytes ? null : (messageOf(exchange.request).value ?? null);
    return { exchange, slot, sent, requestId };
  }

  private async takeSlot(): Promise<FoundSlot> {
    const slot = await this.slots.take();
    this.slotsOfCase.set(this.currentCase, [...(this.slotsOfCase.get(this.currentCase) ?? []), slot]);
    return slot;
  }

  private async put(
    id: string,
    appointment: object,
    ifMatch: string | null,
    purpose: string,
  ): Promise<Exchange> {
    return this.send({
      method: 'PUT',
      url: `${this.baseUrl}/Appointment/${id}`,
      headers: [
        ...this.accepting(),
        ['Content-Type', this.contentType],
        ['Authorization', await this.bearer('patient/appointment.write')],
        ['X-Request-Id', randomUUID()],
        ...(ifMatch === null ? [] : [['If-Match', ifMatch] as const]),
      ],
      body: bodyIn(this.settings.format, appointment),
      case: this.currentCase,
      purpose,
    });
  }

  /** What it is asked to answer in. Without Accept-Encoding, it might choose any coding (RFC 9110 section 12.5.3). */
  private accepting(accept: string | null = MEDIA_TYPE[this.settings.format]): HeaderList {
    return [...(accept === null ? [] : [['Accept', accept] as const]), ['Accept-Encoding', 'identity']];
  }

  private get contentType(): string {
    return `${MEDIA_TYPE[this.settings.format]};charset=utf-8`;
  }

  /** When the slots that are searched may start. */
  slotWindow(): FreeSlotWindow {
    const { slotSearchFrom, slotSearchTo, slotSearchDays } = this.settings;
    const from = Math.max(Date.now(), slotSearchFrom ?? 0);
    const to = slotSearchTo ?? from + slotSearchDays * 86_400_000;
    return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  }
}

/** @throws PreparationFailed when a limit does not let so many requests go together */
function demandRoom(count: number, limit: number | null, name: string): void {
  if (limit === null || count <= limit) return;
  throw new PreparationFailed(
    `a race of ${count} requests (RACE_REQUESTS) is more than ${name}=${limit} lets go at the same moment: lower the one or raise the other`,
  );
}

/** Lost while the target is still too busy after a wait: further requests of the kind are not waited for. */
interface Patience {
  isLost: boolean;
}

interface Draft {
  readonly request: RequestToSend;
  readonly slot: FoundSlot;
  /** Whether the body is bytes of ours, and nothing that stands for a resource. */
  readonly isBytes: boolean;
  readonly requestId: string | null;
}

/** How many slots are tried, one after the other, where others may take them. */
const MOST_SLOTS_TRIED = 3;
/** Does something with one slot, and with others while somebody else seems to have it and there are slots left. */
async function onOtherSlots<T>(work: () => Promise<T>, isTaken: (latest: T) => boolean): Promise<T> {
  let latest = await work();
  for (let tries = 1; tries < MOST_SLOTS_TRIED && isTaken(latest); tries++) {
    try {
      latest = await work();
    } catch (error) {
      if (error instanceof PreparationFailed) return latest;
      throw error;
    }
  }
  return latest;
}

/** In an order of chance. */
function shuffled<T>(items: readonly T[]): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(randomInt(rest.length), 1)[0] as T);
}

/** What says that nothing was done, or that what is asked for may be asked again without harm. */
const BUSY = [429, 502, 503, 504];

const hasStatus = ({ response }: Exchange, statuses: readonly number[]): boolean =>
  statuses.includes(response?.status ?? 0);

/** How long the target asks to wait (RFC 9110 section 10.2.3), bounded. */
function retryAfterMs(exchange: Exchange): number {
  const value = headerValues(exchange.response?.headers ?? [], 'Retry-After')[0];
  if (value === undefined) return DEFAULT_RETRY_AFTER_MS;
  const asked = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  if (!Number.isFinite(asked)) return DEFAULT_RETRY_AFTER_MS;
  return Math.min(Math.max(asked, 0), LONGEST_RETRY_AFTER_MS);
}
