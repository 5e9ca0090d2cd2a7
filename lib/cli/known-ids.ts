import { nearestIds } from '../rules';
import { UsageError } from './usage-error';
import type { OptionValues } from './written-settings';

/**
 * The ids that a repeatable option of the provider names.
 *
 * @throws UsageError naming one that there is not, and those that may have been meant
 */
export function knownIds(
  options: OptionValues,
  name: 'fault' | 'manner',
  all: ReadonlyArray<{ readonly id: string }>,
): readonly string[] {
  const given = options[name];
  const wanted = Array.isArray(given) ? (given as string[]) : [];
  const ids = all.map(({ id }) => id);
  const unknown = wanted.find((id) => !ids.includes(id));
  if (unknown === undefined) return wanted;
  const near = nearestIds(unknown, ids);
  const meant = near.length > 0 ? ` Did you mean ${near.join(', ')}?` : '';
  throw new UsageError(
    `--${name} ${unknown}: there is no such ${name}.${meant} \`booking-conformance provider --list-${name}s\` lists them.`,
  );
}
