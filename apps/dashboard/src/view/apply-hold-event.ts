import type { JobEvent, WorkerHold } from "@baton/contracts";

/** The holds as they stand after `event`. Applying an event again changes nothing: each hold knows how far it has read. */
export function applyHoldEvent(holds: WorkerHold[], event: JobEvent): WorkerHold[] {
  const known = holds.find(({ keyId }) => keyId === event.keyId);
  // What is not in the ledger yet changes no hold.
  if (event.seq === 0 || (known && event.seq <= known.seq)) return holds;
  const others = holds.filter((hold) => hold !== known);
  if (endsHold(event)) return others;
  const hold = event.status === "LockAcquired" ? newHold(event) : known && after(known, event);
  return hold ? [...others, hold].toSorted(byKey) : holds;
}

function endsHold({ status }: JobEvent): boolean {
  return status === "LockReleased" || status === "LockLost";
}

function newHold({ workerId, keyId, tenantId, lockKey, seq }: JobEvent): WorkerHold | undefined {
  return workerId === undefined ? undefined : { workerId, keyId, tenantId, lockKey, seq };
}

function after(hold: WorkerHold, { status, jobId, jobName, occurredAt, seq }: JobEvent): WorkerHold {
  const { running, ...rest } = { ...hold, seq };
  if (jobId !== undefined && (status === "Started" || status === "Resumed")) {
    const name = jobName === undefined ? {} : { name: jobName };
    return { ...rest, running: { jobId, startedAt: occurredAt, ...name } };
  }
  const isOver = endsAttempt.has(status) && jobId === running?.jobId;
  return running && !isOver ? { ...rest, running } : rest;
}

const endsAttempt: ReadonlySet<JobEvent["status"]> = new Set([
  "Completed",
  "Failed",
  "TimedOut",
  "Interrupted",
  "Cancelled",
  "DeadLettered",
] as const);

function byKey(one: WorkerHold, other: WorkerHold): number {
  return one.keyId < other.keyId ? -1 : 1;
}
