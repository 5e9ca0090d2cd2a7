import { printable, styler } from '../../lib/report';
import { fakeStream, HOSTILE, STEERING } from './samples';

describe('printable', () => {
  test('leaves ordinary text alone, whatever its script', () => {
    expect(printable('Zoë — 予約 😀')).toBe('Zoë — 予約 😀');
  });

  test('makes one line of it, white space of any kind being one blank', () => {
    expect(printable('a\r\n\tb\u2028c  d\u0085e')).toBe('a b c d�e');
  });

  test('leaves nothing that steers a terminal or turns text around', () => {
    expect(STEERING.test(HOSTILE)).toBe(true);
    expect(printable(HOSTILE)).toBe('�[2J�[31mred��gnp� CONFORMANT�1m');
    const every = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('');
    expect(printable(every, every.length)).not.toMatch(STEERING);
  });

  test('leaves nothing that a CI server takes for a command', () => {
    expect(printable('so ##[error]it is')).toBe('so ## [error]it is');
  });

  test('bounds it, and shows that it goes on', () => {
    expect(printable('x'.repeat(400))).toBe('x'.repeat(400));
    expect(printable('x'.repeat(401))).toBe(`${'x'.repeat(400)}…`);
    expect(printable('abcdef', 3)).toBe('abc…');
  });
});

describe('styler', () => {
  const environment = process.env;
  beforeEach(() => {
    process.env = { TERM: 'xterm' };
  });
  afterEach(() => {
    process.env = environment;
  });

  test('styles text for a terminal', () => {
    expect(styler(fakeStream({}))('red', 'no')).toBe('\u001b[31mno\u001b[0m');
  });

  test('leaves text alone where no terminal reads it', () => {
    expect(styler(fakeStream(null))('red', 'no')).toBe('no');
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('leaves text alone when asked to: %j', (asked) => {
    process.env = { TERM: 'xterm', ...asked };
    expect(styler(fakeStream({}))('red', 'no')).toBe('no');
  });
});
