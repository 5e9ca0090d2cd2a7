import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../lib/rules';
import { faults } from '../provider';

const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8').replace(/\s+/g, ' ');

describe('the README tells what the suite is proved by', () => {
  test('as many faults as there are', () => {
    expect(readme).toContain(`the embedded provider has ${faults.length} faults`);
  });

  test('as many rules as bind a server', () => {
    const binding = rules.filter(({ binds }) => binds === 'server');
    expect(readme).toContain(`each of the ${binding.length} rules that bind a server`);
  });
});
