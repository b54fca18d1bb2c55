/**
 * How many rows at the top have come since `firstShown` was the first: they wait while the user reads. None, once that
 * row is no longer there.
 */
export function freshCount(ids: readonly string[], firstShown: string | undefined): number {
  return firstShown === undefined ? 0 : Math.max(0, ids.indexOf(firstShown));
}
