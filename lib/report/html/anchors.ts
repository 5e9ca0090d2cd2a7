import { createHash } from 'node:crypto';

const LONGEST_SLUG = 60;

/** Where a rule stands in the page: its id never changes, so that a link to it holds in every report. */
export const ruleAnchor = (id: string): string => `rule-${id}`;

/** Where a case stands in the page; the same in every report. */
export const caseAnchor = (name: string): string => `case-${slug(name)}`;

/** Where it is told in full how a rule failed in a case. */
export const failureAnchor = (ruleId: string, name: string): string => `failure-${ruleId}--${slug(name)}`;

/** Where an exchange is shown. */
export const exchangeAnchor = (id: string): string => `exchange-${id}`;

/** The words of a name, and a mark by which names of the same words are told apart. */
function slug(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, '');
  return `${words}-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
}
