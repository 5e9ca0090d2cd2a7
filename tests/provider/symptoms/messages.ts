import type { OperationOutcome } from 'fhir/r3';
import { outcomeProblems } from '../../../lib/fhir';
import { send } from '../consumer';
import { type Symptom, showsOnBooking, showsOnCancellation, staleUpdate } from './steps';

/** How the faults in labels, and in how errors are explained, show on the wire. */
export const messageSymptoms: Record<string, Symptom> = {
  'media-type-generic': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBe('application/json;charset=utf-8');
  }),
  'media-type-text': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBe('text/plain;charset=utf-8');
    expect(booked.json().resourceType).toBe('Appointment');
  }),
  'media-type-of-the-other-format': showsOnCancellation((cancelled) => {
    expect(cancelled.header('Content-Type')).toBe('application/fhir+xml;charset=utf-8');
    expect(cancelled.json().resourceType).toBe('Appointment');
  }),
  'media-type-of-dstu2': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBe('application/json+fhir;charset=utf-8');
  }),
  'update-in-the-other-format': showsOnCancellation((cancelled) => {
    expect(cancelled.header('Content-Type')).toBe('application/fhir+xml;charset=utf-8');
    expect(cancelled.text).toContain('<status value="cancelled"/>');
  }),
  'charset-latin-1': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBe('application/fhir+json;charset=iso-8859-1');
  }),
  'not-found-html': async (consumer) => {
    const answer = await consumer.read('/Appointment/unknown');
    expect(answer.status).toBe(404);
    expect(answer.header('Content-Type')).toMatch(/^text\/html/);
    expect(answer.text).toContain('<h1>');
  },
  'bad-request-empty': async (consumer) => {
    expect(await consumer.book('{')).toMatchObject({ status: 400, text: '' });
    expect(await consumer.book('{}')).toMatchObject({ status: 400, text: '' });
    expect((await consumer.book('{', { Authorization: undefined })).text).not.toBe('');
  },
  'version-conflict-plain-json': async (consumer) => {
    const answer = await staleUpdate(consumer);
    expect(answer.status).toBe(409);
    expect(answer.header('Content-Type')).toBe('application/json');
    expect(answer.json()).toEqual({ message: 'Version conflict' });
  },
  'outcome-without-issues': async (consumer) => {
    expect((await consumer.book('{')).json<OperationOutcome>().issue).toEqual([]);
  },
  'outcome-http-status-as-code': async (consumer) => {
    expect((await consumer.read('/Appointment/unknown')).json()).toHaveProperty('issue.0.code', '404');
  },
  'outcome-severity-unknown': async (consumer) => {
    expect((await consumer.book('{')).json()).toHaveProperty('issue.0.severity', 'critical');
  },
  'outcome-says-nothing': async (consumer) => {
    const outcome = (await consumer.book('{')).json();
    expect(outcome).toMatchObject({ issue: [{ severity: 'error', code: 'structure' }] });
    expect(outcomeProblems(outcome)).toEqual([expect.stringContaining('Nothing says what went wrong')]);
  },
  'media-type-generic-on-errors': async (consumer) => {
    expect((await consumer.book('{')).header('Content-Type')).toBe('application/json;charset=utf-8');
    expect((await consumer.bookAny()).header('Content-Type')).toMatch(/^application\/fhir\+json/);
  },
  'media-type-generic-on-search': async (consumer) => {
    expect((await consumer.search()).header('Content-Type')).toBe('application/json;charset=utf-8');
    expect((await consumer.bookAny()).header('Content-Type')).toMatch(/^application\/fhir\+json/);
  },
  'media-type-twice': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toMatch(/^(application\/fhir\+json;charset=utf-8) & \1$/);
  }),
  'media-type-without-format': showsOnCancellation((cancelled) => {
    expect(cancelled.header('Content-Type')).toBe('application/fhir;charset=utf-8');
  }),
  'charset-latin-1-on-errors': async (consumer) => {
    expect((await consumer.book('{')).header('Content-Type')).toMatch(/charset=ISO-8859-1$/);
    expect((await consumer.bookAny()).header('Content-Type')).toMatch(/charset=utf-8$/);
  },
  'charset-without-hyphen': showsOnBooking((booked) => {
    expect(booked.header('Content-Type')).toBe('application/fhir+json;charset=utf8');
  }),
  'not-found-in-a-bundle': async (consumer) => {
    const answer = await consumer.read('/Appointment/unknown');
    expect(answer.json()).toHaveProperty('entry.0.resource.resourceType', 'OperationOutcome');
    expect(answer.json().resourceType).toBe('Bundle');
  },
  'method-not-allowed-empty': async (consumer) => {
    const answer = await send(consumer.baseUrl, { method: 'DELETE', path: '/Appointment/1' });
    expect(answer).toMatchObject({ status: 405, text: '' });
    expect(answer.header('Allow')).toBeDefined();
  },
  'base-invalid-problem-json': async (consumer) => {
    const answer = await consumer.book({ resourceType: 'Appointment' });
    expect(answer.header('Content-Type')).toBe('application/problem+json');
    expect((await consumer.book('{')).json().resourceType).toBe('OperationOutcome');
  },
  'media-type-refused-plain-json': async (consumer) => {
    const answer = await consumer.book('{}', { 'Content-Type': 'image/png' });
    expect(answer.status).toBe(415);
    expect(answer.json()).toEqual({ status: 415, error: 'Unsupported Media Type' });
  },
  'outcome-only-informs': async (consumer) => {
    expect((await consumer.book('{')).json()).toHaveProperty('issue.0.severity', 'information');
  },
  'outcome-without-code': async (consumer) => {
    const outcome = (await consumer.book('{')).json();
    expect(outcome).toHaveProperty('issue.0.severity', 'error');
    expect(outcome).not.toHaveProperty('issue.0.code');
  },
  'outcome-code-of-r4': async (consumer) => {
    expect((await consumer.read('/Appointment/unknown')).json()).toHaveProperty('issue.0.code', 'deleted');
  },
  'outcome-details-as-text': async (consumer) => {
    expect((await consumer.book('{')).json()).toHaveProperty('issue.0.details', expect.any(String));
  },
  'outcome-message-of-its-own': async (consumer) => {
    expect((await consumer.book('{')).json()).toHaveProperty('issue.0.message', expect.any(String));
  },
  'outcome-single-issue': async (consumer) => {
    expect((await consumer.book('{')).json()).toHaveProperty('issue.severity', 'error');
  },
  'outcome-null': async (consumer) => {
    expect((await consumer.book('{')).json()).toHaveProperty('issue.0.diagnostics', null);
  },
};
