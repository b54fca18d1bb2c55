import type { ScheduleRun } from "@baton/contracts";

const kept = 5;

/** A schedule's last runs, newest first, with one more; one that is there already changes nothing. */
export function withRun(runs: readonly ScheduleRun[], { at, jobId }: ScheduleRun): ScheduleRun[] {
  const others = runs.filter((run) => run.jobId !== jobId);
  return [...others, { at, jobId }].toSorted(newestFirst).slice(0, kept);
}

function newestFirst(one: ScheduleRun, other: ScheduleRun): number {
  if (one.at === other.at) return one.jobId < other.jobId ? 1 : -1;
  return one.at < other.at ? 1 : -1;
}
