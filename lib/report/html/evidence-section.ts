import type { ConformanceResult } from '../conformance-result';
import { html, type Markup } from '../markup';
import { counted, grouped } from '../words';
import { MOST_OF_A_BODY } from './exchange';
import { code, section, summaryList } from './parts';

/** Where the evidence is, and what of it this page shows. */
export function evidenceSection({ run }: ConformanceResult): Markup {
  return section({
    id: 'evidence',
    title: 'Evidence',
    content: [
      html`<p>This page is made of the files that lie beside it, and of nothing else. The suite writes them while the run goes on, and takes secrets out before it does.</p>`,
      summaryList([
        [
          'exchanges.ndjson',
          `Every request and every answer as they were on the wire: ${grouped(run.exchanges)} of them, one a line. An exchange is named by its id, such as x0001.`,
        ],
        ['journal.ndjson', 'What happened, in its order: every check and every step of a booking.'],
        ['conformance.json', 'The result for programs: all that is told here, with a schema.'],
      ]),
      html`<p>Shown here in whole are exchanges in which something failed or is warned of: of each body the first ${counted(MOST_OF_A_BODY, 'character')}, with line ends between the parts of JSON, and a number such as ⟨U+202E⟩ in the place of a character that cannot be seen. All others are named by their ids, and stand in ${code('exchanges.ndjson')}.</p>`,
      html`<p class="print-only">In print, of each requirement that is broken the last exchange of the first case is shown, and lists of what passed are left out.</p>`,
    ],
  });
}
