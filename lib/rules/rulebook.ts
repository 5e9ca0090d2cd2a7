import { failure } from './failure';
import { headers } from './headers';
import { implied } from './implied';
import { nhs } from './nhs';
import type { Rule } from './rule';
import { success } from './success';

/** Name and version of the rulebook, in every report. A change of any rule's meaning raises the version. */
export const RULEBOOK = 'nhs-booking-2.0.4/1';

/** Every rule, in the order in which reports list them. */
export const rules: readonly Rule[] = [...success, ...failure, ...headers, ...implied, ...nhs];
