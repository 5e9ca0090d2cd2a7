/**
 * The styles of the NHS design system as far as the conformance report uses them: of nhsuk-frontend, what is about no
 * class, and what is about classes that the sources of the report name. What would be got from elsewhere, as its fonts
 * are, is left out: the report asks nothing of anybody.
 */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const frontend = join(root, 'node_modules', 'nhsuk-frontend');
const sources = join(root, 'lib', 'report', 'html');

exports.nhsukStyles = () => {
  const { version } = JSON.parse(readFileSync(join(frontend, 'package.json'), 'utf8'));
  const whole = readFileSync(join(frontend, 'dist', 'nhsuk', 'nhsuk-frontend.min.css'), 'utf8');
  const css = whole.replace(/^@charset[^;]*;/, '').replace(/\/\*[\s\S]*?\*\//g, '');
  const text = rulesOf(css).map(keptOf(classesNamed())).join('');
  if (/url\(|@import|@font-face/.test(text))
    throw new Error('The styles of nhsuk-frontend refer to something outside.');
  return `/* Of nhsuk-frontend ${version}, MIT Licence, Crown Copyright (NHS England): https://github.com/nhsuk/nhsuk-frontend */\n${text}\n`;
};

/** Whether a class is named in the sources of the report; a name that ends with -- stands for all that begin so. */
function classesNamed() {
  const files = readdirSync(sources).filter((name) => name.endsWith('.ts'));
  const text = files.map((name) => readFileSync(join(sources, name), 'utf8')).join('\n');
  const names = new Set(text.match(/nhsuk-[\w-]+/g));
  const beginnings = [...names].filter((name) => name.endsWith('--'));
  return (name) => names.has(name) || beginnings.some((beginning) => name.startsWith(beginning));
}

/** The rules of minified CSS, each with what stands before its braces and what stands between them. */
function rulesOf(css) {
  const rules = [];
  for (let at = 0; css.indexOf('{', at) !== -1; ) {
    const open = css.indexOf('{', at);
    const close = closingBrace(css, open);
    rules.push({ prelude: css.slice(at, open), body: css.slice(open + 1, close) });
    at = close + 1;
  }
  return rules;
}

function closingBrace(css, open) {
  let depth = 0;
  for (let at = open; at < css.length; at++) {
    if (css[at] === '{') depth += 1;
    if (css[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error('The styles of nhsuk-frontend end within a rule.');
}

/** What of a rule is kept: the selectors whose classes are all named, and nothing where there is none. */
function keptOf(isNamed) {
  return ({ prelude, body }) => {
    if (prelude.startsWith('@font-face') || (!body.includes('{') && body.includes('url('))) return '';
    if (prelude.startsWith('@')) {
      const within = rulesOf(body).map(keptOf(isNamed)).join('');
      return within === '' ? '' : `${prelude}{${within}}`;
    }
    const selectors = prelude.split(/,(?![^(]*\))/).filter((selector) => {
      const classes = selector.replace(/:not\([^()]*\)/g, '').match(/\.(?:\\.|[\w-])+/g) ?? [];
      return classes.every((name) => isNamed(name.slice(1)));
    });
    return selectors.length === 0 ? '' : `${selectors.join(',')}{${body}}`;
  };
}
