/** Thrown by job code to end the job at once: trying again would not help. */
export class NonRetryableError extends Error {
  readonly code = "non-retryable";
  override name = "NonRetryableError";
}

/** Thrown by job code that knows when trying again makes sense, e.g. from a `Retry-After` header. */
export class RetryAfterError extends Error {
  readonly code = "retry-after";
  override name = "RetryAfterError";
  /** The next attempt begins this many milliseconds after this one's end, at the earliest. */
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
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
