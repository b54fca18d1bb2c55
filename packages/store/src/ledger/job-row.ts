import type { JobError, JobStatus } from "@baton/contracts";
import { headerColumns, headerFromColumns, type JobHeader } from "../job-header.ts";
import { longListColumns, longListFrom } from "../long-list.ts";
import { type StoredText, storedTextColumns, storedTextFrom } from "../stored-text.ts";

/** One execution of a job, as its row remembers it. */
export type AttemptRecord = {
  attempt: number;
  workerId: string;
  /** The hold's fence. */
  fence: number;
  startedAt: string;
  endedAt?: string;
  outcome?: "Completed" | "Failed" | "TimedOut" | "Interrupted" | "Cancelled";
};

/**
 * Row `job:<jobId>`: where a job stands. Made by its first event and changed only in transactions of its key's
 * ledger, so it always agrees with the chain.
 */
export type JobRow = JobHeader & {
  /** The submission as it was received: text, because parsing would change large numbers. */
  request: StoredText;
  status: JobStatus;
  queuedAt: string;
  /** While it is retrying or scheduled: when it is to start. */
  nextAt?: string;
  /** It was running when its worker died, among others: next time it runs alone there, which shows whose fault it is. */
  runsAlone?: true;
  startedAt?: string;
  endedAt?: string;
  /** An operator has put it before all others of its key, at this time. */
  frontAt?: string;
  /** The newest job that was made of it. */
  replayedBy?: string;
  attempts: AttemptRecord[];
  /** How many attempts counted against `maxAttempts`. */
  failures: number;
  strikes: number;
  /** Where in the chain the job's events lie; an open range ends at the head. */
  ranges: [firstSeq: number, lastSeq: number | null][];
  result?: StoredText;
  /** Of the last attempt that failed; gone when the job has completed. */
  error?: JobError;
};

export function jobRowKey(jobId: string): string {
  return `job:${jobId}`;
}

export function jobRowToEntity(keyId: string, row: JobRow) {
  return {
    partitionKey: keyId,
    rowKey: jobRowKey(row.jobId),
    ...headerColumns(row),
    Status: row.status,
    QueuedAt: row.queuedAt,
    NextAt: row.nextAt ?? "",
    RunsAlone: row.runsAlone ?? false,
    StartedAt: row.startedAt ?? "",
    EndedAt: row.endedAt ?? "",
    FrontAt: row.frontAt ?? "",
    ReplayedBy: row.replayedBy ?? "",
    ...longListColumns("Attempts", row.attempts),
    Failures: row.failures,
    Strikes: row.strikes,
    ...longListColumns("Ranges", row.ranges),
    Error: row.error ? JSON.stringify(row.error) : "",
    ...storedTextColumns("Request", row.request),
    ...storedTextColumns("Result", row.result),
  };
}

export function jobRowFromEntity(row: Record<string, unknown>): JobRow {
  const nextAt = row["NextAt"] as string | undefined;
  const startedAt = row["StartedAt"] as string;
  const endedAt = row["EndedAt"] as string;
  const frontAt = row["FrontAt"] as string | undefined;
  const replayedBy = row["ReplayedBy"] as string | undefined;
  const error = row["Error"] as string;
  const result = storedTextFrom("Result", row);
  return {
    ...headerFromColumns(row),
    request: storedTextFrom("Request", row) ?? { kind: "inline", text: "{}" },
    status: row["Status"] as JobStatus,
    queuedAt: row["QueuedAt"] as string,
    attempts: longListFrom("Attempts", row),
    failures: Number(row["Failures"]),
    strikes: Number(row["Strikes"]),
    ranges: longListFrom("Ranges", row),
    ...(nextAt ? { nextAt } : {}),
    ...(row["RunsAlone"] === true ? { runsAlone: true } : {}),
    ...(startedAt ? { startedAt } : {}),
    ...(endedAt ? { endedAt } : {}),
    ...(frontAt ? { frontAt } : {}),
    ...(replayedBy ? { replayedBy } : {}),
    ...(error ? { error: JSON.parse(error) as JobError } : {}),
    ...(result ? { result } : {}),
  };
}
