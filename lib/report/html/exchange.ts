import { type ExchangeRecord, fromRecord, type HeaderList, toCurl } from '../../http';
import { type Content, html, type Markup } from '../markup';
import { bounded, counted, grouped } from '../words';
import { exchangeAnchor } from './anchors';
import { laidOutJson } from './laid-out-json';
import { block, details, paragraph } from './parts';

/** How much of a body is shown; `exchanges.ndjson` has the whole. */
export const MOST_OF_A_BODY = 64 * 1024;
const MOST_OF_A_HEAD = 16 * 1024;
const MOST_OF_A_LINE = 200;

/** How many characters of the page an exchange takes at most, roughly. */
export function weightOf({ request, response }: ExchangeRecord): number {
  const of = (text: string | null | undefined): number => Math.min(text?.length ?? 0, MOST_OF_A_BODY);
  // The request stands there once more, in the command that sends it again.
  return 4_000 + 2 * of(request.body) + of(response?.body);
}

/** An exchange in one line: what was asked, and what came. */
export function exchangeInShort({ id, request, response, error, durationMs }: ExchangeRecord): Markup {
  const answer = response
    ? `${response.status} ${response.reason}`
    : `no answer (${error?.code ?? 'unknown'})`;
  return html`${id}: ${request.method} ${bounded(pathOf(request.url), MOST_OF_A_LINE)} <span aria-hidden="true">→</span><span class="nhsuk-u-visually-hidden"> was answered with </span> ${bounded(answer, MOST_OF_A_LINE)} <span class="quiet">${grouped(durationMs)} ms</span>`;
}

/** An exchange in whole: request and answer as they were on the wire, and as far as they fit the page. */
export function wholeExchange(record: ExchangeRecord, kind: string): Markup {
  const { id, request, response, error } = record;
  const content = [
    message('Request', `${request.method} ${request.url} HTTP/1.1`, request.headers, request),
    routeOf(record),
    response
      ? message(
          'Answer',
          `HTTP/${response.httpVersion} ${response.status} ${response.reason}`,
          response.headers,
          response,
        )
      : null,
    response?.complete === false ? paragraph('The answer is not complete: it ended before its end.') : null,
    error
      ? paragraph(html`What went wrong: ${bounded(error.message, MOST_OF_A_LINE)} (${error.code}).`)
      : null,
    commandOf(record),
  ];
  return details(exchangeInShort(record), content, { kind: `exchange ${kind}`, id: exchangeAnchor(id) });
}

/** The command that sends a request again, and what it needs. */
function commandOf(record: ExchangeRecord): Content {
  const command = toCurl(fromRecord(record));
  const needsToken = command.includes('"$TOKEN"');
  return html`<div class="command"><p class="message">Command that sends it again${needsToken ? ', with a valid token in the variable TOKEN' : null}</p>${block(cut(command, MOST_OF_A_BODY).text)}</div>`;
}

type Body = Pick<ExchangeRecord['request'], 'body' | 'bodyEncoding' | 'masked'>;

function message(title: string, startLine: string, headers: HeaderList, body: Body): Content {
  const head = [startLine, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n');
  return html`<p class="message">${title}</p>${block(cut(head, MOST_OF_A_HEAD).text)}${bodyOf(body)}`;
}

function bodyOf({ body, bodyEncoding, masked }: Body): Content {
  if (body === null || body === '') return html`<p class="quiet">No body.</p>`;
  const { text, left } = cut(body, MOST_OF_A_BODY);
  const isText = bodyEncoding === 'utf8';
  return [
    masked ? html`<p class="quiet">Data of patients is masked.</p>` : null,
    isText ? null : html`<p class="quiet">Not text in UTF-8; its bytes in Base64:</p>`,
    block(isText && left === 0 ? laidOutJson(text) : text),
    left === 0
      ? null
      : html`<p class="quiet">${counted(left, 'more character')} of this body: the file exchanges.ndjson has the whole.</p>`,
  ];
}

function routeOf({ request: { route } }: ExchangeRecord): Content {
  if (!route) return null;
  const by = [route.gatewayUrl, route.httpProxy?.url].filter((url) => url !== undefined);
  return by.length === 0
    ? null
    : html`<p class="quiet">Sent by way of ${bounded(by.join(' and '), MOST_OF_A_LINE)}.</p>`;
}

function cut(text: string, most: number): { readonly text: string; readonly left: number } {
  return { text: text.slice(0, most), left: Math.max(0, text.length - most) };
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
