import type { Appointment } from 'fhir/r3';
import { Appointments, resourceOf } from '../../provider/appointments';

const APPOINTMENT: Appointment = { resourceType: 'Appointment', status: 'booked', participant: [] };
const LENGTH = JSON.stringify(APPOINTMENT).length;

test('nobody changes what is stored by changing what was handed out', () => {
  const appointments = new Appointments();
  const version = appointments.store(APPOINTMENT, 'a', '1', new Date());
  if (!version) throw new Error('Nothing was stored.');
  resourceOf(version).status = 'cancelled';
  expect(resourceOf(version).status).toBe('booked');
});

test('nothing is stored beyond the limit, and nothing is dropped for it', () => {
  const appointments = new Appointments(2 * LENGTH);
  expect(appointments.store(APPOINTMENT, 'a', '1', new Date())).not.toBeNull();
  expect(appointments.store(APPOINTMENT, 'a', '2', new Date())).not.toBeNull();
  expect(appointments.store(APPOINTMENT, 'b', '1', new Date())).toBeNull();
  expect(appointments.history('a').map(({ versionId }) => versionId)).toEqual(['1', '2']);
  expect(appointments.history('b')).toEqual([]);
  expect(appointments.newestId).toBe('a');
});
