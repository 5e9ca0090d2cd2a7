import Ajv, { type ValidateFunction } from 'ajv';
import type { Verdict } from '../verdict';
import type { PackedFile } from './folder-files';

/** The version of the manifest; whatever is changed but by adding raises it. */
export const MANIFEST_VERSION = 1;

/** What is in a pack. */
export interface Manifest {
  readonly schemaVersion: typeof MANIFEST_VERSION;
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly target: string;
    readonly verdict: Verdict;
  };
  /** What made the pack, which need not be the machine that made the run. */
  readonly madeBy: {
    readonly name: string;
    readonly version: string;
    readonly commit: string | null;
    readonly rulebook: string;
    readonly node: string;
  };
  /** By which key the manifest is signed; null when it is not. */
  readonly signedBy: { readonly algorithm: 'Ed25519'; readonly fingerprint: string } | null;
  /** All files but the manifest itself and its signature, sorted by path. */
  readonly files: readonly PackedFile[];
}

/** The bytes of a manifest, which are signed as they are. */
export function manifestText(manifest: Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** The manifest that a text is; otherwise, why it is none. */
export function readManifest(text: string): Manifest | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'is no JSON' };
  }
  const isManifest = compiledSchema();
  if (isManifest(value)) return value;
  const [error] = isManifest.errors ?? [];
  return { problem: `is no manifest: ${error?.instancePath || 'it'} ${error?.message}` };
}

const text = { type: 'string' };
const object = (properties: Record<string, object>): object => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

/** Looser than what is written: a later version may add to it. */
const SCHEMA = object({
  schemaVersion: { const: MANIFEST_VERSION },
  run: object({
    id: text,
    startedAt: text,
    finishedAt: text,
    target: text,
    verdict: { enum: ['conformant', 'non-conformant', 'incomplete'] },
  }),
  madeBy: object({
    name: text,
    version: text,
    commit: { type: 'string', nullable: true },
    rulebook: text,
    node: text,
  }),
  signedBy: {
    ...object({ algorithm: { const: 'Ed25519' }, fingerprint: text }),
    nullable: true,
  },
  files: {
    type: 'array',
    items: object({
      path: text,
      size: { type: 'integer', minimum: 0 },
      sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    }),
  },
});

let compiled: ValidateFunction<Manifest> | undefined;

function compiledSchema(): ValidateFunction<Manifest> {
  compiled ??= new Ajv().compile<Manifest>(SCHEMA);
  return compiled;
}
