import type { Appointment } from 'fhir/r3';

/** One version of an Appointment. Kept as text: nobody who is handed the resource can change what is stored. */
export interface Version {
  readonly id: string;
  readonly versionId: string;
  readonly lastUpdated: Date;
  readonly text: string;
}

const MOST_STORED = 100_000_000;

/** The Appointments of the provider with all their versions, none of which is ever dropped or changed. */
export class Appointments {
  readonly #histories = new Map<string, Version[]>();
  readonly #most: number;
  #stored = 0;
  #newestId: string | null = null;

  /** `most`: how much to store, in characters. */
  constructor(most = MOST_STORED) {
    this.#most = most;
  }

  /** Id of the Appointment that was stored last; null before the first. */
  get newestId(): string | null {
    return this.#newestId;
  }

  /** The versions of an Appointment, oldest first; empty when there is no such Appointment. */
  history(id: string): readonly Version[] {
    return this.#histories.get(id) ?? [];
  }

  /**
   * Stores a new version, the first one included. The resource carries its id, versionId and lastUpdated already.
   *
   * Gives null, and stores nothing, when the memory set aside for Appointments is used up.
   * @throws RangeError when the resource is nested too deeply to be written as text
   */
  store(resource: Appointment, id: string, versionId: string, lastUpdated: Date): Version | null {
    const version = { id, versionId, lastUpdated, text: JSON.stringify(resource) };
    if (this.#stored + version.text.length > this.#most) return null;
    this.#stored += version.text.length;
    const history = this.#histories.get(id);
    if (history) history.push(version);
    else {
      this.#histories.set(id, [version]);
      this.#newestId = id;
    }
    return version;
  }
}

/** The Appointment of a version, a fresh copy. */
export function resourceOf(version: Version): Appointment {
  return JSON.parse(version.text);
}
