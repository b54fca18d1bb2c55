import {
  type EventStatus,
  isTerminal,
  type JobEvent,
  type JobStatus,
  type JobSummary,
  jobIdTime,
} from "@baton/contracts";
import { progressOf } from "./progress-of.ts";

type Change = (job: JobSummary, event: JobEvent) => Partial<JobSummary>;

const nothing: Change = () => ({});
const becomes =
  (status: JobStatus): Change =>
  () => ({ status });
const ends =
  (status: JobStatus): Change =>
  (_job, event) => ({ status, endedAt: event.occurredAt });
const waits: Change = (job) => (hasNotStarted(job) ? { status: "Waiting" } : {});
const runs: Change = (job, event) => ({
  status: "Running",
  startedAt: job.startedAt ?? event.occurredAt,
  attempts: event.attempt ?? Math.max(job.attempts, 1),
});

const dataOf = ({ data }: JobEvent): Record<string, unknown> => (data ?? {}) as Record<string, unknown>;

/** What each event means for a job in a list. */
const changes: Record<EventStatus, Change> = {
  Submitted: nothing,
  Queued: (job, event) => ({ ...waits(job, event), queuedAt: job.queuedAt ?? event.occurredAt }),
  Deferred: waits,
  LockAcquired: nothing,
  Started: runs,
  Step: nothing,
  Progress: (_job, event) => progressOf(event),
  Log: nothing,
  Completed: ends("Completed"),
  Failed: nothing,
  TimedOut: nothing,
  RetryScheduled: becomes("Retrying"),
  Interrupted: becomes("Waiting"),
  Resumed: runs,
  Cancelled: ends("Cancelled"),
  DeadLettered: ends("DeadLettered"),
  Replayed: (_job, event) => {
    const { newJobId } = dataOf(event);
    return typeof newJobId === "string" ? { replayedBy: newJobId } : {};
  },
  Discarded: becomes("Discarded"),
  DuplicateIgnored: nothing,
  LockReleased: nothing,
  LockLost: nothing,
  KeyPaused: nothing,
  KeyResumed: nothing,
  KeyParked: nothing,
  PriorityChanged: (_job, event) => {
    const { priority } = dataOf(event);
    return typeof priority === "number" ? { priority } : {};
  },
  Rescheduled: (_job, event) => {
    const { nextAt } = dataOf(event);
    return { status: "Scheduled", ...(typeof nextAt === "string" ? { runAt: nextAt } : {}) };
  },
  ForceUnlocked: nothing,
};

/**
 * A job as it stands after `event`. Applying an event twice changes nothing more, and a job that has ended
 * stays as it is, unless it is discarded or replayed: live events may come late or again.
 */
export function applyEvent<T extends JobSummary>(job: T, event: JobEvent): T {
  const isDiscarded = job.status === "DeadLettered" && event.status === "Discarded";
  if (isTerminal(job.status) && !isDiscarded)
    return event.status === "Replayed" ? { ...job, ...changes.Replayed(job, event) } : job;
  // Whoever took it in tells so behind the start, when a worker was quick.
  if (isArrival(event) && !hasNotStarted(job)) return { ...job, ...changes[event.status](job, event) };
  // Whoever takes it in need not be the one that runs it.
  const { workerId = job.workerId, fence = job.fence } = isArrival(event) ? job : event;
  return {
    ...job,
    message: event.message || job.message,
    ...(workerId === undefined ? {} : { workerId }),
    ...(fence === undefined ? {} : { fence }),
    ...changes[event.status](job, event),
  };
}

function isArrival({ status }: JobEvent): boolean {
  return status === "Queued" || status === "Deferred";
}

/** As much of a job as the first event that a browser sees of it tells; the server is asked for the rest. */
export function jobFromEvent(event: JobEvent & { jobId: string }): JobSummary {
  const job: JobSummary = {
    jobId: event.jobId,
    type: event.jobType ?? "",
    name: event.jobName ?? event.jobType ?? event.jobId,
    tenantId: event.tenantId,
    lockKey: event.lockKey,
    priority: 0,
    status: "Submitted",
    message: event.message,
    attempts: 0,
    createdAt: jobIdTime(event.jobId).toISOString(),
  };
  return applyEvent(job, event);
}

function hasNotStarted(job: JobSummary): boolean {
  return job.status === "Submitted" || job.status === "Waiting";
}
