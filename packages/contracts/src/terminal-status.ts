import type { JobStatus } from "./job-status.ts";

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
