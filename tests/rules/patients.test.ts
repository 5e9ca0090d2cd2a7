import { forPatients, ruleById } from '../../lib/rules/index';
import { RULES_KNOWN_TO_MATTER } from '../../lib/rules/patients';

test.each(RULES_KNOWN_TO_MATTER)(
  'what %s means for a patient is a sentence, of a rule that binds a server',
  (id) => {
    expect(ruleById(id).binds).toBe('server');
    expect(forPatients(id)).toMatch(/^[A-Z][^\n]*\.$/);
  },
);

test('is known of every rule on the safety of the diary', () => {
  const safety = ['no-double-booking', 'race', 'no-side-effect', 'jwt-enforced', 'slot-consumed'];
  expect(safety.map((name) => forPatients(`book.safety.${name}`))).not.toContain(null);
});

test('nothing is made up where it is not plain', () => {
  expect(forPatients('http.date')).toBeNull();
});
