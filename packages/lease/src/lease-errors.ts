/** Why a hold ended before it was given up. */
export type LeaseLostReason = "expired" | "taken" | "fenced";

/** The hold is gone: nothing may be done under it any more. */
export class LeaseLostError extends Error {
  readonly code = "lease-lost";
  override name = "LeaseLostError";
  readonly reason: LeaseLostReason;

  constructor(reason: LeaseLostReason, options?: ErrorOptions) {
    super(
      {
        expired: "The lease could not be renewed in time",
        taken: "The lease belongs to someone else or was broken",
        fenced: "A hold with a higher fence exists",
      }[reason],
      options,
    );
    this.reason = reason;
  }
}

/** Storage's answer "not now, not you": contention, not a failure. */
export function isContention(err: unknown): boolean {
  const status = statusOf(err);
  return status === 409 || status === 412;
}

export function statusOf(err: unknown): number | undefined {
  return err instanceof Error && "statusCode" in err && typeof err.statusCode === "number" ? err.statusCode : undefined;
}
