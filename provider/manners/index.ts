import { addressManners } from './addresses';
import { contentManners } from './content';
import { headerManners } from './headers';
import { identityManners } from './identity';
import type { Manner } from './manner';
import { notationManners } from './notation';
import { outcomeManners } from './outcomes';
import { refusalManners } from './refusals';
import { slotManners } from './slots';
import { timeManners } from './times';
import { transferManners } from './transfer';

export type { Manner } from './manner';

/**
 * Every manner that the provider can have. Those that change what is said stand before those that change how it is
 * written, which is the order in which they apply.
 */
export const manners: readonly Manner[] = [
  ...addressManners,
  ...identityManners,
  ...slotManners,
  ...contentManners,
  ...timeManners,
  ...refusalManners,
  ...outcomeManners,
  ...headerManners,
  ...notationManners,
  ...transferManners,
];
