import type { Json } from "@baton/contracts";
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
 */
export function defineJob<Input extends z.ZodType>(definition: JobDefinition<Input>): JobDefinition<Input> {
  return definition;
}
