import type { Issue } from '../issue';
import { type SyntaxFinding, shorten } from './syntax';

/** What becomes of a number as it is written, when a reader takes it for a double as JSON readers do. */
export type Loss =
  /** Another number, and no small matter: a whole number changes, or it is too large or too small for a double. */
  | 'value'
  /** Digits of a fraction beyond those that a double holds. */
  | 'digits'
  /** Zeros at the end of a fraction, which tell its precision: `1.50`. */
  | 'zeros';

const FINDINGS: Readonly<Record<Loss, Pick<Issue, 'severity' | 'message'>>> = {
  value: { severity: 'error', message: 'is another number to a reader with IEEE 754 doubles' },
  // STU3 sets no bound to the digits of a decimal, and asks readers not to take it for a double.
  digits: { severity: 'warning', message: 'has more digits than an IEEE 754 double keeps' },
  zeros: {
    severity: 'information',
    message: 'ends in zeros, which a reader with IEEE 754 doubles does not keep',
  },
};

/** What to tell of a number that loses something. */
export function numberFinding(written: string, loss: Loss): SyntaxFinding {
  const { severity, message } = FINDINGS[loss];
  return { severity, code: 'value', rule: 'number', message: `${shorten(written)} ${message}.` };
}

/** What is lost of `written`, a number in the syntax of JSON; null for nothing. */
export function lossOf(written: string): Loss | null {
  // A double holds any 15 digits.
  if (written.length <= 15 && /^-?\d+$/.test(written)) return null;
  const read = Number(written);
  const isWhole = !/[.]|e-/i.test(written);
  if (!Number.isFinite(read)) return 'value';
  if (normalForm(written) !== normalForm(String(read))) return isWhole || read === 0 ? 'value' : 'digits';
  return /\.\d*0(?:e|$)/i.test(written) ? 'zeros' : null;
}

/** A number as its digits, without zeros at either end, and the power of ten of the last one. */
function normalForm(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits === '') return '0';
  let end = digits.length;
  while (digits.charAt(end - 1) === '0') end -= 1;
  const power = Number(exponent) - fraction.length + (digits.length - end);
  return `${sign}${digits.slice(0, end)}e${power}`;
}

/** A number without exponent, as FHIR XML has decimals. */
export function plainDecimal(number: number): string {
  const written = Object.is(number, -0) ? '-0' : String(number);
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(written) ?? [];
  if (exponent === undefined) return written;
  const power = Number(exponent);
  const digits = whole + fraction;
  return power < 0 ? `${sign}0.${'0'.repeat(-power - 1)}${digits}` : sign + digits.padEnd(power + 1, '0');
}
