import * as z from "zod";

/** What an entry of the record says happened. One spelling in tables, messages, logs and badges. */
export const eventStatusSchema = z.enum([
  "Submitted",
  "Queued",
  "Deferred",
  "LockAcquired",
  "Started",
  "Step",
  "Progress",
  "Log",
  "Completed",
  "Failed",
  "TimedOut",
  "RetryScheduled",
  "Interrupted",
  "Resumed",
  "Cancelled",
  "DeadLettered",
  "Replayed",
  "Discarded",
  "DuplicateIgnored",
  "LockReleased",
  "LockLost",
  "KeyPaused",
  "KeyResumed",
  "KeyParked",
  "PriorityChanged",
  "Rescheduled",
  "ForceUnlocked",
]);
export type EventStatus = z.infer<typeof eventStatusSchema>;
