import { RESOURCE_TYPES } from './resource-types';

/**
 * The codes of the elements whose binding is required and whose codes FHIR STU3 itself defines, by the name of their
 * code system (http://hl7.org/fhir/STU3/terminologies-systems.html). Lines that begin with a space go on.
 */
const CODE_SETS = `
address-use: home work temp old
address-type: postal physical both
quantity-comparator: < <= >= >
appointmentstatus: proposed pending booked arrived fulfilled cancelled noshow entered-in-error
participantrequired: required optional information-only
participationstatus: accepted declined tentative needs-action
bundle-type: document message transaction transaction-response batch batch-response history searchset collection
search-entry-mode: match include outcome
http-verb: GET POST PUT DELETE
publication-status: draft active retired unknown
capability-statement-kind: instance capability requirements
unknown-content-code: no extensions elements both
restful-capability-mode: client server
type-restful-interaction: read vread update patch delete history-instance history-type create search-type
versioning-policy: no-version versioned versioned-update
conditional-read-status: not-supported modified-since not-match full-support
conditional-delete-status: not-supported single multiple
reference-handling-policy: literal logical resolves enforced local
search-param-type: number date string token reference composite quantity uri
system-restful-interaction: transaction batch search-system history-system
event-capability-mode: sender receiver
message-significance-category: Consequence Currency Notification
document-mode: producer consumer
contact-point-system: phone fax email pager url sms other
contact-point-use: home work temp old mobile
document-reference-status: current superseded entered-in-error
composition-status: preliminary final amended entered-in-error
document-relationship-type: replaces transforms signs appends
days-of-week: mon tue wed thu fri sat sun
name-use: usual official temp nickname anonymous old maiden
identifier-use: usual official temp secondary
location-status: active suspended inactive
location-mode: instance kind
narrative-status: generated extensions additional empty
issue-severity: fatal error warning information
issue-type: invalid structure required value invariant security login unknown expired forbidden suppressed
  processing not-supported duplicate not-found too-long code-invalid extension too-costly business-rule conflict
  incomplete transient lock-error no-store exception timeout throttled informational
administrative-gender: male female other unknown
link-type: replaced-by replaces refer seealso
slotstatus: busy free busy-unavailable busy-tentative entered-in-error
report-status-codes: completed in-progress waiting stopped entered-in-error
report-result-codes: pass fail pending
report-action-result-codes: pass skip fail warning error
report-participant-type: test-engine client server
units-of-time: s min h d wk mo a
event-timing: MORN AFT EVE NIGHT PHS HS WAKE C CM CD CV AC ACM ACD ACV PC PCM PCD PCV
`;

/** Code sets by name, as the rows of the table name them. */
export const CODES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...CODE_SETS.trim()
    .split(/\n(?! )/)
    .map((line): [string, ReadonlySet<string>] => {
      const [name = '', codes = ''] = line.split(': ');
      return [name, new Set(codes.split(/\s+/))];
    }),
  ['resource-types', RESOURCE_TYPES],
]);
