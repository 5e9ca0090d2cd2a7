import { type Exchange, type Gap, REDACTED } from '../../lib/http';
import { maskOfMark, messageOf } from '../../lib/target';
import { readAll } from '../../lib/target/gaps';
import { MASKED } from '../../lib/target/masked-text';
import { exchangeOf } from './fakes';

/** An answer as its evidence has it; notes of it what is read that is not what came. */
function evidence(body: unknown, masked = false): { answer: NonNullable<Exchange['response']>; gaps: Gap[] } {
  const gaps: Gap[] = [];
  const { response } = exchangeOf({ body });
  const answer = { ...(response as NonNullable<Exchange['response']>), onGap: (gap: Gap) => gaps.push(gap) };
  return { answer: masked ? { ...answer, masked: true } : answer, gaps };
}

const PATIENT = {
  resourceType: 'Patient',
  name: [{ family: maskOfMark('XXTESTPATIENT-00001'), given: [MASKED] }],
  birthDate: MASKED,
  managingOrganization: { display: `token ${REDACTED}` },
};

describe('Evidence that is not what was on the wire', () => {
  test('reads as it is', () => {
    expect(JSON.stringify(messageOf(evidence(PATIENT).answer).value)).toBe(JSON.stringify(PATIENT));
  });

  test.each<[string, (patient: typeof PATIENT) => unknown, Gap[]]>([
    ['what was masked', (patient) => patient.birthDate, ['masked']],
    ['what was masked in a list', (patient) => patient.name[0]?.given[0], ['masked']],
    ['the mark of a made-up patient', (patient) => patient.name[0]?.family, ['marked']],
    ['what a secret was taken out of', (patient) => patient.managingOrganization.display, ['redacted']],
    ['what is as it was', (patient) => patient.resourceType, []],
    ['how much there is', (patient) => [patient.name.length, Object.keys(patient)], []],
  ])('tells of it when a check reads %s', (_, look, expected) => {
    const { answer, gaps } = evidence(PATIENT);
    look(messageOf(answer).value as typeof PATIENT);
    expect(gaps).toEqual(expected);
  });

  test('tells each reader, also who reads it again', () => {
    const { answer, gaps } = evidence(PATIENT);
    const patient = messageOf(answer).value;
    expect(messageOf(answer).value).toBe(patient);
    readAll(patient);
    readAll(patient);
    expect(gaps).toHaveLength(8);
  });

  test('that was masked as a whole may have been readable', () => {
    const { answer, gaps } = evidence(Buffer.from(`${MASKED} and more`), true);
    expect(messageOf(answer).value).toBeUndefined();
    expect(messageOf(answer).value).toBeUndefined();
    expect(gaps).toEqual(['masked', 'masked']);
  });
});

test('what was on the wire is read once, and tells nothing', () => {
  const { response } = exchangeOf({ body: PATIENT });
  const answer = response as NonNullable<Exchange['response']>;
  expect(messageOf(answer).value).toBe(messageOf(answer).value);
});
