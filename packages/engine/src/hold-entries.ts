import type { EntryBuilder, EventDraft, JobRow, WaitingRow } from "@baton/store";
import { arrivalEvents } from "./attempt-events.ts";
import { endedRow, inlineJson } from "./outcome-events.ts";
import type { PreparedJob } from "./prepared-job.ts";
import { serializeError } from "./serialize-error.ts";
import { newJobRow } from "./start-entry.ts";

/** The last entry of a hold. */
export function releaseEntry(fence: number): EntryBuilder {
  const occurredAt = new Date().toISOString();
  return () => ({ events: [{ status: "LockReleased", message: `Lock released (fence ${fence})`, occurredAt }] });
}

/** The job had reached its end when it was delivered or submitted once more. */
export function duplicateEntry(row: WaitingRow, known: JobRow): EntryBuilder {
  const event = {
    jobId: row.jobId,
    status: "DuplicateIgnored" as const,
    message: `Duplicate ignored; the job is ${known.status}`,
    occurredAt: new Date().toISOString(),
    data: inlineJson({ receivedAt: row.receivedAt }),
  };
  return (firstSeq) => ({
    events: [event],
    job: { row: { ...known, ranges: [...known.ranges, [firstSeq, firstSeq]] }, isNew: false },
  });
}

/**
 * A job that cannot begin, for whatever is in it: it ends, instead of blocking its key for ever.
 * @param why a sentence's end: "Dead-lettered: …".
 */
export function deadLetterEntry(
  { row, known }: Pick<PreparedJob, "row" | "known">,
  why: string,
  cause?: unknown,
): EntryBuilder {
  const occurredAt = new Date().toISOString();
  const base = { jobId: row.jobId, occurredAt };
  const error = cause === undefined ? undefined : serializeError(cause);
  const failed: EventDraft[] = error
    ? [{ ...base, status: "Failed", message: `Processing error: ${why}`, data: inlineJson(error) }]
    : [];
  const events: EventDraft[] = [
    ...(known ? [] : arrivalEvents(row, undefined)),
    ...failed,
    { ...base, status: "DeadLettered", message: `Dead-lettered: ${why}` },
  ];
  const before: JobRow = known ?? { ...newJobRow(row), status: "Waiting", attempts: [], ranges: [] };
  const after: JobRow = { ...before, failures: before.failures + failed.length, ...(error ? { error } : {}) };
  return (firstSeq) => ({
    events,
    job: {
      row: {
        ...endedRow(after, "DeadLettered", occurredAt),
        ranges: [...before.ranges, [firstSeq, firstSeq + events.length - 1]],
      },
      isNew: !known,
    },
  });
}
