import type { HeadFailure, JobError } from "@baton/contracts";
import type { AttemptRecord, EventDraft, JobRow, KeyState, StoredText } from "@baton/store";
import { cancelMessage, told } from "./command-entries.ts";
import type { JobOutcome } from "./job-outcome.ts";
import { nextAttempt, type RetryPolicy } from "./retry-policy.ts";
import { short } from "./serialize-error.ts";

/**
 * What an attempt's end writes: its events and the job's row after them (ranges are the caller's), and what it means
 * for the key.
 */
export type Settlement = {
  events: EventDraft[];
  row: JobRow;
  keyEvents: EventDraft[];
  keyChange?: (state: KeyState) => KeyState;
};

type JobSettlement = Pick<Settlement, "events" | "row">;

/** What decides on the attempt after a failed one; `now` is the latest that it can be by storage's time. */
export type FailureRules = RetryPolicy & { onHeadFailure: HeadFailure; now: Date; random: () => number };

type Draft = (draft: Omit<EventDraft, "jobId" | "attempt" | "occurredAt">) => EventDraft;

/** The one place where an outcome becomes events. */
export function settlementFor(
  outcome: JobOutcome,
  row: JobRow,
  endedAt: string,
  result: StoredText | undefined,
  rules: FailureRules,
): Settlement {
  const settlement = jobSettlement(outcome, row, endedAt, result, rules);
  return { ...settlement, ...keySettlement(settlement.row, endedAt, rules.onHeadFailure) };
}

/** What a failed job at the head of its line means for those behind it. */
function keySettlement(row: JobRow, endedAt: string, policy: HeadFailure): Pick<Settlement, "keyEvents" | "keyChange"> {
  const { jobId, nextAt } = row;
  if (policy !== "yield" && row.status === "Retrying" && nextAt !== undefined)
    return { keyEvents: [], keyChange: (state) => ({ ...state, heldFor: { jobId, until: nextAt } }) };
  if (policy !== "park" || row.status !== "DeadLettered") return { keyEvents: [] };
  const message = `Parked: job ${jobId} was dead-lettered; an operator must resume the key`;
  return {
    keyEvents: [{ status: "KeyParked", message, occurredAt: endedAt, data: inlineJson({ jobId }) }],
    keyChange: (state) => ({ ...state, parked: { jobId, since: endedAt } }),
  };
}

function jobSettlement(
  outcome: JobOutcome,
  row: JobRow,
  endedAt: string,
  result: StoredText | undefined,
  rules: FailureRules,
): JobSettlement {
  const { jobId } = row;
  const attempt = row.attempts.length;
  const event: Draft = (draft) => ({ ...draft, jobId, attempt, occurredAt: endedAt });
  const { durationMs } = outcome;
  switch (outcome.kind) {
    case "completed": {
      // What went wrong in earlier attempts is in the trail; the job itself is sound.
      const { error: _error, ...sound } = closeAttempt(row, "Completed", endedAt);
      return {
        events: [
          event({
            status: "Completed",
            message: "Job finished successfully",
            durationMs,
            ...(result ? { data: result } : {}),
          }),
        ],
        row: {
          ...endedRow(sound, "Completed", endedAt),
          ...(result ? { result } : {}),
        },
      };
    }
    case "failed": {
      const { error, strike } = outcome;
      const failed = event({
        status: "Failed",
        message: withPrefix(error.message),
        durationMs,
        data: inlineJson(strike ? { ...error, strike } : error),
      });
      return afterFailure(failed, closeAttempt(row, "Failed", endedAt), error, strike, event, rules);
    }
    case "timed-out": {
      const error = { name: "TimeoutError", message: `The attempt took longer than ${outcome.afterMs} ms` };
      const timedOut = event({ status: "TimedOut", message: error.message, durationMs });
      return afterFailure(timedOut, closeAttempt(row, "TimedOut", endedAt), error, false, event, rules);
    }
    case "cancelled":
      return {
        events: [
          event({
            status: "Cancelled",
            message: cancelMessage(outcome.order),
            durationMs,
            data: inlineJson(told(outcome.order)),
          }),
        ],
        row: endedRow(closeAttempt(row, "Cancelled", endedAt), "Cancelled", endedAt),
      };
    case "interrupted":
      return {
        events: [
          event({
            status: "Interrupted",
            message: "Interrupted by shutdown; goes on from its last step",
            durationMs,
            data: inlineJson({ by: outcome.by }),
          }),
        ],
        row: { ...closeAttempt(row, "Interrupted", endedAt), status: "Waiting" },
      };
  }
}

/** Another attempt later, or the end. */
function afterFailure(
  failed: EventDraft,
  row: JobRow,
  error: JobError,
  strike: boolean,
  event: Draft,
  rules: FailureRules,
): JobSettlement {
  const { runsAlone: _alone, ...after } = row;
  const so = { ...after, failures: row.failures + 1, strikes: row.strikes + (strike ? 1 : 0), error };
  const next = nextAttempt(rules, so, error, rules.random);
  if (next.kind === "none") {
    const message = `Dead-lettered ${next.because}`;
    const data = inlineJson({
      failures: so.failures,
      strikes: so.strikes,
      error: { name: error.name, message: error.message },
    });
    return {
      events: [failed, event({ status: "DeadLettered", message, data })],
      row: endedRow(so, "DeadLettered", failed.occurredAt),
    };
  }
  const nextAt = new Date(rules.now.getTime() + next.delayMs).toISOString();
  const retry = event({
    status: "RetryScheduled",
    message: `Attempt ${so.failures + 1} of ${rules.maxAttempts} in ${seconds(next.delayMs)}, after: ${short(error.message)}`,
    data: inlineJson({ nextAt, delayMs: next.delayMs, failures: so.failures, maxAttempts: rules.maxAttempts }),
  });
  return { events: [failed, retry], row: { ...so, status: "Retrying", nextAt } };
}

/** A job that has ended waits for nothing any more. */
export function endedRow(row: JobRow, status: "Completed" | "Cancelled" | "DeadLettered", endedAt: string): JobRow {
  const { nextAt: _next, runsAlone: _alone, ...rest } = row;
  return { ...rest, status, endedAt };
}

export function closeAttempt(row: JobRow, outcome: NonNullable<AttemptRecord["outcome"]>, endedAt: string): JobRow {
  const open = row.attempts.at(-1);
  if (!open) return row;
  return { ...row, attempts: [...row.attempts.slice(0, -1), { ...open, endedAt, outcome }] };
}

export function inlineJson(value: unknown): StoredText {
  return { kind: "inline", text: JSON.stringify(value) };
}

function withPrefix(message: string): string {
  return message.startsWith("Processing error: ") ? message : `Processing error: ${message}`;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}
