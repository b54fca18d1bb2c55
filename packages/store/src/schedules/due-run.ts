import { type CronTiming, lastTime, nextTimes } from "@baton/contracts";

/** Later than this, a run counts as missed: nobody was there to fire it at its time. */
const missedAfterMs = 5000;

export type DueRun = {
  /** The newest of the times that have passed: it stands for all of them. */
  at: Date;
  isMissed: boolean;
  /** Undefined when the pattern has no more times. */
  next: Date | undefined;
};

/** What is due by now; undefined when the next time has not come. */
export function dueRun(schedule: CronTiming & { nextAt?: string }, now: Date): DueRun | undefined {
  if (schedule.nextAt === undefined) return undefined;
  const planned = new Date(schedule.nextAt);
  if (planned > now) return undefined;
  const newest = lastTime(schedule, now);
  const at = newest && newest > planned ? newest : planned;
  return { at, isMissed: now.getTime() - at.getTime() > missedAfterMs, next: nextTimes(schedule, now, 1)[0] };
}
