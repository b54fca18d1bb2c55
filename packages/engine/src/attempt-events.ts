import {
  type EventDraft,
  type InboxRow,
  type JobRow,
  type LedgerHead,
  queuedMessage,
  submissionFacts,
} from "@baton/store";
import { inlineJson } from "./outcome-events.ts";

/**
 * What is told of a job's time before its first start: received, and whether it had to wait for another.
 * @param nextAt when it is to start, if that is not now.
 */
export function arrivalEvents(row: InboxRow, lastEnded: LedgerHead["lastEnded"], nextAt?: string): EventDraft[] {
  const queued: EventDraft = {
    jobId: row.jobId,
    status: "Queued",
    message: queuedMessage(row),
    occurredAt: row.receivedAt,
    // The submission itself lies in the job's row; this lets the chain vouch for it.
    data: inlineJson({ ...submissionFacts(row), ...(nextAt === undefined ? {} : { nextAt }) }),
  };
  const waitsSince = row.runAt !== undefined && row.runAt > row.receivedAt ? row.runAt : row.receivedAt;
  if (!lastEnded || waitsSince > lastEnded.endedAt) return [queued];
  const message = `Lock unavailable, deferred (behind job ${lastEnded.jobId}, held by ${lastEnded.workerId})`;
  const data = inlineJson({ behindJobId: lastEnded.jobId, workerId: lastEnded.workerId, fence: lastEnded.fence });
  return [queued, { jobId: row.jobId, status: "Deferred", message, occurredAt: waitsSince, data }];
}

export function resumedEvent(
  known: JobRow,
  jobId: string,
  attempt: number,
  occurredAt: string,
  fence: number,
  recordedSteps: number,
): EventDraft {
  const before = known.attempts.at(-1);
  const steps = `${recordedSteps} recorded ${recordedSteps === 1 ? "step" : "steps"}`;
  return {
    jobId,
    status: "Resumed",
    message: `Resumed after ${steps} (fence ${before?.fence ?? 0} → ${fence})`,
    occurredAt,
    attempt,
    data: inlineJson({
      previousFence: before?.fence ?? 0,
      fence,
      previousWorkerId: before?.workerId ?? "",
      recordedSteps,
    }),
  };
}
