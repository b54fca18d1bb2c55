import type { Schedule, ScheduleDetail } from "@baton/contracts";

const header = ["SCHEDULE", "TENANT", "CRON", "TIME ZONE", "TYPE", "NEXT RUN", "LAST RUN"];

/** A line for each, in columns. */
export function listText(schedules: Schedule[]): string {
  if (schedules.length === 0) return "There are no schedules.";
  const rows = [header, ...schedules.map(cellsOf)];
  const widths = header.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function detailText(schedule: ScheduleDetail): string {
  const { lastSkip, lastOutcome, lastJobId, nextTimes, paused, overlap, missed } = schedule;
  const { name, type, lockKey, priority, payload } = schedule.job;
  return [
    listText([schedule]),
    "",
    `Job:      ${name ?? type}, lock key ${lockKey}, priority ${priority}, payload ${JSON.stringify(payload)}`,
    `Overlap:  ${overlap}; missed: ${missed}`,
    ...(lastJobId === undefined
      ? []
      : [`Last job: ${lastJobId}, ${lastOutcome?.status ?? "not seen by a worker yet"}`]),
    ...(lastSkip === undefined ? [] : [`Left out: ${lastSkip.at} (${lastSkip.reason})`]),
    ...nextTimes.map((time, at) => `${at === 0 ? (paused ? "Would be:" : "Next:    ") : "         "} ${time}`),
  ].join("\n");
}

function cellsOf({ scheduleId, tenantId, cron, timeZone, job, paused, nextAt, lastFiredAt }: Schedule): string[] {
  return [scheduleId, tenantId, cron, timeZone, job.type, paused ? "paused" : (nextAt ?? "never"), lastFiredAt ?? ""];
}
