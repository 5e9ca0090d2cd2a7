/**
 * The names of choices of types in the element ids of a snapshot. Tools write the value of an extension in many ways:
 * `value[x]`, `value[x]:valueCode`, `valueCode:valueCode`, `valueCode`, and children below any of them.
 */

/** An element of a snapshot, as far as its name goes. */
export interface NamedRow {
  /** The segments of its id, without the type. */
  readonly segments: readonly string[];
  /** The last name in the path of the element of base STU3 that it comes from. */
  readonly baseName: string;
  readonly types: readonly string[];
}

/** What a segment of an id stands for: a choice (`value`), under one of its types if it names one (`Code`). */
interface Choice {
  readonly stem: string;
  readonly type: string | null;
}

/** The types that the rows of one choice name: in the row of the choice itself, and with rows of their own. */
interface Group {
  own: readonly string[] | null;
  readonly members: Set<string>;
}

/**
 * Tells the ids of the elements in our form. A choice that has one type only is `value[x]`, whatever name the snapshot
 * gives it. Of one that keeps several, what is asked of one type is asked of the element under the name of that type,
 * `valueCode`.
 */
export class Choices {
  readonly #byId = new Map<string, Choice>();
  readonly #groups = new Map<string, Group>();

  constructor(rows: readonly NamedRow[]) {
    for (const row of rows) {
      const choice = choiceOf(row);
      if (choice !== null) this.#byId.set(row.segments.join('.'), choice);
    }
    for (const { segments, types } of rows) {
      const choice = this.#choiceAt(segments, segments.length - 1);
      if (choice === null) continue;
      const key = this.#key(segments.slice(0, -1), choice.stem);
      const group = this.#groups.get(key) ?? { own: null, members: new Set() };
      if (choice.type === null) group.own = types;
      else group.members.add(choice.type);
      this.#groups.set(key, group);
    }
  }

  /** The id in our form. */
  idOf(segments: readonly string[]): string {
    return segments.map((segment, index) => this.#named(segments, index) ?? segment).join('.');
  }

  /** Whether the last segment stands for a choice as a whole, all of its types. */
  isWhole(segments: readonly string[]): boolean {
    return this.#named(segments, segments.length - 1)?.endsWith('[x]') === true;
  }

  /** The choice that an element is one type of, where the snapshot has rows for its types and none for itself. */
  unwrittenWhole(segments: readonly string[]): { id: string; types: string[] } | null {
    const choice = this.#choiceAt(segments, segments.length - 1);
    if (choice === null || this.isWhole(segments)) return null;
    const { own, members } = this.#groupOf(segments.slice(0, -1), choice);
    return own === null
      ? { id: this.idOf([...segments.slice(0, -1), `${choice.stem}[x]`]), types: [...members] }
      : null;
  }

  /** The segment in our form; null where it is no choice. */
  #named(segments: readonly string[], index: number): string | null {
    const choice = this.#choiceAt(segments, index);
    if (choice === null) return null;
    const { own, members } = this.#groupOf(segments.slice(0, index), choice);
    const keepsSeveral = members.size > 1 || (own !== null && own.length > 1);
    return choice.type !== null && keepsSeveral ? `${choice.stem}${choice.type}` : `${choice.stem}[x]`;
  }

  #groupOf(before: readonly string[], { stem }: Choice): Group {
    return this.#groups.get(this.#key(before, stem)) ?? { own: null, members: new Set() };
  }

  #choiceAt(segments: readonly string[], index: number): Choice | null {
    const known = this.#byId.get(segments.slice(0, index + 1).join('.'));
    if (known !== undefined) return known;
    const [, stem, slice] = /^(\w+)\[x\](?::(\w+))?$/.exec(segments[index] ?? '') ?? [];
    if (stem === undefined) return null;
    return { stem, type: slice?.startsWith(stem) ? slice.slice(stem.length) : null };
  }

  /** One name for a choice, however the segments before it are written. */
  #key(before: readonly string[], stem: string): string {
    const names = before.map((segment, index) => {
      const choice = this.#choiceAt(before, index);
      return choice === null ? segment : `${choice.stem}[x]:${choice.type}`;
    });
    return [...names, stem].join('.');
  }
}

function choiceOf({ segments, baseName, types }: NamedRow): Choice | null {
  const [name = '', slice] = (segments.at(-1) ?? '').split(':');
  const isOpen = name.endsWith('[x]');
  const stem = (isOpen ? name : baseName).replace('[x]', '');
  if (!isOpen && !(baseName.endsWith('[x]') && name.startsWith(stem) && name !== stem)) return null;
  if (!isOpen) return { stem, type: name.slice(stem.length) };
  if (slice === undefined) return { stem, type: null };
  const [type = slice.replace(stem, '')] = types;
  return { stem, type: type.charAt(0).toUpperCase() + type.slice(1) };
}
