/** Thrown by job code to end the job at once: trying again would not help. */
export class NonRetryableError extends Error {
  readonly code = "non-retryable";
  override name = "NonRetryableError";
}

/** The reason of `ctx.signal` when an attempt must end. */
export class AttemptAbortedError extends Error {
  readonly code = "attempt-aborted";
  override name = "AttemptAbortedError";
  readonly reason: AbortReason;

  constructor(reason: AbortReason) {
    super(`The attempt must end: ${reason}`);
    this.reason = reason;
  }
}

export type AbortReason = "shutdown" | "timed-out" | "cancelled" | "lock-lost";
