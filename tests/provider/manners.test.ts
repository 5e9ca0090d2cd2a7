import { ruleById } from '../../lib/rules';
import { type Manner, manners, startProvider } from '../../provider';
import { Consumer } from './consumer';
import { type MannerSymptom, mannerSymptoms } from './symptoms/manners';

/** In each test a provider is started, and some talk to it for as long as its manner takes. */
const TIMEOUT_MS = 60_000;

describe('The list of manners', () => {
  test('has an id of its own for each', () => {
    const ids = manners.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test.each(manners)('$id says what it does, and what it keeps from being judged', (manner) => {
    expect(manner.description).toMatch(/^[A-Z].*\.$/);
    for (const rule of manner.unjudged ?? []) expect(ruleById(rule).id).toBe(rule);
    expect(Object.keys({ ...manner.behaviour, ...manner.traits, ...manner.transfer })).not.toEqual([]);
  });
});

/** Looks at a provider with these manners, in the one format in which the manner shows. */
async function look(ids: readonly string[], { format = 'json' }: Manner, symptom: MannerSymptom) {
  const provider = await startProvider({ manners: ids, format });
  try {
    await symptom(new Consumer(provider, format), provider);
  } finally {
    await provider.close();
  }
}

function symptomOf({ id }: Manner): MannerSymptom {
  return mannerSymptoms[id] ?? (() => Promise.reject(new Error(`No test shows the manner ${id}.`)));
}

describe('On the wire', () => {
  test.each(manners)(
    '$id: $description',
    async (manner) => look([manner.id], manner, symptomOf(manner)),
    TIMEOUT_MS,
  );

  test.each(manners)(
    'the usual provider does not show $id',
    async (manner) => {
      await expect(look([], manner, symptomOf(manner))).rejects.toThrow(/expect\(|ENOENT/);
    },
    TIMEOUT_MS,
  );

  test('several manners show together, notation last', async () => {
    const ids = ['json-pretty', 'narrative', 'versions-from-zero'];
    const provider = await startProvider({ manners: ids, slots: 1 });
    const booked = await new Consumer(provider).bookAny();
    await provider.close();
    expect(booked.header('ETag')).toBe('W/"0"');
    expect(booked.text).toMatch(/\n\t"text": \{\n\t\t"status": "generated",/);
  });

  test('a fault shows in whatever manner', async () => {
    const provider = await startProvider({
      manners: ['json-pretty'],
      faults: ['created-body-without-version'],
      slots: 1,
    });
    const booked = await new Consumer(provider).bookAny();
    await provider.close();
    expect(booked.json()).not.toHaveProperty('meta.versionId');
  });
});

test('names an unknown manner, and says how to list them', async () => {
  await expect(startProvider({ manners: ['slow', 'nonsense'] })).rejects.toThrow(
    /"nonsense".*--list-manners/,
  );
});
