import {
  faults,
  type JwtRegime,
  jwtRegimes,
  manners,
  type Overlay,
  type ProviderFormat,
  type RequestIdMode,
  startProvider,
  type TlsMode,
} from '../../provider';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { knownIds } from './known-ids';
import { UsageError } from './usage-error';
import type { OptionValues } from './written-settings';

const options = {
  port: { type: 'string' },
  jwt: { type: 'string' },
  tls: { type: 'string' },
  'request-id': { type: 'string' },
  format: { type: 'string' },
  overlay: { type: 'string' },
  fault: { type: 'string', multiple: true },
  manner: { type: 'string', multiple: true },
  slots: { type: 'string' },
  'list-faults': { type: 'boolean' },
  'list-manners': { type: 'boolean' },
} as const;

const help = `booking-conformance provider [options]

Serves the embedded provider until it is stopped. The first line on stdout is JSON: its base URL, and every setting with
which \`run\` reaches and fully exercises it.

  --port N                   the port on the loopback interface, by default any free one
  --jwt none|hs256|rs256|es256|static
                             how tokens are secured, by default none; static is one that is no JWT
  --tls none|server|mutual   whether it is reached by TLS, by default none; mutual asks for a client certificate
  --request-id own|echo      whether it gives requests an id of its own (default) or uses the client's
  --format json|xml|both     the formats that it speaks, by default both
  --overlay uec              makes it keep to the urgent-care implementation guide, too
  --fault ID                 makes it break one rule; repeatable
  --manner ID                makes it conformant in another way; repeatable
  --slots N                  how many slots it offers
  --list-faults              lists the faults as JSON and ends
  --list-manners             lists the manners as JSON and ends`;

async function serve(given: OptionValues): Promise<ExitCode> {
  if (given['list-faults']) {
    const list = faults.map(
      ({ id, rule, description, couplings, overlay = null, jwt = null, tls = null, slots = null }) => ({
        id,
        rule,
        description,
        couplings,
        overlay,
        jwt,
        tls,
        slots,
      }),
    );
    process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
    return EXIT.conformant;
  }
  if (given['list-manners']) {
    const list = manners.map(({ id, description, format = null, unjudged = [] }) => ({
      id,
      description,
      format,
      unjudged,
    }));
    process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
    return EXIT.conformant;
  }
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const provider = await startProvider({
    ...numberOption(given, 'port', 65_535),
    ...numberOption(given, 'slots', 10_000),
    jwt: oneOf<JwtRegime>(given, 'jwt', jwtRegimes),
    tls: oneOf<TlsMode>(given, 'tls', ['none', 'server', 'mutual']),
    requestId: oneOf<RequestIdMode>(given, 'request-id', ['own', 'echo']),
    format: oneOf<ProviderFormat>(given, 'format', ['both', 'json', 'xml']),
    ...(given.overlay === undefined ? {} : { overlay: oneOf<Overlay>(given, 'overlay', ['uec']) }),
    faults: knownIds(given, 'fault', faults),
    manners: knownIds(given, 'manner', manners),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE'
      ? new UsageError(`--port ${given.port}: the port is in use; choose another.`)
      : error;
  });
  process.stdout.write(`${JSON.stringify({ baseUrl: provider.baseUrl, env: provider.env })}\n`);
  process.stderr.write(`The embedded provider serves ${provider.baseUrl} until it is stopped (Ctrl-C).\n`);
  await stopped;
  await provider.close();
  return EXIT.conformant;
}

function oneOf<T extends string>(options: OptionValues, name: string, allowed: readonly [T, ...T[]]): T {
  const value = options[name];
  if (value === undefined) return allowed[0];
  const found = allowed.find((one) => one === value);
  if (!found)
    throw new UsageError(
      `--${name} ${value}: allowed are ${allowed.join(', ')}. Example: --${name} ${allowed[0]}`,
    );
  return found;
}

function numberOption<K extends string>(
  options: OptionValues,
  name: K,
  most: number,
): { [name in K]?: number } {
  const value = options[name];
  if (value === undefined) return {};
  if (!/^\d{1,9}$/.test(String(value)) || Number(value) > most) {
    throw new UsageError(`--${name} ${value}: allowed is a whole number from 0 to ${most}.`);
  }
  return { [name]: Number(value) } as { [name in K]?: number };
}

/**
 * The command `provider`.
 *
 * @throws UsageError when an option has a value that is not allowed
 */
export const providerCommand: Command = { help, options, run: serve };
