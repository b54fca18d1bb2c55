import {
  type Backoff,
  type CircuitOptions,
  describeIssues,
  type HeadFailure,
  type Json,
  limits,
  type RateLimit,
  typeSettingsSchema,
} from "@baton/contracts";
import type { z } from "zod";
import type { JobContext } from "./job-context.ts";

export type JobDefinition<Input extends z.ZodType = z.ZodType> = {
  /** What `type` of a submitted job names. */
  type: string;
  description?: string;
  /** Checks the payload before `run`; a payload that does not fit ends the job without trying again. */
  input: Input;
  /** Time limit of one attempt, milliseconds; a job's own `timeoutMs` goes before it. Default 1 h. */
  timeoutMs?: number;
  /**
   * How often a job may fail before it is dead-lettered (default 3), and how long it waits in between: a random time
   * below a bound that grows with each failure. A job's own `maxAttempts` and `backoff` go before them.
   */
  retry?: { maxAttempts?: number; backoff?: Backoff };
  /**
   * What happens in the lock key while a failed job waits for its next attempt. `yield` (default): others go first;
   * `hold`: nothing else runs; `park`: as `hold`, and when the job is dead-lettered, the key stops for an operator.
   */
  onHeadFailure?: HeadFailure;
  /**
   * Stops starting jobs of the type, in all workers, while too many of their attempts fail or time out, and then tries a
   * few. Default: never. `{}` takes every default: half of the last 20 attempts, 10 at least; open for a minute; 1 probe.
   * Attempts that end by a `NonRetryableError` do not count, nor do cancelled and interrupted ones.
   */
  circuit?: CircuitOptions;
  /** At most `limit` attempts of the type start in any `perMs` milliseconds, in all workers together. */
  rateLimit?: RateLimit;
  /** The same for those under one lock key, for each key by itself. */
  keyRateLimit?: RateLimit;
  /** The work. What it returns (JSON) is the job's result. */
  run(input: z.output<Input>, ctx: JobContext): Promise<Json | undefined> | Json | undefined;
};

/**
 * Defines a job type. Export the result from a module that a worker loads.
 * ```ts
 * export const settle = defineJob({
 *   type: "settle",
 *   input: z.object({ day: z.iso.date() }),
 *   async run({ day }, ctx) {
 *     const rows = await ctx.step("collect", () => collect(day));
 *     await ctx.step("book", () => book(rows, { fencingToken: ctx.fence }));
 *     return { booked: rows.length };
 *   },
 * });
 * ```
 * @throws {TypeError} which says what was expected, for code without types.
 */
export function defineJob<Input extends z.ZodType>(definition: JobDefinition<Input>): JobDefinition<Input> {
  const { type, input, run } = definition;
  if (typeof type !== "string" || type.trim() === "" || type.length > limits.typeChars)
    throw new TypeError(`type: expected a name of 1 to ${limits.typeChars} characters`);
  if (typeof input?.safeParse !== "function") throw new TypeError("input: expected a zod schema");
  if (typeof run !== "function") throw new TypeError("run: expected a function");
  const settings = typeSettingsSchema.safeParse(definition);
  if (!settings.success) throw new TypeError(describeIssues(settings.error));
  return definition;
}
