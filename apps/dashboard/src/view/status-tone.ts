import type { EventStatus, JobStatus } from "@baton/contracts";

/** The colours that statuses have, by what they mean to a reader. */
export type Tone = "idle" | "waiting" | "planned" | "active" | "again" | "good" | "bad" | "over";

export const jobTones: Record<JobStatus, Tone> = {
  Submitted: "idle",
  Waiting: "waiting",
  Scheduled: "planned",
  Running: "active",
  Retrying: "again",
  Completed: "good",
  Cancelled: "over",
  DeadLettered: "bad",
  Discarded: "over",
};

export const eventTones: Record<EventStatus, Tone> = {
  Submitted: "idle",
  Queued: "waiting",
  Deferred: "waiting",
  LockAcquired: "planned",
  Started: "active",
  Step: "active",
  Progress: "idle",
  Log: "idle",
  Completed: "good",
  Failed: "bad",
  TimedOut: "bad",
  RetryScheduled: "again",
  Interrupted: "again",
  Resumed: "active",
  Cancelled: "over",
  DeadLettered: "bad",
  Replayed: "planned",
  Discarded: "over",
  DuplicateIgnored: "over",
  LockReleased: "planned",
  LockLost: "bad",
  KeyPaused: "waiting",
  KeyResumed: "active",
  KeyParked: "bad",
  PriorityChanged: "planned",
  Rescheduled: "planned",
  ForceUnlocked: "bad",
};
