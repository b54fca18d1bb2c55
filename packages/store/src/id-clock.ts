import { jobIdTime } from "@baton/contracts";

const hourMs = 3_600_000;
const tolerance = 24;

/**
 * How many whole hours the time inside a job's id is ahead of its receipt (negative: behind). Undefined up to a day:
 * submitters' clocks differ, and messages lie over night. Lists sort by that time, so what is further off is told.
 */
export function clockOffHours(jobId: string, receivedAt: string): number | undefined {
  const hours = Math.trunc((jobIdTime(jobId).getTime() - Date.parse(receivedAt)) / hourMs);
  return Math.abs(hours) >= tolerance ? hours : undefined;
}

/** The message of a job's `Queued` event. */
export function queuedMessage({ jobId, receivedAt }: { jobId: string; receivedAt: string }): string {
  const hours = clockOffHours(jobId, receivedAt);
  if (hours === undefined) return "Queued";
  return `Queued; the time in its id is ${Math.abs(hours)} h ${hours > 0 ? "ahead" : "behind"}`;
}
