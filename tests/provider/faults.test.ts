import { outcomeProblems, readMessage } from '../../lib/fhir';
import { ruleById, rules } from '../../lib/rules';
import { faults, optionsFor, type ProviderOptions, startProvider } from '../../provider';
import { Consumer } from './consumer';
import { bookingSymptoms } from './symptoms/booking';
import { connectionSymptoms } from './symptoms/connection';
import { forgedTokenSymptoms } from './symptoms/forged-tokens';
import { httpSymptoms } from './symptoms/http';
import { locationSymptoms } from './symptoms/location';
import { messageSymptoms } from './symptoms/messages';
import { resourceSymptoms } from './symptoms/resources';
import type { Symptom } from './symptoms/steps';
import { storingSymptoms } from './symptoms/storing';
import { urgentCareSymptoms } from './symptoms/urgent-care';
import { versionSymptoms } from './symptoms/versions';

// To make keys and certificates takes a while on a busy machine.
jest.setTimeout(60_000);

describe('The list of faults', () => {
  test('has an id of its own for each', () => {
    const ids = faults.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test.each(faults)('$id names the rule that it breaks, what it does, and what goes with it', (fault) => {
    expect(fault.overlay).toBe(fault.rule.startsWith('uec.') ? 'uec' : undefined);
    for (const rule of [fault.rule, ...fault.couplings]) expect(ruleById(rule).id).toBe(rule);
    expect(fault.couplings).not.toContain(fault.rule);
    expect(new Set(fault.couplings).size).toBe(fault.couplings.length);
    expect(fault.description).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(fault.behaviour)).not.toEqual([]);
  });

  test.each(rules.filter(({ binds }) => binds === 'server').map(({ id }) => id))('breaks %s', (rule) => {
    expect(faults.map((fault) => fault.rule)).toContain(rule);
  });
});

// Some faults show only where tokens are signed, and an RSA key takes a while to make.
jest.setTimeout(60_000);

const SYMPTOMS: Record<string, Symptom> = {
  ...bookingSymptoms,
  ...storingSymptoms,
  ...resourceSymptoms,
  ...messageSymptoms,
  ...versionSymptoms,
  ...connectionSymptoms,
  ...locationSymptoms,
  ...forgedTokenSymptoms,
  ...httpSymptoms,
  ...urgentCareSymptoms,
};

/** Runs against a provider with faults, which ends with it. */
async function withFaults<T>(
  ids: readonly string[],
  use: (consumer: Consumer) => Promise<T>,
  options: ProviderOptions = {},
): Promise<T> {
  const provider = await startProvider({ ...options, faults: ids, slots: 10 });
  try {
    return await use(new Consumer(provider));
  } finally {
    await provider.close();
  }
}

describe('On the wire', () => {
  test.each(faults)('$id: $description', async (fault) => {
    const symptom = SYMPTOMS[fault.id];
    if (!symptom) throw new Error(`No test shows the fault ${fault.id}.`);
    await withFaults([fault.id], symptom, optionsFor(fault));
  });

  test.each(faults)('a conformant provider does not show $id', async (fault) => {
    const look: Symptom = async (consumer) => SYMPTOMS[fault.id]?.(consumer);
    await expect(withFaults([], look, optionsFor(fault))).rejects.toThrow(/expect\(|JSON/);
  });

  test('several faults show together', async () => {
    await withFaults(
      ['created-status-200', 'created-location-missing', 'request-id-constant'],
      async (consumer) => {
        const booked = await consumer.bookAny();
        expect(booked.status).toBe(200);
        expect(booked.header('Location')).toBeUndefined();
        expect(booked.header('X-Request-Id')).toMatch(/^0+-/);
      },
    );
  });

  test('faults that change a body change it in XML, too', async () => {
    const ids = ['response-r4-element', 'created-body-without-version', 'outcome-says-nothing'];
    const provider = await startProvider({ faults: ids, slots: 2 });
    const consumer = new Consumer(provider, 'xml');
    const booked = await consumer.bookAny();
    expect(booked.text).toContain('<cancelationReason>');
    expect(readMessage(Buffer.from(booked.text), 'xml').value).not.toHaveProperty('meta.versionId');
    expect(outcomeProblems((await consumer.book('<')).resource())).toHaveLength(1);
    await provider.close();
  });
});
