import { type JobStatus, type JobSummary, limits, type Progress } from "@baton/contracts";
import type { InboxRow } from "../inbox/inbox-row.ts";
import { headerColumns, headerFromColumns, headerOf, type JobHeader } from "../job-header.ts";

/** A job as lists show it, and how far into its ledger that is. */
export type IndexedJob = JobHeader & {
  keyId: string;
  /** −1 submitted, 0 in the inbox, else the seq of the last event that is shown here. */
  seq: number;
  status: JobStatus;
  message: string;
  attempts: number;
  progress?: Progress;
  workerId?: string;
  fence?: number;
  /** While it is scheduled: not before this time. */
  runAt?: string;
  queuedAt?: string;
  startedAt?: string;
  endedAt?: string;
  /** The newest job that was made of it. */
  replayedBy?: string;
  /** The first line of its last error. */
  errorLine?: string;
};

/** A job as its row in the inbox tells of it. */
export function waitingJob(row: InboxRow, workerId: string): IndexedJob {
  return {
    ...headerOf(row),
    keyId: row.keyId,
    seq: 0,
    status: row.runAt === undefined ? "Waiting" : "Scheduled",
    message: row.runAt === undefined ? "Queued" : `Scheduled for ${row.runAt}`,
    attempts: 0,
    workerId,
    queuedAt: row.receivedAt,
    ...(row.runAt === undefined ? {} : { runAt: row.runAt }),
  };
}

/** What of an error lists show, and group by. */
export function errorLineOf(message: string): string {
  const line = message.trim().split(/\r?\n|\r/, 1)[0] ?? "";
  const { errorLineChars } = limits;
  return (line.length <= errorLineChars ? line : `${line.slice(0, errorLineChars - 1)}…`).toWellFormed();
}

export function toSummary(job: IndexedJob): JobSummary {
  const { keyId: _keyId, seq: _seq, ...summary } = job;
  return summary;
}

export function indexedColumns(job: IndexedJob) {
  return {
    ...headerColumns(job),
    KeyId: job.keyId,
    Seq: { type: "Int64" as const, value: String(job.seq) },
    Status: job.status,
    Message: job.message,
    Attempts: job.attempts,
    Progress: job.progress ? JSON.stringify(job.progress) : "",
    WorkerId: job.workerId ?? "",
    Fence: { type: "Int64" as const, value: String(job.fence ?? 0) },
    RunAt: job.runAt ?? "",
    QueuedAt: job.queuedAt ?? "",
    StartedAt: job.startedAt ?? "",
    EndedAt: job.endedAt ?? "",
    ReplayedBy: job.replayedBy ?? "",
    ErrorLine: job.errorLine ?? "",
  };
}

export function indexedFromColumns(row: Record<string, unknown>): IndexedJob {
  const text = (name: string) => (row[name] as string | undefined) || undefined;
  const progress = text("Progress");
  const fence = Number(row["Fence"]);
  const optional = {
    workerId: text("WorkerId"),
    runAt: text("RunAt"),
    queuedAt: text("QueuedAt"),
    startedAt: text("StartedAt"),
    endedAt: text("EndedAt"),
    replayedBy: text("ReplayedBy"),
    errorLine: text("ErrorLine"),
  };
  return {
    ...headerFromColumns(row),
    keyId: row["KeyId"] as string,
    seq: Number(row["Seq"]),
    status: row["Status"] as JobStatus,
    message: (row["Message"] as string) ?? "",
    attempts: Number(row["Attempts"]),
    ...(progress ? { progress: JSON.parse(progress) as Progress } : {}),
    ...(fence > 0 ? { fence } : {}),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >),
  };
}
