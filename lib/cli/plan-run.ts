import { printable } from '../report';
import type { Plan, PlannedRequest } from '../runner/plan';
import type { WrittenSettings } from '../target';
import { EXIT, type ExitCode } from '../verdict';
import { standInFor } from './target-settings';
import { UsageError } from './usage-error';

/**
 * Lists every request that `run` would send, and sends none to the target: the suites run against the embedded provider.
 *
 * @throws SettingsError when a setting is wrong; UsageError when the selection comes to nothing
 */
export async function planRun(written: WrittenSettings, asJson: boolean): Promise<ExitCode> {
  const standIn = await standInFor(written);
  try {
    process.stderr.write(`Planning a run against ${printable(standIn.baseUrl)}; nothing is sent there\n`);
    // Loaded only here: it brings Jest, and who has a setting wrong need not wait for that.
    const { NothingSelected, plan } = await import('../runner/plan.js');
    const planned = await plan(standIn).catch((error) => {
      throw error instanceof NothingSelected ? new UsageError(error.message) : error;
    });
    process.stdout.write(asJson ? asData(standIn.baseUrl, planned) : asText(standIn.baseUrl, planned));
    return EXIT.conformant;
  } finally {
    await standIn.close();
  }
}

const NOTE =
  'They are those that a conformant server gets that has slots enough. What a server answers decides what follows: what it does not book is not read or cancelled, a search with several pages takes several requests, and what is in doubt is asked again with another slot. Bodies are made for the slots that are found.';

function asData(baseUrl: string, { requests, slots }: Plan): string {
  return `${JSON.stringify({ target: baseUrl, note: NOTE, slots, requests }, null, 2)}\n`;
}

function asText(baseUrl: string, { requests, slots }: Plan): string {
  const bookings = requests.filter(({ purpose }) => purpose === 'book').length;
  const heading = `${requests.length} requests to ${printable(baseUrl)}, ${bookings} of them to book; free slots: ${slots.atOnce} at the same time, ${slots.inAll} in all.\n${NOTE}\n`;
  const lines: string[] = [];
  let current = '';
  for (const request of requests) {
    if (request.case !== current) lines.push('', printable(request.case));
    current = request.case;
    lines.push(`  ${lineOf(request)}`);
  }
  return `${heading}${lines.join('\n')}\n`;
}

function lineOf({ method, url, headers, body, bodyEncoding }: PlannedRequest): string {
  const bytes = body === null ? '' : `, ${Buffer.byteLength(body, bodyEncoding)} bytes`;
  return `${method} ${printable(url, 2_000)}  (${printable(headers.join(', '))}${bytes})`;
}
