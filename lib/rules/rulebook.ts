import { failure } from './failure';
import { fhir } from './fhir';
import { headers } from './headers';
import { http } from './http';
import { implied } from './implied';
import { nhs } from './nhs';
import type { Rule, Source } from './rule';
import { success } from './success';
import { uec } from './uec';

/** Name and version of the rulebook, in every report. A change of any rule's meaning raises the version. */
export const RULEBOOK = 'nhs-booking-2.0.4/2';

/** Every rule, in the order in which reports list them. */
export const rules: readonly Rule[] = [
  ...success,
  ...failure,
  ...headers,
  ...implied,
  ...nhs,
  ...fhir,
  ...http,
  ...uec,
];

/** The sources whose rules hold only where they are chosen. They add to the other rules, and soften none. */
export const OVERLAYS: readonly Source[] = ['uec'];

/** The sources whose rules always belong to the rulebook. */
export const SOURCES: readonly Source[] = ['booking', 'nhs', 'fhir', 'http'];

/** The rules that hold when these overlays are chosen, in the order of the rulebook. */
export function rulesFor(overlays: readonly string[]): readonly Rule[] {
  return rules.filter(({ source }) => !OVERLAYS.includes(source) || overlays.includes(source));
}
