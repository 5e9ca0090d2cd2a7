/** Characters that steer a terminal or turn text around: Unicode categories Cc and Cf. */
const CONTROLS = /[\p{Cc}\p{Cf}]/gu;

/** What a runner of GitHub takes for a command, wherever it stands in a line. */
const COMMANDS = /##\[/g;

/** Text that may hold anything, made harmless for a terminal and a CI log: no control characters, no commands, one line. */
export function printable(text: string, mostCharacters = 400): string {
  const line = text.replace(/\s+/g, ' ').replace(CONTROLS, '�').replace(COMMANDS, '## [');
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
}

export type Style = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

const CODES: Record<Style, number> = { red: 31, yellow: 33, green: 32, dim: 2, bold: 1 };

/** Gives text a style. */
export type Styler = (style: Style, text: string) => string;

/** Gives text a style where the stream shows styles, and leaves it alone elsewhere. */
export function styler(stream: NodeJS.WriteStream): Styler {
  const styled = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  return (style, text) => (styled ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
}
