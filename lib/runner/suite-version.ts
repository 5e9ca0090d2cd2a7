import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root';

export interface SuiteVersion {
  readonly name: string;
  readonly version: string;
  /** The commit of the checkout that it was built from; null in an installed package. */
  readonly commit: string | null;
}

/** Found out once: a process is of one build. */
let known: SuiteVersion | undefined;

/** Name, version and, in a checkout, commit of this suite. */
export function suiteVersion(): SuiteVersion {
  known ??= readVersion();
  return known;
}

function readVersion(): SuiteVersion {
  const { name, version } = JSON.parse(
    readFileSync(join(packageRoot(), 'package.json'), 'utf8'),
  ) as SuiteVersion;
  return { name, version, commit: commit() };
}

function commit(): string | null {
  if (!existsSync(join(packageRoot(), '.git'))) return null;
  try {
    const options = { cwd: packageRoot(), timeout: 2_000 };
    return (
      execFileSync('git', ['rev-parse', 'HEAD'], { ...options, encoding: 'utf8', stdio: 'pipe' }).trim() ||
      null
    );
  } catch {
    // No git on this machine, or no commit yet: then the commit is not known, and the report says so.
    return null;
  }
}
