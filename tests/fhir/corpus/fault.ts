import type { BookingUse } from '../../../lib/fhir';
import { type ABSENT, change, type Json, type Resource } from '../samples';

/** A corpus of resources with one fault each: what is changed in a good resource, and what the validator says to it. */
export interface Corpus {
  /** What is spoilt: `Patient, contained in a booking`. */
  readonly of: string;
  /** Makes the good resource. */
  readonly good: () => Resource;
  /** Checked on the layer `booking` too, as this. */
  readonly as?: BookingUse;
  /** Where in the good resource the faults are: `contained[1]`. Paths of faults begin there. */
  readonly within: string;
  readonly faults: readonly Fault[];
}

/** One fault. */
export interface Fault {
  readonly name: string;
  /** The new values by their path, most often one; ABSENT takes an element away. */
  readonly edits: Readonly<Record<string, Json | typeof ABSENT>>;
  /**
   * All errors that it leads to, each as `layer rule path`. The path begins at the resource that is spoilt, which is
   * itself `.`; one that begins with `/` begins at the outermost resource.
   */
  readonly errors: readonly string[];
}

export function fault(name: string, edits: Fault['edits'], ...errors: string[]): Fault {
  return { name, edits, errors };
}

/** A fault in the value of an extension: `edits` makes it the first extension, `path` is what follows its value. */
export function inValue(name: string, member: string, value: Json, rule: string, path = ''): Fault {
  const edits = { extension: [{ url: 'https://vendor.example/x', [member]: value }] };
  return fault(name, edits, `${rule} extension[0].${member}${path}`);
}

/** A good resource with a fault in it. */
export function spoil({ good, within }: Corpus, { edits }: Fault): Resource {
  const resource = good();
  for (const [path, value] of Object.entries(edits)) {
    change(
      resource,
      within === '' ? path : `${within}.${path}`,
      typeof value === 'symbol' ? value : structuredClone(value),
    );
  }
  return resource;
}
