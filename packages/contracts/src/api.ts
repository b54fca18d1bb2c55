import { z } from "zod";
import { jobEventSchema } from "./job-event.ts";
import { jobStatusSchema } from "./job-status.ts";
import { jobSummarySchema, jobViewSchema } from "./job-view.ts";

/** RFC 9457. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  /** Stable, for programs. */
  code: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** `GET /api/jobs`: the newest events, newest first, 200 at most. */
export const jobEventsResponseSchema = z.array(jobEventSchema);

/** `GET /api/jobs/{jobId}`: the job and its whole trail, oldest first. */
export const jobDetailSchema = z.object({ job: jobViewSchema, events: z.array(jobEventSchema) });
export type JobDetail = z.infer<typeof jobDetailSchema>;

/** `GET /api/jobs/search`: the newest jobs, newest first. */
export const jobListSchema = z.object({ jobs: z.array(jobSummarySchema) });
export type JobList = z.infer<typeof jobListSchema>;

/** `POST /api/jobs`, 202. */
export const submitResponseSchema = z.object({ jobId: z.string(), status: jobStatusSchema });
export type SubmitResponse = z.infer<typeof submitResponseSchema>;

export const rejectedMessageSchema = z.object({
  rejectedAt: z.string(),
  reason: z.string(),
  messageId: z.string().optional(),
  bytes: z.int(),
  /** The beginning of the body, as text. */
  preview: z.string(),
});
export type RejectedMessage = z.infer<typeof rejectedMessageSchema>;

const partSchema = z.object({ status: z.enum(["up", "starting", "down"]), detail: z.string().optional() });

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
