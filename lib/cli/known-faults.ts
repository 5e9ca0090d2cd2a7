import { faults } from '../../provider';
import { nearestIds } from '../rules';
import { UsageError } from './usage-error';
import type { OptionValues } from './written-settings';

/**
 * The ids of faults that `--fault` names.
 *
 * @throws UsageError naming one that there is not, and those that may have been meant
 */
export function knownFaults({ fault }: OptionValues): readonly string[] {
  const wanted = Array.isArray(fault) ? (fault as string[]) : [];
  const ids = faults.map(({ id }) => id);
  const unknown = wanted.find((id) => !ids.includes(id));
  if (unknown === undefined) return wanted;
  const near = nearestIds(unknown, ids);
  const meant = near.length > 0 ? ` Did you mean ${near.join(', ')}?` : '';
  throw new UsageError(
    `--fault ${unknown}: there is no such fault.${meant} \`booking-conformance provider --list-faults\` lists them.`,
  );
}
