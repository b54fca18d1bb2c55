import type { EntryBuilder, InboxRow, JobRow, RunningAttempt } from "@baton/store";
import { headerOf, waitRowKey } from "@baton/store";
import { closeAttempt, inlineJson } from "./outcome-events.ts";

export type ClaimingHold = {
  fence: number;
  previousFence: number;
  leaseSeconds: number;
  /** How far the worker's wall clock, which its events bear, is ahead of storage's. */
  clockOffsetMs: number;
  workerId: string;
  host: string;
  incarnation: string;
};

/**
 * The first append of a hold: it raises the fence, which shuts out every older holder, and closes the attempt
 * that the last one left open.
 */
export function claimEntry(
  hold: ClaimingHold,
  running: RunningAttempt | undefined,
  interrupted: JobRow | undefined,
): EntryBuilder {
  const occurredAt = new Date().toISOString();
  const acquired = {
    status: "LockAcquired" as const,
    message: `Lock acquired (fence ${hold.fence})`,
    occurredAt,
    data: inlineJson({
      fence: hold.fence,
      previousFence: hold.previousFence,
      workerId: hold.workerId,
      incarnation: hold.incarnation,
      host: hold.host,
      leaseSeconds: hold.leaseSeconds,
      clockOffsetMs: hold.clockOffsetMs,
    }),
  };
  if (!running || !interrupted) return () => ({ events: [acquired], running: null });
  return (firstSeq) => ({
    events: [
      acquired,
      {
        jobId: running.jobId,
        status: "Interrupted",
        message: `Interrupted: ${running.workerId} was lost; goes on from the last step`,
        occurredAt,
        attempt: running.attempt,
        data: inlineJson({ by: "worker-lost", workerId: running.workerId, fence: running.fence }),
      },
    ],
    job: {
      row: {
        ...closeAttempt(interrupted, "Interrupted", occurredAt),
        status: "Waiting",
        ranges: closeRange(interrupted.ranges, firstSeq + 1),
      },
      isNew: false,
    },
    running: null,
    ended: { jobId: running.jobId, workerId: running.workerId, fence: running.fence, endedAt: occurredAt },
  });
}

/** Ends the open range at `lastSeq`. */
export function closeRange(ranges: JobRow["ranges"], lastSeq: number): JobRow["ranges"] {
  const open = ranges.at(-1);
  if (!open || open[1] !== null) return ranges;
  return [...ranges.slice(0, -1), [open[0], lastSeq]];
}

/** The row with which an interrupted job waits; it is there already unless someone removed it. */
export function waitingRowOf(keyId: string, row: JobRow): InboxRow {
  return {
    ...headerOf(row),
    keyId,
    rowKey: waitRowKey(row.priority, row.jobId),
    request: row.request,
    receivedAt: row.queuedAt,
  };
}
