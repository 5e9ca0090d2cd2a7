import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rawServer } from '../http/raw-server';
import { answerFrom } from './hostile-targets';

/** A server that writes scripts, markup, escape codes and control characters wherever it has a word to say. */
export interface DisfiguringServer {
  readonly baseUrl: string;
  /** What it writes in header fields. */
  readonly inHeader: string;
  /** How often somebody followed what it wrote. */
  readonly lured: () => number;
  readonly close: () => void;
}

/** Shows in the page's DOM, should a script of the server's ever be run. */
export const MARK = 'data-was-here';
const SCRIPT = `document.documentElement.setAttribute('${MARK}',1)`;

/**
 * Starts it before a provider; `closeServers` ends it, and `close` what it lures to.
 *
 * @param upstream the base URL of the provider
 */
export async function startDisfiguringServer(upstream: string): Promise<DisfiguringServer> {
  let lured = 0;
  const lure = createServer((_request, response) => {
    lured += 1;
    response.end();
  });
  await new Promise<void>((resolve) => lure.listen(0, '127.0.0.1', resolve));
  const words = wordsFor(`http://127.0.0.1:${(lure.address() as AddressInfo).port}`);
  const server = await rawServer(async (socket, request) => {
    socket.end(disfigured(await answerFrom(upstream, request), words));
  });
  return {
    baseUrl: server.url + new URL(upstream).pathname,
    inHeader: words.inHeader,
    lured: () => lured,
    close: () => lure.close(),
  };
}

interface Words {
  /** What a header field may hold: markup and the byte 9B, which some terminals take for the start of an escape code. */
  readonly inHeader: string;
  /** And what a body may hold beside. */
  readonly inBody: string;
}

function wordsFor(urlOfLure: string): Words {
  const inHeader = `<script>${SCRIPT}</script><img src=${urlOfLure}/h onerror=${SCRIPT}>]]>--> \x9b31m [x](javascript:${SCRIPT}) **b** \`c\``;
  const inBody =
    `${inHeader}"><svg onload=${SCRIPT}><iframe srcdoc="<script>parent.${SCRIPT}</script>"></iframe>` +
    '\u001b[6n\u001b]0;taken over\u0007\u001b]8;;http://elsewhere.invalid\u0007\u0000\u0008\u007f\u202e\u2066\ufeff' +
    '\r\n# Heading\r\n| a | b |\n```\n&lt;script&gt;';
  return { inHeader, inBody };
}

/** The answer with a word of the server's own wherever it can have one. */
function disfigured(answer: Buffer, { inHeader, inBody }: Words): Buffer {
  const [head = '', text = ''] = answer.toString('utf8').split('\r\n\r\n');
  const [statusLine = '', ...fields] = head.split('\r\n');
  const [version, status] = statusLine.split(' ');
  const body = Buffer.from(disfiguredBody(text, inBody));
  const kept = fields.filter((field) => !/^(content-length|etag|x-correlation-id):/i.test(field));
  const lines = [
    `${version} ${status} ${inHeader}`,
    ...kept,
    `ETag: W/"${inHeader}"`,
    `X-Correlation-Id: ${inHeader}`,
    `X-Own: ${inHeader}`,
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

function disfiguredBody(text: string, inBody: string): string {
  if (text === '') return '';
  const resource = JSON.parse(text);
  switch (resource.resourceType) {
    case 'CapabilityStatement':
      resource.software = { name: inBody, version: inBody };
      break;
    case 'OperationOutcome':
      for (const issue of resource.issue) Object.assign(issue, { diagnostics: inBody, code: inBody });
      break;
    case 'Bundle':
      resource.link = [{ relation: 'next', url: `http://${inBody}` }];
      resource.entry?.unshift({ resource: { ...resource.entry[0]?.resource, id: inBody } });
      break;
    case 'Appointment':
      resource.meta.versionId = inBody;
      resource.comment = inBody;
      break;
  }
  return JSON.stringify(resource);
}
