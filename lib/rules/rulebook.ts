import { failure } from './failure';
import { headers } from './headers';
import { implied } from './implied';
import { nhs } from './nhs';
import type { Rule, Source } from './rule';
import { success } from './success';

/** Name and version of the rulebook, in every report. A change of any rule's meaning raises the version. */
export const RULEBOOK = 'nhs-booking-2.0.4/1';

/** Every rule, in the order in which reports list them. */
export const rules: readonly Rule[] = [...success, ...failure, ...headers, ...implied, ...nhs];

/** The sources whose rules are added only when they are asked for. */
export const OVERLAYS: readonly Source[] = ['uec'];

/** The sources whose rules always belong to the rulebook. */
export const SOURCES: readonly Source[] = ['booking', 'nhs', 'fhir', 'http'];

/** The rules that bind a target for which these overlays were chosen, in the order of the rulebook. */
export function rulesFor(overlays: readonly string[]): readonly Rule[] {
  return rules.filter(({ source }) => !OVERLAYS.includes(source) || overlays.includes(source));
}
