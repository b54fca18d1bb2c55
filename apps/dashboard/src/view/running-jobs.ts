import type { ActiveJob, EventStatus, JobEvent } from "@baton/contracts";
import { progressOf } from "./progress-of.ts";

type Change = (job: ActiveJob | undefined, event: JobEvent & { jobId: string }) => ActiveJob | undefined;

const same: Change = (job) => job;
const starts: Change = (job, event) => (job?.attempt === event.attempt ? job : startedJob(event));
const ends: Change = () => undefined;

/** What each event means for what runs. */
const changes: Record<EventStatus, Change> = {
  Submitted: same,
  Queued: same,
  Deferred: same,
  LockAcquired: same,
  Started: starts,
  Step: same,
  Progress: (job, event) => job && { ...job, ...progressOf(event) },
  Log: same,
  Completed: ends,
  Failed: ends,
  TimedOut: ends,
  RetryScheduled: ends,
  Interrupted: ends,
  Resumed: same,
  Cancelled: ends,
  DeadLettered: ends,
  Replayed: same,
  Discarded: same,
  DuplicateIgnored: same,
  LockReleased: same,
  LockLost: same,
  KeyPaused: same,
  KeyResumed: same,
  KeyParked: same,
  PriorityChanged: same,
  Rescheduled: same,
  ForceUnlocked: same,
};

/** What runs after `events`, which are in their order; longest first. Applying an event again changes nothing. */
export function withEvents(running: ActiveJob[], events: JobEvent[]): ActiveJob[] {
  const jobs = new Map(running.map((job) => [job.jobId, job]));
  for (const event of events) {
    if (!hasJob(event)) continue;
    const job = changes[event.status](jobs.get(event.jobId), event);
    if (job) jobs.set(event.jobId, job);
    else jobs.delete(event.jobId);
  }
  return [...jobs.values()].toSorted((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
}

function startedJob(event: JobEvent & { jobId: string }): ActiveJob {
  const { jobId, jobName, jobType = "", tenantId, lockKey, keyId, attempt = 1, fence = 0, workerId = "" } = event;
  const name = jobName ?? (jobType || jobId);
  return {
    jobId,
    name,
    type: jobType,
    tenantId,
    lockKey,
    keyId,
    attempt,
    fence,
    workerId,
    startedAt: event.occurredAt,
  };
}

function hasJob(event: JobEvent): event is JobEvent & { jobId: string } {
  return event.jobId !== undefined;
}
