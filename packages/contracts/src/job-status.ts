import { z } from "zod";

/** Where a job stands. The last four are terminal: a job that reached one never leaves it. */
export const jobStatusSchema = z.enum([
  "Submitted",
  "Waiting",
  "Scheduled",
  "Running",
  "Retrying",
  "Completed",
  "Cancelled",
  "DeadLettered",
  "Discarded",
]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

const terminal: Record<JobStatus, boolean> = {
  Submitted: false,
  Waiting: false,
  Scheduled: false,
  Running: false,
  Retrying: false,
  Completed: true,
  Cancelled: true,
  DeadLettered: true,
  Discarded: true,
};

export function isTerminal(status: JobStatus): boolean {
  return terminal[status];
}
