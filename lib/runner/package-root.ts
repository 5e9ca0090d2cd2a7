import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package that this file belongs to, whether its sources run or what was built of them. */
export function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
