import type { AttemptRecord, EventDraft, JobRow, StoredText } from "@baton/store";
import type { JobOutcome } from "./job-outcome.ts";

/** What an attempt's end writes: its events and the job's row after them (ranges are the caller's). */
export type Settlement = { events: EventDraft[]; row: JobRow };

/** The one place where an outcome becomes events. */
export function settlementFor(
  outcome: JobOutcome,
  row: JobRow,
  endedAt: string,
  result: StoredText | undefined,
): Settlement {
  const { jobId } = row;
  const attempt = row.attempts.length;
  const event = (draft: Omit<EventDraft, "jobId" | "attempt" | "occurredAt">): EventDraft => ({
    ...draft,
    jobId,
    attempt,
    occurredAt: endedAt,
  });
  const { durationMs } = outcome;
  switch (outcome.kind) {
    case "completed":
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
          ...closeAttempt(row, "Completed", endedAt),
          status: "Completed",
          endedAt,
          ...(result ? { result } : {}),
        },
      };
    case "failed":
      return deadLetter(
        { ...closeAttempt(row, "Failed", endedAt), failures: row.failures + 1, error: outcome.error },
        [
          event({
            status: "Failed",
            message: withPrefix(outcome.error.message),
            durationMs,
            data: inlineJson(outcome.error),
          }),
        ],
        event,
        endedAt,
      );
    case "timed-out": {
      const error = { name: "TimeoutError", message: `The attempt took longer than ${outcome.afterMs} ms` };
      return deadLetter(
        { ...closeAttempt(row, "TimedOut", endedAt), failures: row.failures + 1, error },
        [event({ status: "TimedOut", message: error.message, durationMs })],
        event,
        endedAt,
      );
    }
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

function deadLetter(
  row: JobRow,
  events: EventDraft[],
  event: (draft: Omit<EventDraft, "jobId" | "attempt" | "occurredAt">) => EventDraft,
  endedAt: string,
): Settlement {
  const message = `Dead-lettered after ${row.failures} failed ${row.failures === 1 ? "attempt" : "attempts"}`;
  return {
    events: [...events, event({ status: "DeadLettered", message })],
    row: { ...row, status: "DeadLettered", endedAt },
  };
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
