import type { Bundle, Slot } from 'fhir/r3';
import { validate } from '../../lib/fhir';
import { type RunningProvider, startProvider } from '../../provider';
import { Consumer, reasons } from './consumer';

let provider: RunningProvider;
let consumer: Consumer;

beforeAll(async () => {
  provider = await startProvider();
  consumer = new Consumer(provider);
});
afterAll(() => provider.close());

async function bundleOf(query: string): Promise<Bundle> {
  const answer = await consumer.search(query);
  expect(answer.status).toBe(200);
  return answer.json<Bundle>();
}

const totalOf = async (query: string): Promise<number | undefined> => (await bundleOf(query)).total;

describe('The slots on offer', () => {
  test('are 240, from tomorrow on, all valid and free', async () => {
    const bundle = await bundleOf('');
    const [first] = (bundle.entry ?? []).map(({ resource }) => resource as Slot);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

    expect(bundle.total).toBe(240);
    expect(first).toMatchObject({
      status: 'free',
      start: `${tomorrow}T09:00:00.000Z`,
      end: `${tomorrow}T09:10:00.000Z`,
    });
    expect(first?.meta).toMatchObject({ versionId: '1', lastUpdated: expect.any(String) });
    expect(bundle.entry?.[0]).toMatchObject({
      fullUrl: `${provider.baseUrl}/Slot/${first?.id}`,
      search: { mode: 'match' },
    });
    expect(validate(bundle).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('are as many as asked for, none included', async () => {
    for (const slots of [0, 1]) {
      const other = await startProvider({ slots });
      const bundle = (await new Consumer(other).search()).json<Bundle>();
      expect(bundle.total).toBe(slots);
      expect(bundle.entry?.length).toBe(slots === 0 ? undefined : slots);
      await other.close();
    }
  });
});

describe('Searching', () => {
  test.each([
    ['service=918999198999', 240],
    ['schedule.actor:healthcareservice=918999198999', 240],
    ['service=1,918999198999', 240],
    ['service=1', 0],
    ['service=918999198999&service=1', 0],
    ['status=free', 240],
    ['status=busy', 0],
    ['status=free,busy', 240],
    ['status=http://hl7.org/fhir/slotstatus|free', 240],
    ['x-unknown=1&constructor=2&__proto__=3', 240],
  ])('%s finds %d', async (query, total) => {
    expect(await totalOf(query)).toBe(total);
  });

  test('an unknown service gives a Bundle without entries', async () => {
    const bundle = await bundleOf('service=1');
    expect(bundle).not.toHaveProperty('entry');
    expect(validate(bundle).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('start takes prefixes, dates, instants and offsets, and repeats', async () => {
    const [first] = await consumer.slots('_count=1');
    const start = first?.start ?? '';
    const day = start.slice(0, 10);
    const inOffset = `${day}T10:00:00+01:00`;
    const expectations: Array<[query: string, total: number]> = [
      [`start=${start}`, 1],
      [`start=eq${start}`, 1],
      [`start=ne${start}`, 239],
      [`start=gt${start}`, 239],
      [`start=ge${start}`, 240],
      [`start=lt${start}`, 0],
      [`start=le${start}`, 1],
      [`start=sa${start}`, 239],
      [`start=eb${start}`, 0],
      [`start=sa${day}`, 192],
      [`start=${encodeURIComponent(inOffset)}`, 1],
      [`start=${inOffset}`, 1],
      [`start=${day}`, 48],
      [`start=gt${day}`, 192],
      [`start=ge${day}T09:00:00Z&start=lt${day}T10:00:00Z`, 6],
      [`start=ge${day}T09:00:00Z&start=le${day}T10:00:00Z`, 7],
    ];
    for (const [query, total] of expectations) expect([query, await totalOf(query)]).toEqual([query, total]);
  });

  test('start with ap takes what is near, a tenth of the time that is left', async () => {
    const [first] = await consumer.slots('_count=1');
    // The first slot begins tomorrow at nine, so that a tenth of the time until then is most of an hour at least.
    const halfAnHourBefore = new Date(Date.parse(first?.start ?? '') - 1_800_000).toISOString();
    expect(await totalOf(`start=${halfAnHourBefore}`)).toBe(0);
    expect(await totalOf(`start=ap${halfAnHourBefore}`)).toBeGreaterThan(0);
    expect(await totalOf('start=ap2099')).toBe(0);
  });

  test.each([
    'start=ge-not-a-date',
    'start=xx2026-01-01',
    'start=2026-02-31',
    'start=',
    'status=gone',
    'status=',
    'service=',
    '_count=many',
    'status:not=free',
    'start:missing=true',
    '_page=mine',
    `_page=${Buffer.from('["status=gone",1]').toString('base64url')}`,
  ])('%s is malformed: 400', async (query) => {
    const answer = await consumer.search(query);
    expect(answer.status).toBe(400);
    expect(reasons(answer)).toContain('search parameter');
  });

  test('every malformed parameter is named', async () => {
    expect(reasons(await consumer.search('start=x&status=y')).split('\n')).toHaveLength(2);
  });
});

describe('Paging', () => {
  test('follows next to every slot, once, and says where each page is', async () => {
    const found: Array<string | undefined> = [];
    let url: string | undefined = 'status=free&_count=70';
    let pages = 0;
    while (url) {
      const bundle: Bundle = await bundleOf(url);
      const links = new Map((bundle.link ?? []).map((link) => [link.relation, link.url]));
      found.push(...(bundle.entry ?? []).map(({ resource }) => resource?.id));
      expect(links.get('self')).toContain(`${provider.baseUrl}/Slot?`);
      expect(bundle.total).toBe(240);
      url = links.get('next');
      pages++;
    }
    expect(pages).toBe(4);
    expect(new Set(found).size).toBe(240);
    expect(found).toHaveLength(240);
  });

  test('misses no slot when slots of an earlier page go in between', async () => {
    const other = await startProvider({ slots: 4 });
    const booker = new Consumer(other);
    const first = (await booker.search('status=free&_count=2')).json<Bundle>();
    await booker.bookAny();
    const next = first.link?.find(({ relation }) => relation === 'next')?.url ?? '';
    const second = (await booker.search(next)).json<Bundle>();
    expect(second.entry?.map(({ resource }) => resource?.id)).toEqual(['slot0003', 'slot0004']);
    await other.close();
  });

  test('a page of none has no successor', async () => {
    const bundle = await bundleOf('_count=0');
    expect(bundle).not.toHaveProperty('entry');
    expect(bundle.link?.map(({ relation }) => relation)).toEqual(['self']);
  });
});

describe('Including', () => {
  const typesOf = async (query: string): Promise<string[]> => {
    const entries = (await bundleOf(`_count=2&${query}`)).entry ?? [];
    return entries
      .filter(({ search }) => search?.mode === 'include')
      .map(({ resource }) => resource?.resourceType ?? '');
  };

  test.each([
    ['', []],
    ['_include=Slot:schedule', ['Schedule']],
    ['_include:iterate=Schedule:actor:Practitioner', []],
    [
      '_include=Slot:schedule&_include:iterate=Schedule:actor:Practitioner&_include:iterate=Schedule:actor:HealthcareService',
      ['Schedule', 'HealthcareService', 'Practitioner'],
    ],
    [
      '_include=Slot:schedule&_include:iterate=Schedule:actor&_include:iterate=HealthcareService.location&_include:iterate=HealthcareService:Organization',
      ['Schedule', 'HealthcareService', 'Practitioner', 'Organization', 'Location'],
    ],
    ['_include=Slot:schedule&_include=Nothing:known', ['Schedule']],
    ['status=busy&_include=Slot:schedule', []],
  ])('%s', async (query, types) => {
    expect(await typesOf(query)).toEqual(types);
  });

  test('gives valid resources', async () => {
    const bundle = await bundleOf(
      '_include=Slot:schedule&_include:iterate=Schedule:actor&_include:iterate=HealthcareService:location&_include:iterate=HealthcareService:Organization',
    );
    for (const { resource } of bundle.entry ?? []) {
      expect(validate(resource).filter(({ severity }) => severity === 'error')).toEqual([]);
    }
    expect(validate(bundle).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
