import type { WaitingReason } from "@baton/contracts";

/** Why a job does not run, in one sentence. The job in front is linked by the page. */
export function waitingSentence(reason: WaitingReason, lockKey: string): string {
  switch (reason.kind) {
    case "locked": {
      const holder = reason.workerId ? ` held by ${reason.workerId}` : " held";
      const fence = reason.fence === undefined ? "" : ` (fence ${reason.fence})`;
      return `Waiting for the lock “${lockKey}”,${holder}${fence}`;
    }
    case "unknown-type":
      return `Waiting for a worker that knows the type “${reason.type}”; no live worker does`;
    case "no-worker":
      return "Waiting for a worker; none is connected";
    case "scheduled":
      return "Scheduled; it becomes due at its time";
    case "next":
      return "Next in line; a worker with a free slot takes it";
    default:
      return reason satisfies never;
  }
}
