import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Runtime } from '../verdict';
import { packageRoot } from './package-root';

/** Found out once: a process is of one installation. */
let known: Runtime | undefined;

/** What this suite runs on: Node, the platform, and every package that it depends on, straight or through others. */
export function runtime(): Runtime {
  known ??= {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    dependencies: dependenciesOf(packageRoot()),
  };
  return known;
}

interface PackageFile {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** More packages than any installation of the suite has. */
const MOST_PACKAGES = 5_000;

/** The packages below this one, by name, as `1.2.3`, or `1.2.3, 2.0.0` where several versions are in use. */
function dependenciesOf(root: string): Record<string, string> {
  const versions = new Map<string, Set<string>>();
  const packages = new Map([[root, packageIn(root)]]);
  for (const [folder, { dependencies = {}, optionalDependencies = {} }] of packages) {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = folderOf(name, folder);
      // An optional package of another platform is not there.
      if (found === null || packages.has(found) || packages.size >= MOST_PACKAGES) continue;
      const file = packageIn(found);
      packages.set(found, file);
      if (file.version !== undefined) versions.set(name, (versions.get(name) ?? new Set()).add(file.version));
    }
  }
  const named = [...versions].map(([name, found]) => [name, [...found].sort().join(', ')] as const);
  return Object.fromEntries(named.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Where Node finds a package that another one, in this folder, asks for; null when it is not installed. */
function folderOf(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return null;
  }
}

function packageIn(folder: string): PackageFile {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;
  } catch {
    // A package that cannot be read is one whose version is not known: no reason to end a run.
    return {};
  }
}
