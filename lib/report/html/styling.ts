import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the browser needs beside the text: all of it is in the page. */
export interface Styling {
  readonly style: string;
  readonly script: string;
  /** The Content-Security-Policy under which the page stands: no request, no style and no script but these two. */
  readonly policy: string;
}

let known: Styling | undefined;

/**
 * The styles of the NHS design system and our own, and the script of the filter.
 *
 * @throws Error when the suite was never built, so that the design system's styles are not there
 */
export function styling(): Styling {
  known ??= read();
  return known;
}

function read(): Styling {
  const style = [designSystem(), ours('page.css'), ours('print.css')].join('\n');
  const script = ours('page.client.js');
  const policy = [
    `default-src 'none'`,
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    `img-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return { style, script, policy };
}

const ours = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

/** The build leaves them beside this file; where the sources themselves run, as in tests, those of the last build do. */
function designSystem(): string {
  const places = [__dirname, join(__dirname, '..', '..', '..', 'dist', 'lib', 'report', 'html')];
  const file = places.map((folder) => join(folder, 'nhsuk.css')).find((path) => existsSync(path));
  if (file === undefined) throw new Error('The styles of the page are not there: build the suite first.');
  return readFileSync(file, 'utf8');
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
