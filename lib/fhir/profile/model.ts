/**
 * The profile model: what a profile asks beyond base STU3. The hand-written CareConnect rows are read into it
 * (`rows.ts`), and so are the StructureDefinitions that a user brings (`definitions.ts`).
 */

/** A profile of a resource type, or the definition of an extension. */
export interface Profile {
  readonly url: string;
  /** The type that it constrains: `Patient`, `Extension`. */
  readonly type: string;
  readonly elements: readonly ProfileElement[];
}

/** What a profile asks of one element. What is left out is not constrained. */
export interface ProfileElement {
  /** As `ElementDefinition.id`, without the type: `identifier:nhsNumber.system`; `:name` is a slice. */
  readonly id: string;
  readonly min?: number;
  /** `Infinity` for `*`. */
  readonly max?: number;
  /** The value is exactly this. */
  readonly fixed?: unknown;
  /** The value has at least what this has. */
  readonly pattern?: unknown;
  /** Of a choice (`value[x]`): the types that are allowed. */
  readonly types?: readonly string[];
  readonly binding?: Binding;
  /** Of an extension: the URL of its definition. */
  readonly extension?: string;
  readonly slicing?: Slicing;
}

/** The codes that an element takes. */
export interface Binding {
  readonly strength: 'required' | 'extensible';
  /** Canonical URL of the value set. */
  readonly valueSet: string;
}

/**
 * How the items of a repeating element are told apart: by the values at `paths`, such as `system` or `coding.system`;
 * `$this` is the item itself. Without a path, nothing that is known here tells them apart.
 */
export interface Slicing {
  readonly paths: readonly string[];
  readonly rules: 'open' | 'openAtEnd' | 'closed';
}

/** The codes of a value set by code system. */
export type ValueSet = ReadonlyMap<string, ReadonlySet<string>>;

/** Everything that the profile engine knows. */
export interface ProfileLibrary {
  /** By canonical URL. */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** By canonical URL. A value set that is not here is not checked. */
  readonly valueSets: ReadonlyMap<string, ValueSet>;
  /** Profiles that resources are judged by without claiming them: canonical URL by resource type. */
  readonly assumed: ReadonlyMap<string, string>;
}
