import {
  type EventStatus,
  isTerminal,
  type JobEvent,
  type JobStatus,
  type JobSummary,
  jobIdTime,
  progressSchema,
} from "@baton/contracts";

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
  Replayed: nothing,
  Discarded: ends("Discarded"),
  DuplicateIgnored: nothing,
  LockReleased: nothing,
  LockLost: nothing,
  KeyPaused: nothing,
  KeyResumed: nothing,
  KeyParked: nothing,
  PriorityChanged: nothing,
  Rescheduled: becomes("Scheduled"),
  ForceUnlocked: nothing,
};

/**
 * A job as it stands after `event`. Applying an event twice changes nothing more, and a job that has ended
 * stays as it is: live events may come late or again.
 */
export function applyEvent<T extends JobSummary>(job: T, event: JobEvent): T {
  if (isTerminal(job.status)) return job;
  const { workerId = job.workerId, fence = job.fence } = event;
  return {
    ...job,
    message: event.message || job.message,
    ...(workerId === undefined ? {} : { workerId }),
    ...(fence === undefined ? {} : { fence }),
    ...changes[event.status](job, event),
  };
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

function progressOf(event: JobEvent): Partial<JobSummary> {
  const progress = progressSchema.safeParse(event.data);
  return progress.success ? { progress: progress.data } : {};
}
