import { secretsAmong } from '../../lib/target';

const isSecret = (name: string): boolean => secretsAmong([[name, 'x']]).length === 1;

test.each([
  'X-Api-Key',
  'apikey',
  'Ocp-Apim-Subscription-Key',
  'X-Auth-Token',
  'Cookie',
  'X-Client-Secret',
  'X-Password',
  'X-Amz-Security-Token',
  'X-Session-Id',
])('%s carries a secret, as its name tells', (name) => {
  expect(isSecret(name)).toBe(true);
});

test.each(['X-Environment', 'X-Tenant', 'User-Agent', 'X-Forwarded-Proto', 'X-Passenger'])(
  '%s does not, and stays in the evidence',
  (name) => {
    expect(isSecret(name)).toBe(false);
  },
);
