/**
 * JSON with line ends and indentation between its tokens, which themselves stay as they are, to the last character: a
 * number keeps its digits, and a name that is there twice is there twice. Text that is no JSON is given back as it is.
 */
export function laidOutJson(text: string): string {
  if (!isJson(text)) return text;
  let depth = 0;
  const broken = (): string => `\n${'  '.repeat(depth)}`;
  const tokens = text.match(TOKENS) ?? [];
  return tokens
    .map((token, index) => {
      switch (token) {
        case '{':
        case '[': {
          if (CLOSING.has(tokens[index + 1] ?? '')) return token;
          depth += 1;
          return token + broken();
        }
        case '}':
        case ']': {
          if (OPENING.has(tokens[index - 1] ?? '')) return token;
          depth -= 1;
          return broken() + token;
        }
        case ',':
          return token + broken();
        case ':':
          return ': ';
        default:
          return token;
      }
    })
    .join('');
}

/** Strings, the six signs of JSON, and all else that is no white space. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;
const OPENING = new Set(['{', '[']);
const CLOSING = new Set(['}', ']']);

/** How deep a text may be nested, to be laid out: what is deeper would be mostly indentation. */
const MOST_DEPTH = 100;

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object' && depthOf(text) <= MOST_DEPTH;
  } catch {
    return false;
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const token of text.match(TOKENS) ?? []) {
    if (OPENING.has(token)) deepest = Math.max(deepest, ++depth);
    if (CLOSING.has(token)) depth -= 1;
  }
  return deepest;
}
