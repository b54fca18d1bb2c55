import * as z from "zod";
import { limits } from "./limits.ts";
import { circuitSchema, rateLimitSchema } from "./type-limits.ts";

/** How long to wait before another attempt: the bound doubles (`factor`) with each failure, up to `maxMs`. */
export const backoffSchema = z.strictObject({
  /** The bound after the first failure, milliseconds. Default 1,000. */
  initialMs: z.int().min(0).max(limits.maxBackoffMs).optional(),
  /** Default 2. */
  factor: z.number().min(1).max(10).optional(),
  /** No wait is longer than this, milliseconds. Default 5 min. */
  maxMs: z.int().min(0).max(limits.maxBackoffMs).optional(),
});
export type Backoff = z.infer<typeof backoffSchema>;

export const maxAttemptsSchema = z.int().min(1).max(limits.maxAttempts);

/**
 * What happens in a key while the job at the head of its line waits for another attempt. `yield`: others go first;
 * `hold`: nothing else runs; `park`: as `hold`, and when the job is dead-lettered, the key stops for an operator.
 */
export const headFailureSchema = z.enum(["yield", "hold", "park"]);
export type HeadFailure = z.infer<typeof headFailureSchema>;

/** What a job type says of its jobs, besides its code. */
export const typeSettingsSchema = z.object({
  timeoutMs: z.int().min(1).max(limits.maxTimeoutMs).optional(),
  retry: z.strictObject({ maxAttempts: maxAttemptsSchema.optional(), backoff: backoffSchema.optional() }).optional(),
  onHeadFailure: headFailureSchema.optional(),
  circuit: circuitSchema.optional(),
  rateLimit: rateLimitSchema.optional(),
  keyRateLimit: rateLimitSchema.optional(),
});
export type TypeSettings = z.infer<typeof typeSettingsSchema>;
