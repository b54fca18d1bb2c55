import { limits } from "@baton/contracts";
import type { EntryBuilder, EventDraft, JobRow, RunningAttempt } from "@baton/store";
import { closeAttempt, endedRow, inlineJson, type Settlement } from "./outcome-events.ts";
import { afterStrikes } from "./retry-policy.ts";

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

/** The attempt that the holder before left open. */
export type OpenAttempt = {
  running: RunningAttempt;
  row: JobRow;
  cause:
    | "lock-broken"
    | "worker-lost"
    /** And only the job itself can have brought it down: it was alone there, and got no further than before. */
    | "worker-lost-alone";
};

/**
 * The first append of a hold: it raises the fence, which shuts out every older holder, and closes the attempt
 * that the last one left open.
 */
export function claimEntry(hold: ClaimingHold, open: OpenAttempt | undefined): EntryBuilder {
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
  if (!open) return () => ({ events: [acquired], running: null });
  const { jobId, workerId, fence } = open.running;
  const { events, row } = interruption(open, occurredAt);
  return (firstSeq) => ({
    events: [acquired, ...events],
    job: { row: { ...row, ranges: closeRange(row.ranges, firstSeq + events.length) }, isNew: false },
    running: null,
    ended: { jobId, workerId, fence, endedAt: occurredAt },
  });
}

const causes: Record<OpenAttempt["cause"], (workerId: string) => string> = {
  "lock-broken": (workerId) => `its lock was taken from ${workerId}; goes on from the last step`,
  "worker-lost": (workerId) => `${workerId} was lost; goes on from the last step`,
  "worker-lost-alone": (workerId) => `${workerId} was lost; this job alone was running there`,
};

function interruption({ running, row, cause }: OpenAttempt, occurredAt: string): Pick<Settlement, "events" | "row"> {
  const { jobId, attempt, workerId, fence } = running;
  const strike = cause === "worker-lost-alone";
  const by = cause === "lock-broken" ? cause : "worker-lost";
  const strikes = row.strikes + (strike ? 1 : 0);
  const interrupted: EventDraft = {
    jobId,
    status: "Interrupted",
    message: `Interrupted: ${causes[cause](workerId)}`,
    occurredAt,
    attempt,
    data: inlineJson({ by, workerId, fence, ...(strike ? { strike } : {}) }),
  };
  const so: JobRow = {
    ...closeAttempt(row, "Interrupted", occurredAt),
    strikes,
    status: "Waiting",
    // A lock that is taken away says nothing of the job.
    ...(by === "worker-lost" ? { runsAlone: true } : {}),
  };
  if (strikes < limits.maxStrikes) return { events: [interrupted], row: so };
  const message = `Dead-lettered ${afterStrikes(strikes)}`;
  const data = inlineJson({ failures: row.failures, strikes });
  return {
    events: [interrupted, { jobId, status: "DeadLettered", message, occurredAt, attempt, data }],
    row: endedRow(so, "DeadLettered", occurredAt),
  };
}

/** Ends the open range at `lastSeq`. */
export function closeRange(ranges: JobRow["ranges"], lastSeq: number): JobRow["ranges"] {
  const open = ranges.at(-1);
  if (!open || open[1] !== null) return ranges;
  return [...ranges.slice(0, -1), [open[0], lastSeq]];
}
