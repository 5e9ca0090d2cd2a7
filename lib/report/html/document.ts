import { type Content, html, type Markup, trusted } from '../markup';

/** A page of ours. */
export interface Document {
  readonly title: string;
  /** What the first link of the page skips to. */
  readonly skipTo: string;
  readonly style: string;
  /** What the page may load: nothing but what it has in itself. */
  readonly policy: string;
  /** What stands beside the main part; null for nothing. */
  readonly aside: Content;
  readonly main: Content;
  readonly footer: Content;
  /** Null for a page without one. */
  readonly script: string | null;
}

/** The whole of a page in the NHS design system: one file, which asks nothing of anybody. */
export function documentText(document: Document): string {
  const { title, skipTo, style, policy, aside, main, footer, script } = document;
  return html`${trusted('<!DOCTYPE html>')}
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<style>${trusted(style)}</style>
</head>
<body>
<a class="nhsuk-skip-link" href="#main">Skip to ${skipTo}</a>
<header class="nhsuk-header" role="banner"><div class="nhsuk-header__container nhsuk-width-container"><div class="nhsuk-header__service"><span class="nhsuk-header__service-name">NHS Booking API conformance</span></div></div></header>
<div class="nhsuk-width-container${aside === null ? '' : ' layout'}">
${aside}
<main class="nhsuk-main-wrapper" id="main" tabindex="-1">
${main}
</main>
</div>
<footer class="nhsuk-footer" role="contentinfo"><div class="nhsuk-width-container"><p class="nhsuk-body-s">${footer} The suite is not a service of the NHS, and this page no certificate of it.</p></div></footer>
${scriptElement(script)}
</body>
</html>
`.text;
}

const scriptElement = (script: string | null): Markup | null =>
  script === null ? null : html`<script>${trusted(script)}</script>`;
