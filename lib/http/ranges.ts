/** A stretch of bytes: from `start` up to, and without, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The bytes with every range replaced, overlapping ones by one mark; the very same buffer if there is none. */
export function replaced(bytes: Buffer, ranges: readonly Range[], mark: Buffer): Buffer {
  if (ranges.length === 0) return bytes;
  const parts: Buffer[] = [];
  let copied = 0;
  for (const { start, end } of joined(ranges)) {
    parts.push(bytes.subarray(copied, start), mark);
    copied = end;
  }
  return Buffer.concat([...parts, bytes.subarray(copied)]);
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start < last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else {
      result.push(range);
    }
  }
  return result;
}
