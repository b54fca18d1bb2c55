import { type Job, jobRequestSchema, parseLossless } from "@baton/contracts";
import { headerColumns, headerFromColumns, type JobHeader } from "../job-header.ts";
import { type StoredText, storedTextColumns, storedTextFrom } from "../payload-files.ts";

/** A job that waits: what its row in the inbox says. Every column is immutable; a redelivery writes the same. */
export type InboxRow = JobHeader & {
  rowKey: string;
  keyId: string;
  request: StoredText;
  /** ISO 8601; when a worker took it off the broker. */
  receivedAt: string;
  /** Not before this time. */
  runAt?: string;
};

/** A row as it was read. Its ETag tells whether someone has delivered the job again since. */
export type WaitingRow = InboxRow & { etag: string };

/** Due jobs sort by priority (9 first), then by job id, which is the order of submission. */
export function waitRowKey(priority: number, jobId: string): string {
  return `wait:${9 - priority}:${jobId}`;
}

/** Jobs for later sort by their time. */
export function laterRowKey(dueAt: Date, jobId: string): string {
  return `later:${String(dueAt.getTime()).padStart(14, "0")}:${jobId}`;
}

export function inboxRowToEntity(row: InboxRow) {
  return {
    partitionKey: row.keyId,
    rowKey: row.rowKey,
    ...headerColumns(row),
    ReceivedAt: row.receivedAt,
    RunAt: row.runAt ?? "",
    ...storedTextColumns("Request", row.request),
  };
}

export function inboxRowFromEntity(entity: Record<string, unknown>): WaitingRow {
  const text = (name: string) => (entity[name] as string | undefined) ?? "";
  const runAt = text("RunAt");
  return {
    ...headerFromColumns(entity),
    rowKey: text("rowKey"),
    keyId: text("partitionKey"),
    request: storedTextFrom("Request", entity) ?? { kind: "inline", text: "{}" },
    receivedAt: text("ReceivedAt"),
    etag: text("etag"),
    ...(runAt ? { runAt } : {}),
  };
}

/** The job that a stored request describes. Its text passed validation before it was stored. */
export function jobFromRequest(requestText: string, jobId: string, createdAt: string): Job {
  const request = jobRequestSchema.parse(parseLossless(requestText));
  return { ...request, jobId, name: request.name ?? request.type, createdAt: request.createdAt ?? createdAt };
}
