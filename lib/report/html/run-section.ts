import type { Source } from '../../rules';
import type { ConformanceResult } from '../conformance-result';
import { type Content, html, joined, type Markup } from '../markup';
import { bounded, counted, durationInWords, instantInWords, listed, SOURCES } from '../words';
import { code, details, section, summaryList, table } from './parts';

/** What was tested, with what, when and by whom. */
export function runSection(result: ConformanceResult): Markup {
  const { target, suite, run, bookings } = result;
  const { settings } = run;
  return section({
    id: 'run',
    title: 'About this run',
    content: [
      summaryList([
        ['Server', code(target.baseUrl)],
        ['Its software', bounded(target.software ?? 'The server does not say.', MOST_OF_A_NAME)],
        ['Tested by', settings.TESTED_BY ?? html`<span class="quiet">Not told.</span>`],
        ['In the role of', consumerOf(settings)],
        ['Began', instantInWords(run.startedAt)],
        ['Ended', html`${instantInWords(run.finishedAt)}, after ${durationInWords(run.durationMs)}`],
        [
          'Test suite',
          html`${suite.name} ${suite.version}${suite.commit === null ? null : html`, commit ${code(suite.commit.slice(0, 12))}`}`,
        ],
        ['Rulebook', code(suite.rulebook)],
        ['Run', code(run.id)],
        ['What decides', decidesOf(result)],
        ['Messages', settings.FORMAT === 'xml' ? 'FHIR STU3 in XML' : 'FHIR STU3 in JSON'],
        [
          'Sent',
          html`${counted(run.exchanges, 'request')}, of which ${counted(bookings.made, 'booking')} succeeded`,
        ],
      ]),
      details(
        'All settings of the run',
        table({
          caption: 'Settings, without secrets',
          columns: ['Setting', 'Value'],
          rows: Object.entries(settings).map(([name, value]) => [
            code(name),
            bounded(value, MOST_OF_A_SETTING),
          ]),
        }),
      ),
    ],
  });
}

const MOST_OF_A_NAME = 1_000;
const MOST_OF_A_SETTING = 2_000;

/** Who the tokens of the run say that asks, where that was set. */
function consumerOf(settings: ConformanceResult['run']['settings']): Content {
  const known = [
    ['issuer', settings.JWT_ISSUER],
    ['organisation', settings.JWT_ODS_CODE],
    ['client', settings.OAUTH2_CLIENT_ID],
    ['system', settings.SSP_FROM],
  ].flatMap(([name, value]) => (value === undefined ? [] : [html`${name ?? ''} ${code(value)}`]));
  return known.length === 0 ? null : joined(known, ', ');
}

function decidesOf({ run }: ConformanceResult): string {
  const sources = listed(run.gate.map((source) => SOURCES[source as Source]));
  const strict = run.strict ? ', and every SHOULD that a sentence of it states' : '';
  return `Every MUST of ${sources}${strict}. Everything else is judged and told, and does not decide.`;
}
