import {
  type Job,
  parseLossless,
  type Schedule,
  type ScheduledJob,
  type ScheduleRun,
  scheduledJobSchema,
} from "@baton/contracts";

/** A fire time that was claimed: whose job is on its way, or was when its leader died. */
export type PendingFire = { at: string; jobId: string; claimedAt: string; claimedBy: string };

/** A row of table `Schedules`. */
export type ScheduleRow = Omit<Schedule, "job" | "pendingFire"> & {
  /** The job's template: text, because parsing would change large numbers. */
  jobText: string;
  /** The key of the last run's job: the template's may have changed since. */
  lastKeyId?: string;
  pendingFire?: PendingFire;
  etag: string;
};

/** What each run of it is, under this id. */
export function jobOf(row: ScheduleRow, jobId: string, createdAt: string): Job {
  const template = templateOf(row);
  return {
    ...template,
    jobId,
    name: template.name ?? template.type,
    tenantId: row.tenantId,
    createdAt,
    submittedBy: `schedule:${row.scheduleId}`,
  };
}

export function toSchedule(row: ScheduleRow): Schedule {
  const { jobText: _text, lastKeyId: _keyId, etag: _etag, pendingFire, ...fields } = row;
  return {
    ...fields,
    job: templateOf(row),
    ...(pendingFire ? { pendingFire: { at: pendingFire.at, jobId: pendingFire.jobId } } : {}),
  };
}

function templateOf({ jobText }: ScheduleRow): ScheduledJob {
  return scheduledJobSchema.parse(parseLossless(jobText));
}

export function scheduleToColumns(row: Omit<ScheduleRow, "etag">) {
  return {
    ScheduleId: row.scheduleId,
    TenantId: row.tenantId,
    Cron: row.cron,
    TimeZone: row.timeZone,
    Job: row.jobText,
    Overlap: row.overlap,
    Missed: row.missed,
    Paused: row.paused,
    CreatedAt: row.createdAt,
    CreatedBy: row.createdBy ?? "",
    Revision: row.revision,
    LastFiredAt: row.lastFiredAt ?? "",
    LastJobId: row.lastJobId ?? "",
    LastKeyId: row.lastKeyId ?? "",
    RecentRuns: JSON.stringify(row.recentRuns),
    LastSkip: row.lastSkip ? JSON.stringify(row.lastSkip) : "",
    NextAt: row.nextAt ?? "",
    PendingFire: row.pendingFire ? JSON.stringify(row.pendingFire) : "",
  };
}

export function scheduleFromEntity(entity: Record<string, unknown>): ScheduleRow {
  const text = (name: string) => (entity[name] as string | undefined) ?? "";
  const optional = {
    createdBy: text("CreatedBy"),
    lastFiredAt: text("LastFiredAt"),
    lastJobId: text("LastJobId"),
    lastKeyId: text("LastKeyId"),
    nextAt: text("NextAt"),
  };
  const lastSkip = text("LastSkip");
  return {
    scheduleId: text("ScheduleId"),
    tenantId: text("TenantId"),
    cron: text("Cron"),
    timeZone: text("TimeZone"),
    jobText: text("Job"),
    overlap: text("Overlap") as Schedule["overlap"],
    missed: text("Missed") as Schedule["missed"],
    paused: entity["Paused"] === true,
    recentRuns: recentRunsFrom(entity),
    createdAt: text("CreatedAt"),
    revision: Number(entity["Revision"]),
    etag: text("etag"),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== "")) as Partial<typeof optional>),
    ...(lastSkip ? { lastSkip: JSON.parse(lastSkip) as NonNullable<Schedule["lastSkip"]> } : {}),
    ...pendingFrom(entity),
  };
}

/** A row of an older version knows its last run only. */
function recentRunsFrom(entity: Record<string, unknown>): ScheduleRun[] {
  const [runs, lastFiredAt, lastJobId] = [entity["RecentRuns"], entity["LastFiredAt"], entity["LastJobId"]];
  if (runs) return JSON.parse(runs as string) as ScheduleRun[];
  return lastFiredAt && lastJobId ? [{ at: lastFiredAt as string, jobId: lastJobId as string }] : [];
}

export function pendingFrom(entity: Record<string, unknown>): { pendingFire?: PendingFire } {
  const pending = entity["PendingFire"];
  return pending ? { pendingFire: JSON.parse(pending as string) as PendingFire } : {};
}
