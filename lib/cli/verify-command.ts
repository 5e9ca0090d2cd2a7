import type { KeyObject } from 'node:crypto';
import { printable, styler } from '../report';
import { EXIT, type ExitCode } from '../verdict';
import type { Command } from './command';
import { exitOnSignals } from './interruption';
import { UsageError } from './usage-error';
import type { OptionValues } from './written-settings';

const options = { key: { type: 'string' }, json: { type: 'boolean' } } as const;

const EXAMPLE = 'Example: booking-conformance verify conformance-pack.zip';

const help = `booking-conformance verify FILE|DIR [--key FILE] [--json]

Verifies a pack, or the folder that one was unpacked to: which files were changed, added or taken away since it was made,
whether its signature is good, whether its reports are those that its journal gives, and whether the verdict follows from
the evidence: the recorded exchanges are judged again, without the server. Asks nothing of the network, changes nothing, and
trusts nothing in the pack.

  --key FILE    the public key (PEM) that must have signed it. Without it, the key in the pack is taken, which proves nothing
                about who signed
  --json        writes {good, problems, pack, run, attested, files, signature, reports, verdict}

Exit codes: 0 all is good; 1 something is not, or cannot be told, or the zip is not to be unpacked; 64 wrong usage, or no
pack there; 130 interrupted.`;

async function verify(given: OptionValues, args: readonly string[]): Promise<ExitCode> {
  const [path] = args;
  if (path === undefined || args.length > 1) throw new UsageError(`'verify' takes one pack. ${EXAMPLE}`);
  const { RefusedPack, verificationText, verifyPack } = await import('../pack/index.js');
  const key = await publicKey(given);
  exitOnSignals('Interrupted: nothing is said of the pack. Verify it again.');
  try {
    const { judgeAgain } = await import('../runner/judge-again.js');
    const verification = await verifyPack(path, { key, judgeAgain });
    process.stdout.write(
      given.json
        ? `${JSON.stringify(verification, null, 2)}\n`
        : verificationText(verification, styler(process.stdout)),
    );
    return verification.good ? EXIT.conformant : EXIT.nonConformant;
  } catch (error) {
    if (!(error instanceof RefusedPack)) throw error;
    if (given.json) process.stdout.write(`${JSON.stringify(refused(path, error.message), null, 2)}\n`);
    else process.stderr.write(`${error.message}\nNOT GOOD: ${printable(path)} was not looked into.\n`);
    return EXIT.nonConformant;
  }
}

const refused = (pack: string, problem: string): object => ({
  schemaVersion: 1,
  good: false,
  problems: [problem],
  pack,
});

/** @throws UsageError when the key that is named cannot be used */
async function publicKey({ key }: OptionValues): Promise<KeyObject | null> {
  if (key === undefined) return null;
  const { publicKeyIn } = await import('../pack/index.js');
  try {
    return publicKeyIn(String(key));
  } catch (error) {
    throw new UsageError(
      `--key ${printable(String(key))}: ${(error as Error).message}\nAllowed is a file with an Ed25519 public key (PEM).`,
    );
  }
}

/**
 * The command `verify`.
 *
 * @throws UsageError, NoPack when there is no such pack, or the key cannot be used
 */
export const verifyCommand: Command = { help, options, takesArguments: true, run: verify };
