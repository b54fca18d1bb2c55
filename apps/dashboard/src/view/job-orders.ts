import type { JobStatus } from "@baton/contracts";

/** What can be asked for a job; the last part of the address, except for `edit`, which is a replay. */
export type JobOrder = "cancel" | "replay" | "edit" | "discard" | "priority" | "front" | "reschedule";

const inLine: readonly JobOrder[] = ["cancel", "priority", "front", "reschedule"];
const ended: readonly JobOrder[] = ["replay", "edit"];

/** What makes sense for a job, the likeliest first. */
export const ordersFor: Record<JobStatus, readonly JobOrder[]> = {
  Submitted: inLine,
  Waiting: inLine,
  Scheduled: inLine,
  Retrying: inLine,
  Running: ["cancel"],
  Completed: ended,
  Cancelled: ended,
  DeadLettered: [...ended, "discard"],
  Discarded: ended,
};
