import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type BookingUse, parseJson, validate } from '../../lib/fhir';

/**
 * The JSON examples on the pages of the NHS Booking API, which are not part of this repository: they are looked for
 * beside it, and without them these tests are skipped. Some have mistakes; each is named here, with how to mend it and
 * what the validator says as long as it is there. It says that much, and nothing more.
 */

interface Mistake {
  readonly name: string;
  /** What is printed. */
  readonly printed: RegExp;
  /** What was meant. */
  readonly meant: string;
  /** The errors that it leads to, as `layer rule path`. */
  readonly errors: readonly string[];
}

interface Example {
  readonly page: string;
  /** Which of the page's examples, from 1 on. */
  readonly nth: number;
  readonly as?: BookingUse;
  readonly mistakes: readonly Mistake[];
}

const NO_JSON = ['syntax json '];

const noParticipantStatus: Mistake = {
  name: 'the participant has no status',
  printed: /"participant":\s*\[\s*\{/,
  meant: '"participant": [{ "status": "accepted",',
  errors: ['base stu3:min Appointment.participant[0].status'],
};

const EXAMPLES: readonly Example[] = [
  { page: 'resource_appointment', nth: 1, as: 'request', mistakes: [noParticipantStatus] },
  {
    page: 'resource_appointment',
    nth: 2,
    as: 'cancel',
    mistakes: [
      noParticipantStatus,
      {
        name: 'what is sent back has neither the id nor the version that the provider gave',
        printed: /"meta": \{/,
        meant: '"id": "1", "meta": { "versionId": "1",',
        errors: [
          'booking booking:id Appointment.id',
          'warning: booking booking:version Appointment.meta.versionId',
        ],
      },
    ],
  },
  {
    page: 'get_an_appointment',
    nth: 1,
    as: 'response',
    mistakes: [
      {
        name: 'a quotation mark and the beginning of the narrative are lost',
        printed: /"language": "en-GB\n/,
        meant: '"language": "en-GB", "text": {\n',
        errors: NO_JSON,
      },
      {
        name: 'the narrative is a word, not a div',
        printed: /"div": "Appointment"/,
        meant: String.raw`"div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">Appointment</div>"`,
        errors: ['base stu3:xhtml Appointment.text.div'],
      },
    ],
  },
  {
    page: 'resource_capabilitystatement',
    nth: 1,
    mistakes: [
      {
        name: 'a line ends in the copyright',
        printed: /2016-21\n\s*"/,
        meant: '2016-21"',
        errors: NO_JSON,
      },
      {
        name: 'a comma follows the last search parameter',
        printed: /\},(\s*\]\s*\}\s*\],\s*"operation")/,
        meant: '}$1',
        errors: NO_JSON,
      },
      {
        name: 'the release date is a placeholder',
        printed: /"\[Provider Software Release Date\]"/,
        meant: '"2021-01-20"',
        errors: ['base stu3:dateTime CapabilityStatement.software.releaseDate'],
      },
      {
        name: 'the array of operations is empty',
        printed: /,\s*"operation": \[\]/,
        meant: '',
        errors: ['base stu3:empty CapabilityStatement.rest[0].operation'],
      },
    ],
  },
  {
    page: 'resource_patient',
    nth: 1,
    mistakes: [
      {
        name: 'the profile is not in an array',
        printed: /"profile": ("[^"]+")/,
        meant: '"profile": [$1]',
        errors: ['base stu3:array Patient.meta.profile'],
      },
      {
        name: 'the prefix is not in an array',
        printed: /"prefix": "Mr"/,
        meant: '"prefix": ["Mr"]',
        errors: ['base stu3:array Patient.name[0].prefix'],
      },
      {
        name: 'the given name is not in an array',
        printed: /"given": "John"/,
        meant: '"given": ["John"]',
        errors: ['base stu3:array Patient.name[0].given'],
      },
    ],
  },
  { page: 'resource_location', nth: 1, mistakes: [] },
  { page: 'resource_organisation', nth: 1, mistakes: [] },
  { page: 'resource_practitioner', nth: 1, mistakes: [] },
  { page: 'resource_practitioner_role', nth: 1, mistakes: [] },
  { page: 'search_slots', nth: 1, mistakes: [] },
];

const directory = path.join(__dirname, '../../../shared/spec');
const whenPublished = existsSync(directory) ? describe : describe.skip;

whenPublished('Published examples (skipped without ../shared/spec)', () => {
  test.each(EXAMPLES)('$page, example $nth, mended: nothing to say', (example) => {
    expect(findings(mended(example, example.mistakes), example.as)).toEqual([]);
  });

  test.each(EXAMPLES)('$page, example $nth, as printed: its mistakes and no other', (example) => {
    const mistakes = example.mistakes.flatMap(({ errors }) => errors);
    const isJson = !mistakes.some((error) => NO_JSON.includes(error));
    expect(findings(mended(example, []), example.as)).toEqual(isJson ? mistakes.sort() : NO_JSON);
  });

  const single = EXAMPLES.flatMap((example) => example.mistakes.map((mistake) => ({ ...example, mistake })));
  test.each(single)('$page, example $nth, mended but for: $mistake.name', ({ mistake, ...example }) => {
    const others = example.mistakes.filter((other) => other !== mistake);
    expect(findings(mended(example, others), example.as)).toEqual(mistake.errors);
  });

  test('are all of the pages that are named here, and there are no further ones on them', () => {
    for (const page of new Set(EXAMPLES.map((example) => example.page))) {
      const known = EXAMPLES.filter((example) => example.page === page).map(({ nth }) => nth);
      expect([page, examplesOn(page).map((_text, index) => index + 1)]).toEqual([page, known]);
    }
  });
});

/** The text of an example with some of its mistakes mended. */
function mended({ page, nth }: Example, mistakes: readonly Mistake[]): string {
  let text = examplesOn(page)[nth - 1] ?? '';
  for (const { name, printed, meant } of mistakes) {
    if (!printed.test(text)) throw new Error(`Not on the page ${page}: ${name}`);
    text = text.replace(printed, meant);
  }
  return text;
}

/** The JSON examples on a page. The end of one need not be on a line of its own. */
function examplesOn(page: string): string[] {
  const markdown = readFileSync(path.join(directory, `${page}.md`), 'utf8');
  return [...markdown.matchAll(/^```json\n([\s\S]*?)```/gm)].map(([, text = '']) => text);
}

/** What is said of an example beyond information: `layer rule path`, warnings marked. */
function findings(text: string, as: BookingUse | undefined): string[] {
  const { value, issues } = parseJson(new TextEncoder().encode(text));
  const all = value === undefined ? issues : [...issues, ...validate(value, as === undefined ? {} : { as })];
  return all
    .filter(({ severity }) => severity !== 'information')
    .map(
      ({ severity, layer, rule, path: at }) =>
        `${severity === 'warning' ? 'warning: ' : ''}${layer} ${rule} ${at}`,
    )
    .sort();
}
