const MOST_IDS = 40;

/** The ids of exchanges in short: those that follow each other as a range, `x0001 to x0004, x0007`. */
export function idsInShort(ids: readonly string[]): string {
  const ranges: Array<{ first: string; last: string }> = [];
  for (const id of ids) {
    const range = ranges.at(-1);
    if (range && isNext(range.last, id)) range.last = id;
    else ranges.push({ first: id, last: id });
  }
  const words = ranges.map(({ first, last }) => (first === last ? first : `${first} to ${last}`));
  const more = words.length - MOST_IDS;
  return more > 0 ? `${words.slice(0, MOST_IDS).join(', ')} and more` : words.join(', ');
}

function isNext(id: string, next: string): boolean {
  const [one, other] = [id, next].map((text) => /^x(\d+)$/.exec(text)?.[1]);
  return one !== undefined && other !== undefined && Number(other) === Number(one) + 1;
}
