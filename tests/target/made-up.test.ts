import { isOurs, MADE_UP_DESCRIPTION, MADE_UP_FAMILY } from '../../lib/target';

const START = '2099-01-01T09:00:00Z';

/** An Appointment with a patient of this family name and number, contained as the booking page asks. */
function appointment(family: string | null, nhsNumber: string | null, more: object = {}): object {
  const patient = {
    resourceType: 'Patient',
    ...(family === null ? {} : { name: [{ family }] }),
    ...(nhsNumber === null ? {} : { identifier: [{ value: nhsNumber }] }),
  };
  return {
    resourceType: 'Appointment',
    contained: [patient],
    description: MADE_UP_DESCRIPTION,
    start: START,
    ...more,
  };
}

const OURS = `${MADE_UP_FAMILY}-00042`;
const SENT = Buffer.from(JSON.stringify(appointment(OURS, '9990000018')));

describe('isOurs', () => {
  test.each<[name: string, served: object, ours: boolean]>([
    ['the same patient', appointment(OURS, '9990000018'), true],
    ['the same name, without the number', appointment(OURS, null), true],
    ['the same number, without the name', appointment(null, '9990000018'), true],
    ['the same name beside another number', appointment(OURS, '9990000026'), true],
    ['another made-up patient', appointment(`${MADE_UP_FAMILY}-00043`, '9990000026'), false],
    ['another made-up patient at the same time', appointment(`${MADE_UP_FAMILY}-00043`, null), false],
    ['no patient, made up, at the same time', appointment(null, null), true],
    [
      'no patient, made up, at the same moment in another zone',
      appointment(null, null, { start: '2099-01-01T10:00:00+01:00' }),
      true,
    ],
    [
      'no patient, made up, at another time',
      appointment(null, null, { start: '2099-01-01T09:10:00Z' }),
      false,
    ],
    ['no patient, made up, at no time', appointment(null, null, { start: undefined }), false],
    ['a person, at the same time', appointment('Smith', '4010232137', { description: 'Ear ache' }), false],
    ['nothing that is ours', {}, false],
    ['a description that is no text', appointment(null, null, { description: [MADE_UP_DESCRIPTION] }), false],
  ])('%s: %#', (_name, served, ours) => {
    expect(isOurs(SENT, served)).toBe(ours);
  });

  test('a number that only holds one of ours is not ours', () => {
    expect(isOurs(SENT, appointment('Smith', '19990000018', { description: 'Ear ache' }))).toBe(false);
  });

  test.each(['{"start":', 'null', ''])(
    'a request that was no Appointment made nothing of ours: %j',
    (body) => {
      expect(isOurs(Buffer.from(body), appointment(null, null))).toBe(false);
      expect(isOurs(Buffer.from(body), appointment(null, null, { start: undefined }))).toBe(false);
    },
  );
});
