import type { Action } from "../../live/perform-action.ts";
import type { ConfirmRequest } from "../../ui/confirm.tsx";
import type { JobOrder } from "../../view/job-orders.ts";

/** Orders that need more than a reason. */
const dialogOrders = ["edit", "priority", "reschedule"] as const;
export type DialogOrder = (typeof dialogOrders)[number];
export type ConfirmedOrder = Exclude<JobOrder, DialogOrder>;

export function isDialogOrder(order: JobOrder): order is DialogOrder {
  return (dialogOrders as readonly JobOrder[]).includes(order);
}

export const orderLabels: Record<JobOrder, string> = {
  cancel: "Cancel",
  replay: "Replay",
  edit: "Replay with changes",
  discard: "Discard",
  priority: "Change priority",
  front: "Move to the front",
  reschedule: "Reschedule",
};

export const asksFor: Record<ConfirmedOrder, ConfirmRequest> = {
  cancel: {
    title: "Cancel this job?",
    consequence: "It ends here. If it runs, its code is stopped; steps that are on the record stay done.",
    action: "Cancel job",
    danger: true,
    reason: "required",
  },
  replay: {
    title: "Replay this job?",
    consequence: "A new job is made of it, with the same payload under the same lock key. This one stays as it is.",
    action: "Replay job",
    reason: "optional",
  },
  discard: {
    title: "Discard this dead letter?",
    consequence: "It leaves the list of jobs that need somebody. Its record stays, and it can still be replayed.",
    action: "Discard job",
    danger: true,
    reason: "required",
  },
  front: {
    title: "Move this job to the front?",
    consequence: "It goes before all other jobs that wait for its lock key.",
    action: "Move to the front",
    reason: "optional",
  },
};

const told: Record<JobOrder, { done: string; failed: string }> = {
  cancel: { done: "Job cancelled", failed: "The job was not cancelled" },
  replay: { done: "Job replayed", failed: "The job was not replayed" },
  edit: { done: "Job replayed with the new payload", failed: "The job was not replayed" },
  discard: { done: "Job discarded", failed: "The job was not discarded" },
  priority: { done: "Priority changed", failed: "The priority was not changed" },
  front: { done: "Job moved to the front", failed: "The job was not moved" },
  reschedule: { done: "Job rescheduled", failed: "The job was not rescheduled" },
};

/** @param body as the API takes it; a string is JSON already. */
export function orderAction(jobId: string, order: JobOrder, body: object | string): Action {
  const path = `/api/jobs/${jobId}`;
  const action = order === "edit" ? "replay" : order;
  return { path: `${path}/${action}`, body, ...told[order], refresh: [path, `${path}/neighbours`] };
}
