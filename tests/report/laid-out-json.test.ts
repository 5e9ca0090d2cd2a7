import { laidOutJson } from '../../lib/report/html/laid-out-json';

test('short lists stand in one line, long ones in a line for each member', () => {
  const long = 'x'.repeat(80);
  expect(laidOutJson(`{"a":[1,2,{"b":null}],"c":{},"d":[],"e":"${long}"}`)).toBe(
    `{\n  "a": [1, 2, { "b": null }],\n  "c": {},\n  "d": [],\n  "e": "${long}"\n}`,
  );
});

test.each([
  ['numbers keep their digits', '{"a":1.0,"b":-0,"c":1e400,"d":0.10}'],
  ['a name that is there twice is there twice', '{"a":1,"a":2}'],
  ['strings keep their escapes, brackets and spaces', String.raw`{"a":"\u0041 \" {[,:]} \\","b":"  "}`],
])('%s', (_, text) => {
  const laidOut = laidOutJson(text);
  expect(laidOut).not.toBe(text);
  expect(JSON.parse(laidOut)).toEqual(JSON.parse(text));
  const tokens = (json: string): string =>
    json.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part[0] === '"' ? part : ''));
  expect(tokens(laidOut)).toBe(tokens(text));
});

test.each([
  '',
  'no JSON',
  '{"a":',
  '<a/>',
  '"text"',
  '12',
  `${'['.repeat(101)}${']'.repeat(101)}`,
  '['.repeat(100_000),
])('what is no JSON, or is nested too deeply, stays as it is (%#)', (text) => {
  expect(laidOutJson(text)).toBe(text);
});
