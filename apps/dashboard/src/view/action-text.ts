import type { AuditAction, EventStatus, JobEvent } from "@baton/contracts";

type Change = Pick<AuditAction, "from" | "priority" | "newJobId" | "nextAt" | "mayOverlap" | "policy">;

/** What an operator's action changed, in a few words; its badge says the rest. Only these events are actions. */
const changes: Partial<Record<EventStatus, (action: Change) => string>> = {
  Cancelled: () => "",
  Replayed: ({ newJobId }) => (newJobId === undefined ? "" : "as a new job"),
  Discarded: () => "",
  PriorityChanged: ({ from, priority }) => (priority === undefined ? "to the front" : `from ${from} to ${priority}`),
  Rescheduled: () => "",
  KeyPaused: () => "",
  KeyResumed: () => "",
  ForceUnlocked: ({ mayOverlap }) => (mayOverlap ? "attempts may have overlapped" : ""),
  Log: ({ policy }) => `when the first job fails: ${policy ?? "left to job types"}`,
};

export function changeText(action: AuditAction): string {
  return changes[action.status]?.(action) ?? "";
}

/** Whether the list of actions may have grown. */
export function tellsOfAction({ status, jobId }: JobEvent): boolean {
  return status === "Log" ? jobId === undefined : status in changes;
}
