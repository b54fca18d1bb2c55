import { type Backoff, type Job, type JobError, limits, type TypeSettings } from "@baton/contracts";

export type RetryPolicy = { maxAttempts: number; backoff: Required<Backoff> };

/** What follows a failed attempt: another one, so much later, or none, for a reason. */
export type NextAttempt = { kind: "retry"; delayMs: number } | { kind: "none"; because: string };

const defaults = { maxAttempts: 3, backoff: { initialMs: 1000, factor: 2, maxMs: 5 * 60_000 } };

/** The job's own word goes before its type's. */
export function retryPolicyOf(
  job: Pick<Job, "maxAttempts" | "backoff">,
  type: Pick<TypeSettings, "retry"> | undefined,
): RetryPolicy {
  return {
    maxAttempts: job.maxAttempts ?? type?.retry?.maxAttempts ?? defaults.maxAttempts,
    backoff: { ...defaults.backoff, ...type?.retry?.backoff, ...job.backoff },
  };
}

/** @param so how the job stands after the failure. */
export function nextAttempt(
  policy: RetryPolicy,
  so: { failures: number; strikes: number },
  error: JobError,
  random: () => number = Math.random,
): NextAttempt {
  if (so.strikes >= limits.maxStrikes) return { kind: "none", because: afterStrikes(so.strikes) };
  if (error.retryable === false)
    return { kind: "none", because: `after ${attempts(so.failures)}: trying again would not help` };
  if (so.failures >= policy.maxAttempts) return { kind: "none", because: `after ${attempts(so.failures)}` };
  return { kind: "retry", delayMs: Math.min(delayMs(policy.backoff, so.failures, error, random), limits.maxBackoffMs) };
}

/** Full jitter: anywhere below the bound, so that jobs which failed together do not come back together. */
function delayMs(
  { initialMs, factor, maxMs }: Required<Backoff>,
  failures: number,
  error: JobError,
  random: () => number,
) {
  if (error.retryAfterMs !== undefined) return error.retryAfterMs;
  return Math.round(random() * Math.min(maxMs, initialMs * factor ** (failures - 1)));
}

/** Why a job that keeps bringing down what runs it is not tried again. */
export function afterStrikes(strikes: number): string {
  return `after ${strikes} attempts that took their thread or worker with them`;
}

function attempts(failures: number): string {
  return `${failures} failed ${failures === 1 ? "attempt" : "attempts"}`;
}
