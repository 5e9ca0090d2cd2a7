import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { failure } from '../../lib/rules/failure';
import { fhir } from '../../lib/rules/fhir';
import { headers } from '../../lib/rules/headers';
import { http } from '../../lib/rules/http';
import { implied } from '../../lib/rules/implied';
import { type Rule, rules } from '../../lib/rules/index';
import { nhs } from '../../lib/rules/nhs';
import { success } from '../../lib/rules/success';
import { uec } from '../../lib/rules/uec';

/** The documents that the rulebook was drawn from lie beside the repository where it is developed, not in it. */
const documents = path.resolve(__dirname, '../../../shared');
const rulesPage = path.join(documents, 'rules.md');
const present = existsSync(rulesPage);
const where = present ? '' : ' (skipped: ../shared is missing)';

/** What a table row says of a rule: `| id | LEVEL basis | (client) … | code |`; some tables leave the basis out. */
interface Row {
  readonly id: string;
  readonly level: string;
  readonly basis: string | null;
  readonly binds: string;
}

/** Reads the table under the heading that begins with these words. */
function tableUnder(heading: string): Row[] {
  const [, section = ''] = readFileSync(rulesPage, 'utf8').split(`\n## ${heading}`);
  const [table = ''] = section.split('\n## ');
  const rows = table.matchAll(/^\| `([^`]+)` \| (\S+)(?: (\S+))? \| (?:\((client|described)\))?/gm);
  return Array.from(rows, ([, id = '', level = '', basis = null, binds = 'server']) => ({
    id,
    level,
    basis,
    binds,
  }));
}

(present ? describe : describe.skip)(`the rules page${where}`, () => {
  test.each<[string, readonly Rule[]]>([
    ['booking: success', success],
    ['booking: failure', failure],
    ['booking: headers', headers],
    ['booking: implied by the page', implied],
    ['nhs', nhs],
    ['fhir', fhir],
    ['http', http],
    ['uec', uec],
  ])('has the same rules under "%s"', (heading, table) => {
    const rows = tableUnder(heading);
    expect(rows.length).toBeGreaterThan(0);
    const ours = table.map(({ id, level, basis, binds }, index) => ({
      id,
      level,
      basis: rows[index]?.basis === null ? null : basis,
      binds,
    }));
    expect(ours).toEqual(rows);
  });
});

/** Runs this long are a sentence taken over; shorter ones are how anyone would name the thing. */
const COPIED_WORDS = 8;

/** Every run of eight words in a text, in lower case and without punctuation. */
function runsOfWords(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.slice(COPIED_WORDS - 1).map((_, start) => words.slice(start, start + COPIED_WORDS).join(' '));
}

(present ? describe : describe.skip)(`the wording${where}`, () => {
  const written = new Set<string>();

  // Not while the tests are collected: that happens to skipped ones, too.
  beforeAll(() => {
    const pages = ['spec', 'spec-uec'].flatMap((folder) =>
      readdirSync(path.join(documents, folder)).map((name) => path.join(folder, name)),
    );
    for (const name of ['rules.md', 'sources.md', 'design.md', ...pages]) {
      for (const run of runsOfWords(readFileSync(path.join(documents, name), 'utf8'))) written.add(run);
    }
  });

  test('would notice a sentence taken over', () => {
    const [sentence = ''] = readFileSync(rulesPage, 'utf8').match(/Where this page .*/) ?? [];
    expect(runsOfWords(sentence).some((run) => written.has(run))).toBe(true);
  });

  test.each(rules)('$id is worded afresh', ({ title, requirement, notApplicable = '', conflict = '' }) => {
    const texts = [title, requirement, notApplicable, conflict.replaceAll(/\([^)]*\)/g, '')];
    expect(texts.flatMap(runsOfWords).filter((run) => written.has(run))).toEqual([]);
  });
});
