import * as z from "zod";
import { progressSchema } from "./job-event.ts";
import { jobStatusSchema } from "./job-status.ts";
import { jsonSchema } from "./json.ts";

export const jobErrorSchema = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.string().optional(),
  /** Said by the job: trying again would not help. */
  retryable: z.literal(false).optional(),
  /** Said by the job: trying again makes sense so much later. */
  retryAfterMs: z.int().min(0).optional(),
});
export type JobError = z.infer<typeof jobErrorSchema>;

/** A job in a list. */
export const jobSummarySchema = z.object({
  jobId: z.string(),
  type: z.string(),
  name: z.string(),
  tenantId: z.string(),
  lockKey: z.string(),
  priority: z.int(),
  status: jobStatusSchema,
  /** The last thing that its record says. */
  message: z.string(),
  progress: progressSchema.optional(),
  attempts: z.int(),
  workerId: z.string().optional(),
  fence: z.int().optional(),
  submittedBy: z.string().optional(),
  correlationId: z.string().optional(),
  /** Not before this time. */
  runAt: z.string().optional(),
  createdAt: z.string(),
  queuedAt: z.string().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  /** The newest job that was made of it. */
  replayedBy: z.string().optional(),
  /** The first line of the error with which its last failed attempt ended, or why else it was dead-lettered. */
  errorLine: z.string().optional(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;

/** How many rows of its key's line are before a job's; 1,000 stands for that many or more. */
const inLine = { ahead: z.int().optional() };

/** Why a job that is not running is not running. */
export const waitingReasonSchema = z.discriminatedUnion("kind", [
  /** Another job of the key runs, or its lock is held. */
  z.object({
    kind: z.literal("locked"),
    workerId: z.string().optional(),
    fence: z.int().optional(),
    behindJobId: z.string().optional(),
    ...inLine,
  }),
  /** An operator has paused the key. */
  z.object({ kind: z.literal("paused"), by: z.string(), reason: z.string(), since: z.string(), ...inLine }),
  /** A job of the key was dead-lettered, and the key waits for an operator. */
  z.object({ kind: z.literal("parked"), jobId: z.string(), since: z.string(), ...inLine }),
  /** Nothing of the key starts before another job's next attempt. */
  z.object({ kind: z.literal("held-for"), jobId: z.string(), until: z.string(), ...inLine }),
  /** An attempt failed. `attempt`: the one that comes next. */
  z.object({
    kind: z.literal("retrying"),
    nextAt: z.string(),
    attempt: z.int(),
    maxAttempts: z.int().optional(),
    lastError: z.string().optional(),
  }),
  /** No live worker knows the type. */
  z.object({ kind: z.literal("unknown-type"), type: z.string() }),
  z.object({ kind: z.literal("no-worker") }),
  /** All live workers that know the type are busy with other keys. */
  z.object({ kind: z.literal("no-slot"), workers: z.int(), ...inLine }),
  z.object({ kind: z.literal("scheduled"), runAt: z.string() }),
  /** Attempts of its type fail: none starts before that time, and then only a few to try. */
  z.object({ kind: z.literal("circuit-open"), type: z.string(), until: z.string() }),
  /** Enough jobs of its type, in all or in its key, have started of late. */
  z.object({ kind: z.literal("rate-limited"), scope: z.enum(["type", "key"]), until: z.string() }),
  /** It is due, and a worker with a free slot will take its key. */
  z.object({ kind: z.literal("next"), ...inLine }),
]);
export type WaitingReason = z.infer<typeof waitingReasonSchema>;

/** One job, whole. */
export const jobViewSchema = jobSummarySchema.extend({
  keyId: z.string(),
  description: z.string().optional(),
  payload: jsonSchema,
  maxAttempts: z.int().optional(),
  timeoutMs: z.int().optional(),
  replayOf: z.string().optional(),
  /** Of W3C trace context: where it was submitted, and what became of it. */
  traceId: z.string().optional(),
  resultTtl: z.int().optional(),
  result: jsonSchema.optional(),
  /** Until when the result is kept; missing: for ever. */
  resultExpiresAt: z.string().optional(),
  /** There was a result, and its time is over. */
  resultExpired: z.literal(true).optional(),
  error: jobErrorSchema.optional(),
  waiting: waitingReasonSchema.optional(),
});
export type JobView = z.infer<typeof jobViewSchema>;
