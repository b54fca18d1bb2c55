import { type Job, jobRequestSchema, parseLossless } from "@baton/contracts";
import { headerColumns, headerFromColumns, headerOf, type JobHeader } from "../job-header.ts";
import type { JobRow } from "../ledger/job-row.ts";
import { type StoredText, storedTextColumns, storedTextFrom } from "../stored-text.ts";

/** A job that waits: what its row in the inbox says. Every column is immutable; a redelivery writes the same. */
export type InboxRow = JobHeader & {
  rowKey: string;
  keyId: string;
  request: StoredText;
  /** ISO 8601; when a worker took it off the broker. */
  receivedAt: string;
  /** The worker that did; unknown of rows of an earlier version. */
  receivedBy?: string;
  /** Not before this time. */
  runAt?: string;
};

/** A row as it was read. Its ETag tells whether someone has delivered the job again since. */
export type WaitingRow = InboxRow & { etag: string };

/** Due jobs sort by priority (9 first), then by job id, which is the order of submission. */
export function waitRowKey(priority: number, jobId: string): string {
  return `wait:${9 - priority}:${jobId}`;
}

/** Whoever was moved to the front last is first. */
function frontRowKey(frontAt: string, jobId: string): string {
  return `wait:-:${String(frontCeiling - Date.parse(frontAt)).padStart(14, "0")}:${jobId}`;
}

const frontCeiling = 10 ** 14 - 1;

/** Jobs for later sort by their time. */
export function laterRowKey(dueAt: Date, jobId: string): string {
  return `later:${String(dueAt.getTime()).padStart(14, "0")}:${jobId}`;
}

/** A waiting job's row as it lies in the line, by the ledger's word on its priority, if there is one. */
export function dueRow(row: InboxRow, known?: { priority: number; frontAt?: string }): InboxRow {
  const priority = known?.priority ?? row.priority;
  return { ...row, priority, rowKey: dueRowKey({ ...known, jobId: row.jobId, priority }) };
}

/** Where a job lies in the line. */
export function dueRowKey({ jobId, priority, frontAt }: { jobId: string; priority: number; frontAt?: string }): string {
  return frontAt ? frontRowKey(frontAt, jobId) : waitRowKey(priority, jobId);
}

/** A waiting job's row as it lies when the job is for later. */
export function laterRow(row: InboxRow, at: Date): InboxRow {
  return { ...row, rowKey: laterRowKey(at, row.jobId), runAt: at.toISOString() };
}

/** The row with which a job waits that is on the record. */
export function waitingRowOf(keyId: string, job: JobRow): InboxRow {
  const row = { ...headerOf(job), keyId, rowKey: "", request: job.request, receivedAt: job.queuedAt };
  return job.nextAt === undefined ? dueRow(row, job) : laterRow(row, new Date(job.nextAt));
}

export function inboxRowToEntity(row: InboxRow) {
  return {
    partitionKey: row.keyId,
    rowKey: row.rowKey,
    ...headerColumns(row),
    ReceivedAt: row.receivedAt,
    ReceivedBy: row.receivedBy ?? "",
    RunAt: row.runAt ?? "",
    // Both, because rows are merged: of one that was stored otherwise before nothing may stay.
    Request: "",
    RequestBlob: "",
    ...storedTextColumns("Request", row.request),
  };
}

export function inboxRowFromEntity(entity: Record<string, unknown>): WaitingRow {
  const text = (name: string) => (entity[name] as string | undefined) ?? "";
  const runAt = text("RunAt");
  const receivedBy = text("ReceivedBy");
  return {
    ...headerFromColumns(entity),
    rowKey: text("rowKey"),
    keyId: text("partitionKey"),
    request: storedTextFrom("Request", entity) ?? { kind: "inline", text: "{}" },
    receivedAt: text("ReceivedAt"),
    etag: text("etag"),
    ...(receivedBy ? { receivedBy } : {}),
    ...(runAt ? { runAt } : {}),
  };
}

/** The job that a stored request describes. Its text passed validation before it was stored. */
export function jobFromRequest(requestText: string, jobId: string, createdAt: string): Job {
  const request = jobRequestSchema.parse(parseLossless(requestText));
  return { ...request, jobId, name: request.name ?? request.type, createdAt: request.createdAt ?? createdAt };
}
