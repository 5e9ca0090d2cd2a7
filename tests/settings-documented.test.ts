import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTING_NAMES, settingSpec } from '../lib/target';

const file = (name: string): string => readFileSync(join(__dirname, '..', name), 'utf8');

describe('every setting is explained', () => {
  const example = file('.env.example');
  const readme = file('README.md');

  test.each(SETTING_NAMES)('%s', (name) => {
    expect(example).toMatch(new RegExp(`^#${name}=`, 'm'));
    expect(readme).toContain(`\`${name}\``);
    const { option, default: byDefault } = settingSpec(name);
    if (option) expect(example).toContain(`(--${option})`);
    if (byDefault) expect(example).toContain(`#${name}=${byDefault}\n`);
  });

  test('and no other is named in .env.example', () => {
    const named = [...example.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]);
    expect(named.sort()).toEqual([...SETTING_NAMES].sort());
  });
});
