import type { WaitingReason } from "@baton/contracts";

/** As far as a line is counted. */
const countedTo = 1000;

/** Why a job does not run, in one sentence, without its full stop. The page makes links of the ids of jobs in it. */
export function waitingSentence(reason: WaitingReason, lockKey: string): string {
  switch (reason.kind) {
    case "locked": {
      const holder = reason.workerId ? ` held by ${reason.workerId}` : " held";
      const fence = reason.fence === undefined ? "" : ` (fence ${reason.fence})`;
      const by = reason.behindJobId === undefined ? "" : ` for job ${reason.behindJobId}`;
      // The one before it is named already.
      const others = by !== "" && reason.ahead === 1 ? "" : place(reason);
      return `Waiting for the lock “${lockKey}”,${holder}${fence}${by}${others}`;
    }
    case "paused":
      return `Waiting: “${lockKey}” was paused by ${reason.by} (${reason.reason})${place(reason)}`;
    case "parked":
      return `Waiting: “${lockKey}” is parked because job ${reason.jobId} was dead-lettered; an operator must resume it${place(reason)}`;
    case "held-for":
      return `Waiting: “${lockKey}” is held for the next attempt of job ${reason.jobId}${place(reason)}`;
    case "retrying": {
      const of = reason.maxAttempts === undefined ? "" : ` of ${reason.maxAttempts}`;
      const after = reason.lastError === undefined ? "" : `, after: ${reason.lastError}`;
      return `Waiting for attempt ${reason.attempt}${of} at its time${after}`;
    }
    case "unknown-type":
      return `Waiting for a worker that knows the type “${reason.type}”; no live worker does`;
    case "no-worker":
      return "Waiting for a worker; none is connected";
    case "no-slot": {
      const able = reason.workers === 1 ? "the one worker" : `all ${reason.workers} workers`;
      return `Waiting for a free slot of ${able} that can run it${place(reason)}`;
    }
    case "scheduled":
      return "Scheduled; it becomes due at its time";
    case "circuit-open":
      return `Waiting: circuit open until ${reason.until}, because jobs of the type “${reason.type}” fail`;
    case "rate-limited": {
      const whose = reason.scope === "type" ? "its type" : `its type under “${lockKey}”`;
      return `Waiting for the rate limit of ${whose}, until ${reason.until}`;
    }
    case "next":
      return reason.ahead
        ? `In line; a worker with a free slot takes its key${place(reason)}`
        : "Next in line; a worker with a free slot takes it";
    default:
      return reason satisfies never;
  }
}

function place({ ahead = 0 }: { ahead?: number | undefined }): string {
  if (ahead === 0) return "";
  if (ahead >= countedTo) return "; 1,000 jobs or more are before it";
  return ahead === 1 ? "; one job is before it" : `; ${ahead} jobs are before it`;
}
