import { ruleById } from '../rules';
import type { RuleResult } from '../verdict';
import { brokenRulesOf, checksToTell } from './broken-rules';
import { conclusionOf } from './conclusion';
import type { ConformanceResult } from './conformance-result';
import { type Content, html } from './markup';
import { printable } from './printable';
import { verdictText } from './waiver-text';
import { counted, STANDING_ORDER, STANDINGS } from './words';

/** As many of each kind as GitHub shows for one step. */
const MOST_ANNOTATIONS = 10;
/** How many rules of each kind the summary of a job tells. */
const MOST_LISTED = 100;

type Kind = 'error' | 'warning' | 'notice';

/**
 * What is found, as workflow commands by which GitHub puts it beside a job: an error for each rule that decides and is
 * broken, a warning for what does not decide, a notice with the verdict; the first ten of each kind, as GitHub shows no more.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubAnnotations(result: ConformanceResult): string[] {
  const { deciding, beside, waived, warnings } = brokenRulesOf(result);
  const { title, sentence } = conclusionOf(result);
  // A part of a run is no more than that, as long as nothing is broken: `merge` gives the verdict.
  const isOpen =
    result.verdict === 'conformant' || (result.verdict === 'incomplete' && result.run.shard !== null);
  const conclusion = command(isOpen ? 'notice' : 'error', title, sentence);
  return [
    conclusion,
    ...deciding.slice(0, MOST_ANNOTATIONS - 1).map((rule) => ofRule('error', rule)),
    ...[...beside, ...warnings, ...waived].slice(0, MOST_ANNOTATIONS).map((rule) => ofRule('warning', rule)),
  ];
}

function ofRule(kind: Kind, rule: RuleResult): string {
  const { title, link } = ruleById(rule.id);
  const [first] = checksToTell(rule);
  const found = first ? `${first.message ?? ''} (${first.case})` : (rule.reason ?? '');
  const waived = rule.waiver === null ? '' : 'waived: ';
  return command(kind, `${rule.level} ${rule.id}`, `${waived}${title}: ${printable(found)}\n${link}`);
}

/** A workflow command; whatever its texts hold, it is one line and no other command. */
function command(kind: Kind, title: string, message: string): string {
  return `::${kind} title=${escapedProperty(title)}::${escapedData(message)}`;
}

const escapedData = (text: string): string =>
  text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const escapedProperty = (text: string): string => escapedData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/**
 * The run in short, in the Markdown of GitHub, for the summary of a job. It is written in HTML, which Markdown leaves alone,
 * so that nothing that a server says is read as markup.
 *
 * @param files the paths of the reports
 */
export function githubSummary(result: ConformanceResult, files: readonly string[]): string {
  const { sentence, caveats } = conclusionOf(result);
  const { deciding, beside, waived, warnings } = brokenRulesOf(result);
  const unjudged = result.rules.filter(
    ({ verdict, waiver }) => verdict === 'inconclusive' && waiver === null,
  );
  const { suite, run, target } = result;
  const markup = html`<h2>${SIGNS[result.verdict]} ${verdictText(result)}</h2>
<p>${sentence}</p>
${listOf(caveats.map((caveat) => printable(caveat, MOST_CHARACTERS)))}
<p>Target <code>${printable(target.baseUrl)}</code>${target.software === null ? null : html`, which is <code>${printable(target.software)}</code>`}, tested from ${run.startedAt} with ${suite.name} ${suite.version} and the rulebook ${suite.rulebook}.</p>
${totalsTable(result)}
${rulesTable('Broken, and decides', deciding)}
${rulesTable('Broken, and does not decide', beside)}
${rulesTable('Waived', waived)}
${rulesTable('Warnings', warnings)}
${rulesTable('Could not be judged', unjudged)}
${files.length === 0 ? null : html`<details><summary>Reports</summary>${listOf(files.map((file) => html`<code>${file}</code>`))}</details>`}`;
  // A blank line would end the HTML, and let Markdown in.
  return `${markup.text.replace(/\n\s*\n/g, '\n').trimEnd()}\n\n`;
}

const MOST_CHARACTERS = 1_000;
const SIGNS: Readonly<Record<ConformanceResult['verdict'], string>> = {
  conformant: '✅',
  'non-conformant': '❌',
  incomplete: '❔',
};

const listOf = (items: readonly Content[]): Content =>
  items.length === 0 ? null : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

function totalsTable({ totals }: ConformanceResult): Content {
  const heads = STANDING_ORDER.map((standing) => html`<th>${STANDINGS[standing].label}</th>`);
  const cells = STANDING_ORDER.map((standing) => html`<td>${totals[standing]}</td>`);
  return html`<table><tr>${heads}</tr><tr>${cells}</tr></table>`;
}

function rulesTable(title: string, rules: readonly RuleResult[]): Content {
  if (rules.length === 0) return null;
  const more = rules.length - MOST_LISTED;
  return html`<h3>${title} (${rules.length})</h3>
<table><tr><th>Level</th><th>Rule</th><th>What was found</th></tr>${rules.slice(0, MOST_LISTED).map(ruleRow)}</table>
${more > 0 ? html`<p>And ${counted(more, 'more rule')}: the reports tell all.</p>` : null}`;
}

function ruleRow(rule: RuleResult): Content {
  const { title, link } = ruleById(rule.id);
  const checks = checksToTell(rule);
  const [first] = checks;
  const cases = checks.length > 1 ? `, and ${counted(checks.length - 1, 'more case')}` : '';
  const found = first === undefined ? (rule.reason ?? '') : (first.message ?? '');
  const where = first === undefined ? null : html`<br>in <code>${printable(first.case)}</code>${cases}`;
  return html`<tr><td>${rule.level}</td><td><a href="${link}"><code>${rule.id}</code></a><br>${title}</td><td><code>${printable(found)}</code>${where}</td></tr>`;
}
