import type { DeadLetterGroup } from "@baton/contracts";

export type Counts = { all: number; unreplayed: number };

export function countsOf(groups: readonly DeadLetterGroup[]): Counts {
  const sum = (of: (group: DeadLetterGroup) => number) => groups.reduce((total, group) => total + of(group), 0);
  return { all: sum(({ count }) => count), unreplayed: sum(({ count, replayed }) => count - replayed) };
}
