import { z } from "zod";
import { progressSchema } from "./job-event.ts";
import { jobStatusSchema } from "./job-status.ts";
import { jsonSchema } from "./json.ts";

export const jobErrorSchema = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.string().optional(),
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
});
export type JobSummary = z.infer<typeof jobSummarySchema>;

/** Why a job that is not running is not running. */
export const waitingReasonSchema = z.discriminatedUnion("kind", [
  /** Another job of the key runs, or its lock is held. */
  z.object({
    kind: z.literal("locked"),
    workerId: z.string().optional(),
    fence: z.int().optional(),
    behindJobId: z.string().optional(),
  }),
  /** No live worker knows the type. */
  z.object({ kind: z.literal("unknown-type"), type: z.string() }),
  z.object({ kind: z.literal("no-worker") }),
  z.object({ kind: z.literal("scheduled"), runAt: z.string() }),
  /** It is due, and a worker with a free slot will take it. */
  z.object({ kind: z.literal("next") }),
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
  result: jsonSchema.optional(),
  error: jobErrorSchema.optional(),
  waiting: waitingReasonSchema.optional(),
});
export type JobView = z.infer<typeof jobViewSchema>;
