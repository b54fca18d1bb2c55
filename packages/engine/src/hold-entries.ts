import type { EntryBuilder, JobRow, WaitingRow } from "@baton/store";
import { arrivalEvents } from "./attempt-events.ts";
import { inlineJson } from "./outcome-events.ts";
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

/** A job whose start storage does not take, for whatever is in it: it ends, instead of blocking its key for ever. */
export function refusedEntry({ row, known }: PreparedJob, cause: unknown): EntryBuilder {
  const occurredAt = new Date().toISOString();
  const error = serializeError(cause);
  const base = { jobId: row.jobId, occurredAt };
  const before = known ? [] : arrivalEvents(row, undefined);
  const events = [
    ...before,
    {
      ...base,
      status: "Failed" as const,
      message: "Processing error: the start could not be recorded",
      data: inlineJson(error),
    },
    { ...base, status: "DeadLettered" as const, message: "Dead-lettered: the start could not be recorded" },
  ];
  return (firstSeq) => ({
    events,
    job: {
      row: {
        ...(known ?? { ...newJobRow(row), attempts: [], ranges: [] }),
        status: "DeadLettered",
        endedAt: occurredAt,
        error,
        ranges: [...(known?.ranges ?? []), [firstSeq, firstSeq + events.length - 1]],
      },
      isNew: !known,
    },
  });
}
