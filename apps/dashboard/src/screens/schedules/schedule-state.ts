import type { JobEvent, ListedSchedule, Schedule } from "@baton/contracts";
import type { Tone } from "../../view/status-tone.ts";

/** `over`: its pattern has no more times. */
export type ScheduleState = "on" | "paused" | "over";

export function stateOf({ paused, nextAt, pendingFire }: Schedule): ScheduleState {
  if (paused) return "paused";
  return nextAt === undefined && pendingFire === undefined ? "over" : "on";
}

export const stateWords: Record<ScheduleState, string> = { on: "On", paused: "Paused", over: "Over" };
export const stateTones: Record<ScheduleState, Tone> = { on: "good", paused: "waiting", over: "over" };

export const overlapWords: Record<Schedule["overlap"], string> = {
  queue: "the next waits in line",
  skip: "the next is left out",
};
export const missedWords: Record<Schedule["missed"], string> = {
  "fire-once": "one run makes up",
  skip: "leave them out",
};

/** The times from the next one on. */
export function comingTimes({ nextAt, nextTimes }: ListedSchedule, count: number): string[] {
  if (nextAt === undefined) return [];
  // One that is late is not among those to come.
  return [nextAt, ...nextTimes.filter((time) => time > nextAt)].slice(0, count);
}

/** The leader fires within a second; nobody does when no worker is there. */
const lateMs = 30_000;

export function isLate({ nextAt }: Schedule, now: number): boolean {
  return nextAt !== undefined && now - new Date(nextAt).getTime() > lateMs;
}

/** What was left out after the last run, if anything was. */
export function skipSinceLastRun({ lastSkip, recentRuns }: Schedule): Schedule["lastSkip"] {
  const lastRun = recentRuns[0];
  return lastSkip && (lastRun === undefined || lastSkip.at > lastRun.at) ? lastSkip : undefined;
}

const quiet: ReadonlySet<JobEvent["status"]> = new Set(["Step", "Progress", "Log"] as const);

/** Whether events may be of runs: a schedule's job is known by its type only, until the server names it. */
export function mayConcern(events: readonly JobEvent[], schedules: readonly Schedule[]): boolean {
  return events.some(
    ({ status, jobType, tenantId }) =>
      !quiet.has(status) &&
      schedules.some((schedule) => schedule.job.type === jobType && schedule.tenantId === tenantId),
  );
}
