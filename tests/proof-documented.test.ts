import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../lib/rules';
import { faults } from '../provider';

const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8').replace(/\s+/g, ' ');

const numberIn = (sentence: RegExp): number => Number(readme.match(sentence)?.[1]);

describe('the README tells what the suite is proved by', () => {
  test('as many faults as there are', () => {
    expect(numberIn(/embedded provider has (\d+) faults/)).toBe(faults.length);
  });

  test('as many rules as bind a server', () => {
    const binding = rules.filter(({ binds }) => binds === 'server');
    expect(numberIn(/each of the (\d+) rules that bind a server/)).toBe(binding.length);
  });
});
