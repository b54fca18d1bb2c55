import type { JobEvent } from "@baton/contracts";

/** Whether dead letters have come, gone or been marked. */
export function concernsDeadLetters(events: JobEvent[]): boolean {
  return events.some(({ status }) => status === "DeadLettered" || status === "Discarded" || status === "Replayed");
}
