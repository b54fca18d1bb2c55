import type { JobStatus } from "./job-status.ts";

/** What can be done to many jobs at once. */
export type JobAction = "cancel" | "replay" | "discard" | "priority";

/** What can be done to a job, by where it stands. */
const actionsFor: Record<JobStatus, readonly JobAction[]> = {
  Submitted: ["cancel", "priority"],
  Waiting: ["cancel", "priority"],
  Scheduled: ["cancel", "priority"],
  Running: ["cancel"],
  Retrying: ["cancel", "priority"],
  Completed: ["replay"],
  Cancelled: ["replay"],
  DeadLettered: ["replay", "discard"],
  Discarded: ["replay"],
};

/** Whether an action makes sense for a job that stands there. */
export function isActionable(action: JobAction, status: JobStatus): boolean {
  return actionsFor[status].includes(action);
}

/**
 * The filter of an action on all that match: leaves out those for which it makes no sense. Of jobs that have ended well,
 * or were ended by somebody, a replay makes new ones only when their status is asked for.
 */
export function actionFilter<F extends { status?: JobStatus[] | undefined }>(
  action: JobAction,
  filter: F,
): F & { status: JobStatus[] } {
  const asked = filter.status ?? (action === "replay" ? ["DeadLettered"] : (Object.keys(actionsFor) as JobStatus[]));
  return { ...filter, status: asked.filter((status) => isActionable(action, status)) };
}
