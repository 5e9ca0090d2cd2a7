import { headerValues, type RequestToSend } from '../../lib/http';
import { AddressedClient, type Settings, type SpineProxy } from '../../lib/target';
import { BASE, FakeClient } from './fakes';

const PREFIX = 'urn:nhs:names:services:careconnect:fhir:rest:';
const SPINE: SpineProxy = {
  baseUrl: 'https://ssp.test/proxy',
  from: '200000000115',
  to: '918999198993',
  interactionIds: {},
};

function asked(method: string, path: string, headers: RequestToSend['headers'] = []): RequestToSend {
  return { method, url: BASE + path, headers, case: 'a case', purpose: 'p' };
}

/** What goes out for a request with these settings. */
async function sent(
  request: RequestToSend,
  settings: Partial<Pick<Settings, 'spineProxy' | 'extraHeaders'>>,
): Promise<RequestToSend> {
  const client = new FakeClient(() => ({}));
  const all = { spineProxy: null, extraHeaders: [], ...settings };
  await new AddressedClient(client, all, BASE).send(request);
  return client.sent[0] as RequestToSend;
}

const interactionId = ({ headers }: RequestToSend): string[] => headerValues(headers, 'Ssp-InteractionID');

test('without settings a request goes out as it is', async () => {
  const request = asked('GET', '/metadata', [['Accept', 'x']]);
  expect(await sent(request, {})).toEqual(request);
});

test('at the Spine proxy the whole URL is asked for, behind one slash, and stays that of the provider', async () => {
  const { url, gatewayUrl, headers } = await sent(asked('GET', '/Slot?a=b|c', [['Accept', 'x']]), {
    spineProxy: SPINE,
  });
  expect(url).toBe(`${BASE}/Slot?a=b|c`);
  expect(gatewayUrl).toBe(`https://ssp.test/proxy/${BASE}/Slot?a=b|c`);
  expect(headers).toEqual([
    ['Accept', 'x'],
    ['Ssp-TraceID', expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)],
    ['Ssp-From', '200000000115'],
    ['Ssp-To', '918999198993'],
    ['Ssp-InteractionID', `${PREFIX}search:slot`],
  ]);
});

test('each request of a race has a trace id of its own', async () => {
  const client = new FakeClient(() => ({}));
  const addressed = new AddressedClient(client, { spineProxy: SPINE, extraHeaders: [] }, BASE);
  await addressed.sendTogether([asked('POST', '/Appointment'), asked('POST', '/Appointment')]);
  const traces = client.sent.flatMap(({ headers }) => headerValues(headers, 'Ssp-TraceID'));
  expect(new Set(traces).size).toBe(2);
});

test('without a URL of the proxy its headers are sent straight to the provider', async () => {
  const request = await sent(asked('GET', '/metadata'), { spineProxy: { ...SPINE, baseUrl: null } });
  expect(request.gatewayUrl).toBeUndefined();
  expect(interactionId(request)).toEqual([`${PREFIX}read:metadata`]);
});

test.each([
  ['GET', '/metadata', 'read:metadata'],
  ['GET', '/Slot?status=free', 'search:slot'],
  ['POST', '/Appointment', 'create:appointment'],
  ['GET', '/Appointment?patient=1', 'search:appointment'],
  ['GET', '/Appointment/1', 'read:appointment'],
  ['GET', '/Appointment/1/_history/2', 'read:appointment'],
  ['PUT', '/Appointment/1', 'update:appointment'],
])('%s %s has the interaction id %s', async (method, path, id) => {
  expect(interactionId(await sent(asked(method, path), { spineProxy: SPINE }))).toEqual([PREFIX + id]);
});

test.each([
  ['DELETE', '/Appointment/1', 'update:appointment'],
  ['HEAD', '/Appointment/1', 'read:appointment'],
  ['POST', '/Slot', 'search:slot'],
  ['GET', '/Nothing/1', 'read:metadata'],
])('%s %s, which no page has an id for, has that of %s, or what is set', async (method, path, id) => {
  const own = { ...SPINE, interactionIds: { other: 'urn:other' } };
  expect(interactionId(await sent(asked(method, path), { spineProxy: SPINE }))).toEqual([PREFIX + id]);
  expect(interactionId(await sent(asked(method, path), { spineProxy: own }))).toEqual(['urn:other']);
});

test('an interaction id that is set is sent in place of that of the page', async () => {
  const spineProxy = { ...SPINE, interactionIds: { 'search:slot': 'urn:own' } };
  expect(interactionId(await sent(asked('GET', '/Slot?x=1'), { spineProxy }))).toEqual(['urn:own']);
});

test('extra fields are added; a field that the case sends itself is the only one of its name', async () => {
  const extraHeaders = [
    ['X-Api-Key', 'abc'],
    ['Cache-Control', 'no-store'],
  ] as const;
  const { headers } = await sent(asked('GET', '/Slot', [['cache-control', 'no-cache']]), { extraHeaders });
  expect(headers).toEqual([
    ['cache-control', 'no-cache'],
    ['X-Api-Key', 'abc'],
  ]);
});
