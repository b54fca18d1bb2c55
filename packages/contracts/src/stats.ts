import * as z from "zod";
import { tenantIdSchema } from "./job-request.ts";

const statsWindowSchema = z.enum(["1h", "24h", "7d"], { error: "expected 1h, 24h or 7d" });
export type StatsWindow = z.infer<typeof statsWindowSchema>;

/** What `GET /api/stats` may be asked: without a tenant, for all of them together. */
export const statsQuerySchema = z.strictObject({
  window: statsWindowSchema.default("24h"),
  tenantId: tenantIdSchema.optional(),
});
export type StatsQuery = z.infer<typeof statsQuerySchema>;

/**
 * Percentiles come from fixed buckets, four for each doubling of the time: what is told is a bucket's upper bound, at
 * most 19 % above the true value. 0 when there is nothing to measure.
 */
const durationsSchema = z.object({ count: z.int(), p50Ms: z.number(), p95Ms: z.number() });

const figures = {
  /** Jobs that ended in the time. */
  jobs: z.int(),
  outcomes: z.object({ Completed: z.int(), Cancelled: z.int(), DeadLettered: z.int(), Discarded: z.int() }),
  /** From a job's arrival to its first start, a delay that it asked for included; jobs that never started are left out. */
  wait: durationsSchema,
  /** The time of a job's attempts together. */
  run: durationsSchema,
};
/** A missing name: all that have no line of their own. */
const namedSchema = z.object({ name: z.string().optional(), ...figures });

/**
 * `GET /api/stats?window=1h|24h|7d&tenantId=`: the jobs that ended in whole hours, those that the window touches; a few
 * seconds behind. Lists have the names with most jobs first, 50 at most, and of an hour no more than its first 100 names.
 */
export const statsSchema = z.object({
  window: statsWindowSchema,
  from: z.string(),
  to: z.string(),
  total: z.object(figures),
  /** Oldest first; hours without jobs are left out. `hour` is its beginning. */
  hours: z.array(z.object({ hour: z.string(), ...figures })),
  types: z.array(namedSchema),
  keys: z.array(namedSchema.extend({ tenantId: z.string() })),
  /** Jobs without a submitter count in the total only. */
  submitters: z.array(namedSchema),
});
export type Stats = z.infer<typeof statsSchema>;
export type StatsFigures = Stats["total"];
