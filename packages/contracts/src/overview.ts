import * as z from "zod";
import { runningJobSchema } from "./running-job.ts";

/** So many that were seen; there may be more when `isAll` is false. */
const countSchema = z.object({ count: z.int(), isAll: z.boolean() });
export type Count = z.infer<typeof countSchema>;

const activeJobSchema = runningJobSchema.extend({ workerId: z.string() });
export type ActiveJob = z.infer<typeof activeJobSchema>;

/** A lock key; `lockKey` is missing where a name is too long to be told from its id. */
const keySchema = z.object({ keyId: z.string(), tenantId: z.string().optional(), lockKey: z.string().optional() });

/** Something that a person must see to. What keeps the whole system from running is told by `GET /api/health`. */
const concernSchema = z.discriminatedUnion("kind", [
  /** A job of the key was dead-lettered, and its line waits for an operator. */
  keySchema.extend({ kind: z.literal("key-parked") }),
  /** An operator has stopped the key's line. */
  keySchema.extend({ kind: z.literal("key-paused") }),
  /** Jobs of the type fail: none starts before `until`, or, without it, only a few to try. */
  z.object({ kind: z.literal("circuit-open"), type: z.string(), until: z.string().optional() }),
  /** The worker's wall clock is so far ahead of storage's. */
  z.object({ kind: z.literal("clock-skew"), workerId: z.string(), offsetMs: z.number() }),
  /** Every worker drains: jobs are accepted and wait. */
  z.object({ kind: z.literal("all-drain"), workers: z.int() }),
]);
export type Concern = z.infer<typeof concernSchema>;

/**
 * `GET /api/overview`: how things stand now. It costs a fixed number of requests, whatever the number of jobs and keys:
 * counts go as far as they can be told with those.
 */
export const overviewSchema = z.object({
  at: z.string(),
  /** Longest first. */
  running: z.array(activeJobSchema),
  workers: z.object({ live: z.int(), draining: z.int(), slots: z.int(), busySlots: z.int() }),
  /** Due and not running, for whatever reason; those that no worker has taken off the broker yet are included. */
  waiting: countSchema,
  /** For a later time, their own or that of their next attempt. */
  scheduled: countSchema,
  /** Neither replayed nor discarded. */
  deadLettered: countSchema,
  /** Lock keys with a job that is due, running or not: as many slots could be busy. */
  dueKeys: countSchema,
  /** 50 at most. */
  concerns: z.array(concernSchema),
});
export type Overview = z.infer<typeof overviewSchema>;
