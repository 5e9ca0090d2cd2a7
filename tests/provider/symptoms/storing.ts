import type { Appointment, Patient } from 'fhir/r3';
import type { Consumer, Received } from '../consumer';
import { bookWith, type Contained, hasErrorAt, patientIn, type Symptom, showsOnBooking } from './steps';

const HOUR_MS = 3_600_000;

/** How the faults in what becomes of the content of a booking show on the wire. */
export const storingSymptoms: Record<string, Symptom> = {
  'create-keeps-client-id': async (consumer) => {
    const booked = await bookWith(consumer, { id: 'mine' });
    expect(booked.json().id).toBe('mine');
    expect(booked.header('Location')).toContain('/Appointment/mine/_history/1');
    expect((await consumer.read('/Appointment/mine')).status).toBe(200);
  },
  'create-client-id-400': async (consumer) => {
    expect((await bookWith(consumer, { id: 'mine' })).status).toBe(400);
    expect((await consumer.bookAny()).status).toBe(201);
  },
  'create-keeps-client-version': async (consumer) => {
    const booked = await bookWith(consumer, { meta: { versionId: '999' } });
    expect(booked.json()).toHaveProperty('meta.versionId', '999');
    expect(booked.header('ETag')).toBe('W/"999"');
    expect((await consumer.read(booked.header('Location') ?? '')).json()).toEqual(booked.json());
  },
  'create-keeps-client-last-updated': async (consumer) => {
    const lastUpdated = '2001-01-01T00:00:00Z';
    const booked = await bookWith(consumer, { meta: { lastUpdated } });
    expect(booked.json()).toHaveProperty('meta.lastUpdated', lastUpdated);
  },
  'create-last-updated-missing': showsOnBooking((booked) => {
    expect(booked.json()).toHaveProperty('meta.versionId', '1');
    expect(booked.json()).not.toHaveProperty('meta.lastUpdated');
  }),
  'create-last-updated-summer-time': showsOnBooking((booked) => {
    const { meta, created } = booked.json<Appointment>();
    expect(Date.parse(meta?.lastUpdated ?? '') - Date.parse(created ?? '')).toBe(HOUR_MS);
  }),
  'create-description-cut-off': async (consumer) => {
    const sent = consumer.appointment(await consumer.slot());
    const booked = await consumer.book(sent);
    const { description = '' } = booked.json<Appointment>();
    expect(sent.description).toMatch(new RegExp(`^${description}.`));
    expect(description).not.toBe('');
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'create-contact-dropped': async (consumer) => {
    const sent = consumer.appointment(await consumer.slot());
    expect((sent.contained as Contained)[1].contact).toHaveLength(1);
    const booked = await consumer.book(sent);
    expect(patientIn(booked)).not.toHaveProperty('contact');
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'create-keeps-client-id-in-resource': async (consumer) => {
    const booked = await bookWith(consumer, { id: 'mine' });
    expect(booked.json().id).toBe('mine');
    expect(booked.header('Location')).not.toContain('/mine/');
    expect((await consumer.read('/Appointment/mine')).status).toBe(404);
  },
  'create-keeps-client-last-updated-in-own-zone': async (consumer) => {
    const booked = await bookWith(consumer, { meta: { lastUpdated: '2001-01-01T00:00:00Z' } });
    expect(booked.json()).toHaveProperty('meta.lastUpdated', '2001-01-01T01:00:00.000+01:00');
  },
  'create-stores-client-last-updated': async (consumer) => {
    const lastUpdated = '2001-01-01T00:00:00Z';
    const booked = await bookWith(consumer, { meta: { lastUpdated } });
    expect(booked.json()).not.toHaveProperty('meta.lastUpdated', lastUpdated);
    expect((await consumer.read(booked.header('Location') ?? '')).json()).toHaveProperty(
      'meta.lastUpdated',
      lastUpdated,
    );
  },
  'create-last-updated-on-read-only': showsOnBooking(async (booked, consumer) => {
    expect(booked.json()).not.toHaveProperty('meta.lastUpdated');
    const read = await consumer.read(booked.header('Location') ?? '');
    expect(read.json()).toHaveProperty('meta.lastUpdated');
  }),
  'create-last-updated-without-zone': showsOnBooking(hasErrorAt('Appointment.meta.lastUpdated')),
  'create-last-updated-as-number': showsOnBooking((booked) => {
    expect(booked.json().meta).toHaveProperty('lastUpdated', expect.any(Number));
  }),
  'create-extensions-dropped': async (consumer) => {
    const booked = await bookFor(consumer, (patient) => {
      const url = 'http://hl7.org/fhir/StructureDefinition/birthPlace';
      patient.extension = [{ url, valueAddress: { city: 'Testville' } }];
    });
    expect(patientIn(booked)).not.toHaveProperty('extension');
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'create-one-given-name': async (consumer) => {
    const booked = await bookFor(consumer, (patient) => {
      for (const name of patient.name ?? []) name.given = ['Zoë', 'Siân'];
    });
    expect(patientIn(booked).name?.[0]?.given).toEqual(['Zoë']);
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'create-one-telecom': async (consumer) => {
    const booked = await bookFor(consumer, (patient) => {
      patient.telecom?.push({ system: 'email', value: 'made-up@consumer.example', rank: 2 });
    });
    expect(patientIn(booked).telecom).toHaveLength(1);
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'create-address-without-postcode': async (consumer) => {
    const booked = await consumer.bookAny();
    expect(patientIn(booked).address?.[0]).not.toHaveProperty('postalCode');
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'create-document-language-replaced': async (consumer) => {
    const booked = await consumer.bookAny();
    expect(booked.json()).toHaveProperty('contained.0.content.0.attachment.language', 'en-GB');
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'create-document-dropped': async (consumer) => {
    const booked = await consumer.bookAny();
    expect(booked.json()).not.toHaveProperty('supportingInformation');
    expect(booked.json().contained).toHaveLength(2);
    expect((await consumer.cancel(booked)).status).toBe(200);
  },
  'create-description-escaped': keepsDescriptionAs(
    `Cut & swollen, <1 h, can't walk`,
    'Cut &amp; swollen, &lt;1 h, can&#39;t walk',
  ),
  'create-description-in-latin-1': keepsDescriptionAs('Zoë', 'ZoÃ«'),
  'create-description-without-four-bytes': keepsDescriptionAs('Zoë 🩺', 'Zoë ?'),
};

/** Books for a patient with something more to be kept. */
async function bookFor(consumer: Consumer, change: (patient: Patient) => void): Promise<Received> {
  const appointment = consumer.appointment(await consumer.slot());
  change((appointment.contained as Contained)[1]);
  return consumer.book(appointment);
}

function keepsDescriptionAs(sent: string, stored: string): Symptom {
  return async (consumer) => {
    const booked = await bookWith(consumer, { description: sent });
    expect(booked.json().description).toBe(stored);
    expect((await consumer.cancel(booked)).status).toBe(200);
  };
}
