import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The unit tests of lib/verdict and of the vocabulary as one file: for each mutant, Jest then loads what they test once,
 * and not once for each of them.
 */
for (const area of ['verdict', 'suites']) {
  const folder = join(__dirname, '..', area);
  const names = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  // Hooks at the top of a file are for its own tests.
  for (const name of names) describe(`${area}/${name}`, () => void require(join(folder, name)));
}
