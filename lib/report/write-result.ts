import { join } from 'node:path';
import Ajv from 'ajv';
import schema from './conformance.schema.json';
import type { ConformanceResult } from './conformance-result';
import { writeInOnePiece } from './in-one-piece';

/** Made once: it keeps what it compiled. */
const ajv = new Ajv({ allowUnionTypes: true });

/**
 * Writes `conformance.json`, and its schema beside it for those who read it.
 *
 * @returns the path of the result
 * @throws Error when the result breaks its own schema, or cannot be written
 */
export function writeConformanceResult(out: string, result: ConformanceResult): string {
  if (!ajv.validate(schema, result)) throw new Error(`The result breaks its own schema: ${ajv.errorsText()}`);
  const file = join(out, 'conformance.json');
  writeInOnePiece(join(out, 'conformance.schema.json'), `${JSON.stringify(schema, null, 2)}\n`);
  writeInOnePiece(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}
