/**
 * One run of a job's code, timed inside its thread on the clock that all processes of a machine share: from its
 * first line to its last one.
 */
export type TimedRun = {
  jobId: string;
  lockKey: string;
  /** The process of its thread. */
  pid: number;
  attempt: number;
  fence: number;
  startMs: number;
  endMs: number;
};

/** A time in which runs of a key were allowed to overlap, because an operator had been told that they may. */
export type Excuse = { lockKey: string; fromMs: number; toMs: number };

/** Runs of one key that were under way at the same time, and fences that did not rise from run to run. */
export function overlaps(runs: readonly TimedRun[], excuses: readonly Excuse[] = []): string[] {
  return [...Map.groupBy(runs, (run) => run.lockKey)].flatMap(([lockKey, ofKey]) => {
    const inOrder = ofKey.toSorted((one, other) => one.startMs - other.startMs);
    return inOrder.flatMap((run, at) => {
      const before = inOrder[at - 1];
      if (!before || isExcused(run, excuses)) return [];
      if (run.startMs < before.endMs) return [`key ${lockKey}: jobs ${before.jobId} and ${run.jobId} ran at once`];
      if (run.fence > before.fence) return [];
      return [`key ${lockKey}: job ${run.jobId} ran with fence ${run.fence} after ${before.fence}`];
    });
  });
}

function isExcused({ lockKey, startMs }: TimedRun, excuses: readonly Excuse[]): boolean {
  return excuses.some((excuse) => excuse.lockKey === lockKey && startMs >= excuse.fromMs && startMs <= excuse.toMs);
}
