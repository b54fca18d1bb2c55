import * as z from "zod";
import { commandOutcomeSchema } from "./command.ts";
import type { JobAction } from "./job-action.ts";
import { jobEventSchema } from "./job-event.ts";
import { jobRequestSchema } from "./job-request.ts";
import { jobFilterSchema } from "./job-search.ts";
import { jobStatusSchema } from "./job-status.ts";
import { jobViewSchema } from "./job-view.ts";
import { limits } from "./limits.ts";

/** RFC 9457, with what else a program may need. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  /** Stable, for programs. */
  code: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** As in the answer's `X-Request-Id`, and in the log of the server. */
  requestId: z.string().optional(),
  /** The one to try again with, or the one that the id belongs to. */
  jobId: z.string().optional(),
  commandId: z.string().optional(),
  /** What became of the command. */
  outcome: commandOutcomeSchema.optional(),
  retryAfterSeconds: z.int().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** `GET /api/jobs`: the newest events, newest first, 200 at most. */
export const jobEventsResponseSchema = z.array(jobEventSchema);

/** `GET /api/jobs/{jobId}`: the job and its whole trail, oldest first. */
export const jobDetailSchema = z.object({ job: jobViewSchema, events: z.array(jobEventSchema) });
export type JobDetail = z.infer<typeof jobDetailSchema>;

/**
 * `POST /api/jobs`: 202. With `duplicateOf`, the id of the job that was submitted before under the same
 * `Idempotency-Key` or the same id of the submitter's own: 200; `jobId` is that job's, and so is `status`.
 */
export const submitResponseSchema = z.object({
  jobId: z.string(),
  status: jobStatusSchema,
  duplicateOf: z.string().optional(),
});
export type SubmitResponse = z.infer<typeof submitResponseSchema>;

/**
 * `POST /api/jobs/actions`: one command for many jobs, which are named, or match. A filter without `status` is, for a
 * replay or a discard, for dead-lettered jobs; for the others, for jobs that have not ended. It leaves out jobs that
 * were replayed before when it is for a replay, and it goes on at `cursor`.
 */
export const jobActionsSchema = z
  .looseObject({
    action: z.enum(["cancel", "replay", "discard", "priority"]),
    ids: z.array(z.string()).max(limits.bulkJobs).optional(),
    /** `error`: the first line of the error of dead-lettered jobs, whole. */
    filter: jobFilterSchema.extend({ error: z.string().optional() }).optional(),
    cursor: z.string().optional(),
    /** How many of those that match one request is for. */
    limit: z.int().min(1).max(limits.bulkJobs).default(limits.bulkJobs),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    path: ["ids"],
    message: "expected either ids or filter",
  })
  .refine(({ filter }) => filter?.mine === undefined || filter.submittedBy === undefined, {
    path: ["filter", "mine"],
    message: "expected either submittedBy or mine",
  })
  .refine(({ action, filter }) => !filter || isForDead(action) || Object.keys(filter).length > 0, {
    path: ["filter"],
    message: "expected a condition: this would be for every job that has not ended",
  });

function isForDead(action: JobAction): boolean {
  return action === "replay" || action === "discard";
}

/** `POST /api/jobs/bulk`: each job is read, and perhaps refused, by itself. */
export const bulkRequestSchema = z.strictObject({ jobs: z.array(jobRequestSchema).max(limits.bulkJobs) });

/**
 * `POST /api/jobs/bulk`, 200: for each job what `POST /api/jobs` would have answered, in the order of the request.
 * `jobId` of a problem is the one to try again with, if the job has one.
 */
export const bulkResponseSchema = z.object({
  answers: z.array(z.union([z.object({ job: submitResponseSchema }), z.object({ problem: problemSchema })])),
});
export type BulkResponse = z.infer<typeof bulkResponseSchema>;

const jobActionAnswerSchema = z.union([
  z.object({ jobId: z.string(), commandId: z.string(), newJobId: z.string().optional() }),
  z.object({ jobId: z.string(), problem: problemSchema }),
]);
export type JobActionAnswer = z.infer<typeof jobActionAnswerSchema>;

/**
 * `POST /api/jobs/actions`, 202: an answer a job, in the order of their ids. What becomes of the commands is not waited
 * for. `cursor`: there may be more that match the filter.
 */
export const jobActionsResponseSchema = z.object({
  answers: z.array(jobActionAnswerSchema),
  cursor: z.string().optional(),
});
export type JobActionsResponse = z.infer<typeof jobActionsResponseSchema>;

export const rejectedMessageSchema = z.object({
  rejectedAt: z.string(),
  reason: z.string(),
  messageId: z.string().optional(),
  bytes: z.int(),
  /** The beginning of the body, as text. */
  preview: z.string(),
});
export type RejectedMessage = z.infer<typeof rejectedMessageSchema>;

/** How a part of the system stands, and why. */
export const partSchema = z.object({ status: z.enum(["up", "starting", "down"]), detail: z.string().optional() });

/** `GET /api/health`. `ready` is true when a job that is submitted now can run. */
export const healthSchema = z.object({
  ready: z.boolean(),
  broker: partSchema,
  storage: partSchema,
  workers: z.object({ live: z.int(), workerIds: z.array(z.string()) }),
  /** The newest messages that could not be read as jobs. */
  rejected: z.array(rejectedMessageSchema),
});
export type Health = z.infer<typeof healthSchema>;
