import type { JobError, JobStatus } from "@baton/contracts";
import { headerColumns, headerFromColumns, type JobHeader } from "../job-header.ts";
import { type StoredText, storedTextColumns, storedTextFrom } from "../payload-files.ts";

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
  startedAt?: string;
  endedAt?: string;
  attempts: AttemptRecord[];
  /** How many attempts counted against `maxAttempts`. */
  failures: number;
  strikes: number;
  /** Where in the chain the job's events lie; an open range ends at the head. */
  ranges: [firstSeq: number, lastSeq: number | null][];
  result?: StoredText;
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
    StartedAt: row.startedAt ?? "",
    EndedAt: row.endedAt ?? "",
    Attempts: JSON.stringify(row.attempts),
    Failures: row.failures,
    Strikes: row.strikes,
    Ranges: JSON.stringify(row.ranges),
    Error: row.error ? JSON.stringify(row.error) : "",
    ...storedTextColumns("Request", row.request),
    ...storedTextColumns("Result", row.result),
  };
}

export function jobRowFromEntity(row: Record<string, unknown>): JobRow {
  const startedAt = row["StartedAt"] as string;
  const endedAt = row["EndedAt"] as string;
  const error = row["Error"] as string;
  const result = storedTextFrom("Result", row);
  return {
    ...headerFromColumns(row),
    request: storedTextFrom("Request", row) ?? { kind: "inline", text: "{}" },
    status: row["Status"] as JobStatus,
    queuedAt: row["QueuedAt"] as string,
    attempts: JSON.parse(row["Attempts"] as string),
    failures: Number(row["Failures"]),
    strikes: Number(row["Strikes"]),
    ranges: JSON.parse(row["Ranges"] as string),
    ...(startedAt ? { startedAt } : {}),
    ...(endedAt ? { endedAt } : {}),
    ...(error ? { error: JSON.parse(error) as JobError } : {}),
    ...(result ? { result } : {}),
  };
}
