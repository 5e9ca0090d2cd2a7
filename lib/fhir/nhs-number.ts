/**
 * Whether `value` is a well-formed NHS number: ten digits, no spaces, the last one the Modulus 11 check digit of the
 * nine before it (NHS Data Dictionary, NHS NUMBER).
 */
export function isValidNhsNumber(value: string): boolean {
  if (!/^[0-9]{10}$/.test(value)) return false;
  const digits = Array.from(value, Number);
  const checkDigit = digits.pop();
  const weighted = digits.reduce((sum, digit, place) => sum + digit * (10 - place), 0);
  // 11 stands for 0; 10 has no digit of its own, so that no number with it is ever issued.
  const expected = (11 - (weighted % 11)) % 11;
  return expected === checkDigit;
}
