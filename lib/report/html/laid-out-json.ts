/**
 * JSON in lines of a readable length. Only white space between its tokens is changed: a number keeps its digits, and a
 * name that is there twice is there twice. Text that is no JSON, or nested too deeply, is given back as it is.
 */
export function laidOutJson(text: string): string {
  if (!isJson(text)) return text;
  const tokens = text.match(TOKENS) ?? [];
  return depthOf(tokens) > MOST_DEPTH ? text : laidOut(valueFrom(tokens[Symbol.iterator]()), '');
}

/** Strings, the six signs of JSON, and all else that is no white space. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;

/** What is nested more deeply would be mostly indentation. */
const MOST_DEPTH = 100;
const LONGEST_LINE = 88;

/** A token, or a list of members between brackets, each with its name where it has one. */
type Value =
  | string
  | { readonly brackets: string; readonly members: readonly Member[]; readonly inOneLine: string | null };
interface Member {
  readonly name: string;
  readonly value: Value;
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function depthOf(tokens: readonly string[]): number {
  let depth = 0;
  let deepest = 0;
  for (const token of tokens) {
    if (isOpening(token)) deepest = Math.max(deepest, ++depth);
    if (token === '}' || token === ']') depth -= 1;
  }
  return deepest;
}

const isOpening = (token: string): boolean => token === '{' || token === '[';

/** The next value of a sequence of tokens, which is that of a JSON text. */
function valueFrom(tokens: Iterator<string>, first = tokens.next().value as string): Value {
  if (!isOpening(first)) return first;
  const brackets = first === '{' ? '{}' : '[]';
  const members: Member[] = [];
  for (
    let token = tokens.next().value as string;
    token !== brackets[1];
    token = tokens.next().value as string
  ) {
    if (token === ',') continue;
    const name = first === '{' ? `${token}${tokens.next().value} ` : '';
    members.push({ name, value: first === '{' ? valueFrom(tokens) : valueFrom(tokens, token) });
  }
  return { brackets, members, inOneLine: inOneLine(brackets, members) };
}

/** A list in one line; null when that is too long. */
function inOneLine(brackets: string, members: readonly Member[]): string | null {
  const items: string[] = [];
  for (const { name, value } of members) {
    const text = typeof value === 'string' ? value : value.inOneLine;
    if (text === null || text.length > LONGEST_LINE) return null;
    items.push(name + text);
  }
  const around = brackets === '{}' && items.length > 0 ? ' ' : '';
  const line = brackets[0] + around + items.join(', ') + around + brackets[1];
  return line.length > LONGEST_LINE ? null : line;
}

/** A value in one line if that is short enough, else with a line for each member. */
function laidOut(value: Value, indentation: string): string {
  if (typeof value === 'string') return value;
  const { brackets, members, inOneLine: line } = value;
  if (line !== null && indentation.length + line.length <= LONGEST_LINE) return line;
  const further = `${indentation}  `;
  const lines = members.map((member) => further + member.name + laidOut(member.value, further));
  return `${brackets[0]}\n${lines.join(',\n')}\n${indentation}${brackets[1]}`;
}
