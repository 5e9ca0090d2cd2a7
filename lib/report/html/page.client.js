/**
 * What the page does beyond being read: it filters the requirements, keeps the filter in the address so that it can be
 * linked, and opens what a link points to. Without it, all is there, and nothing is hidden.
 */
(() => {
  const FIELDS = ['verdict', 'level', 'section', 'q'];
  const form = document.getElementById('filter');
  const status = document.getElementById('filter-status');
  const noneFound = document.querySelector('.none-found');
  const rules = [...document.querySelectorAll('.rule')].map((element) => ({
    element,
    verdict: element.dataset.verdict,
    level: element.dataset.level,
    section: element.dataset.section,
    text: null,
    lists: null,
    isLimited: false,
  }));
  const headed = [...document.querySelectorAll('.source-section, .document')];

  /** What is searched, read when it is first searched: the words of a rule, and the lines of its cases. */
  function readText(rule) {
    if (rule.text !== null) return;
    const lists = [...rule.element.querySelectorAll('.checks')];
    rule.lists = lists.map((list) => ({
      found: list.closest('details').querySelector('.found'),
      lines: [...list.children].map((element) => ({ element, text: element.textContent.toLowerCase() })),
    }));
    const facts = rule.element.querySelector('.nhsuk-summary-list').textContent;
    rule.text = `${rule.element.querySelector('summary').textContent} ${facts}`.toLowerCase();
  }

  /** Shows of a rule the cases with the words, or all; gives whether it is among what is searched. */
  function limit(rule, words) {
    if (words.length === 0 && !rule.isLimited) return true;
    readText(rule);
    const has = (text) => words.every((word) => text.includes(word));
    const isWhole = words.length === 0 || has(rule.text);
    let count = 0;
    for (const { lines, found } of rule.lists) {
      const matching = isWhole ? lines.length : lines.filter(({ text }) => has(text)).length;
      count += matching;
      found.textContent = isWhole ? '' : `(${matching} found)`;
      for (const { element, text } of lines) element.hidden = !isWhole && !has(text);
    }
    rule.isLimited = !isWhole;
    return isWhole || count > 0;
  }

  function apply() {
    const wanted = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const rule of rules) {
      const isWanted =
        ['verdict', 'level', 'section'].every((name) => !wanted[name] || wanted[name] === rule[name]) &&
        limit(rule, words);
      rule.element.hidden = !isWanted;
      if (isWanted) count += 1;
    }
    for (const element of headed) element.hidden = !element.querySelector('.rule:not([hidden])');
    noneFound.hidden = count > 0;
    status.textContent = `Showing ${count} of ${rules.length} requirements`;
    return new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== '')).toString();
  }

  /** Filters by what the form says, and notes it in the address. */
  function filterByForm() {
    const query = apply();
    history.replaceState(null, '', query === '' ? '#rules' : `#rules?${query}`);
  }

  function setForm(query) {
    const wanted = new URLSearchParams(query);
    for (const name of FIELDS) form.elements[name].value = wanted.get(name) ?? '';
  }

  /** Goes where the address points to: to a filter, or to a part of the page, which is opened. */
  function follow() {
    const fragment = decoded(location.hash.slice(1));
    const filter = /^rules\?(.*)$/.exec(location.hash.slice(1));
    if (filter) {
      setForm(filter[1]);
      apply();
      document.getElementById('rules').scrollIntoView();
      return;
    }
    const target = document.getElementById(fragment);
    if (!target) return;
    if (target.closest('[hidden]')) {
      setForm('');
      apply();
    }
    for (let at = target; at; at = at.parentElement) if (at.matches('details')) at.open = true;
    target.scrollIntoView();
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  form.hidden = false;
  form.addEventListener('input', filterByForm);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    setForm('');
    filterByForm();
  });
  document.querySelector('[data-reset]').addEventListener('click', () => form.reset());
  for (const link of document.querySelectorAll('[data-show]')) link.href = `#rules?${link.dataset.show}`;
  // A link to where the address points to already changes nothing in it.
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.getAttribute('href') === location.hash) follow();
  });
  addEventListener('hashchange', follow);
  apply();
  follow();
})();
