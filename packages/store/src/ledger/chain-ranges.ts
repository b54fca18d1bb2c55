/** A piece of a chain; both ends belong to it, null: up to the newest event. */
export type ChainRange = [firstSeq: number, lastSeq: number | null];

/** Ranges that are in order, joined where no more than `gap` events lie between two of them. */
export function joinedRanges(ranges: ChainRange[], gap: number): ChainRange[] {
  const joined: ChainRange[] = [];
  for (const [first, last] of ranges) {
    const before = joined.at(-1);
    if (before && (before[1] === null || first - before[1] - 1 <= gap)) before[1] = laterOf(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

function laterOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}
