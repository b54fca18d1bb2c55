import { type JobError, limits } from "@baton/contracts";
import { NonRetryableError, RetryAfterError } from "@baton/sdk";

const stackChars = 8000;

/** Whatever job code threw, as the record keeps it: also what is no Error, and bounded. */
export function serializeError(err: unknown): JobError {
  if (!(err instanceof Error)) return { name: "Error", message: short(String(err)) };
  const stack = err.stack?.slice(0, stackChars).toWellFormed();
  return {
    name: short(String(err.name)),
    message: short(String(err.message)),
    ...(stack ? { stack } : {}),
    ...retryAdvice(err),
  };
}

/** What the job itself says of another attempt. */
function retryAdvice(err: Error): Pick<JobError, "retryable" | "retryAfterMs"> {
  if (err instanceof NonRetryableError) return { retryable: false };
  if (!(err instanceof RetryAfterError)) return {};
  // Whatever a server said, or job code computed from it: no number is no advice.
  const retryAfterMs = Math.max(0, Math.round(err.retryAfterMs));
  return Number.isSafeInteger(retryAfterMs) ? { retryAfterMs } : {};
}

/** Fit for the record: bounded, and without half characters, which have no canonical form. */
export function short(text: string): string {
  const bounded = text.length <= limits.messageChars ? text : `${text.slice(0, limits.messageChars - 1)}…`;
  return bounded.toWellFormed();
}
