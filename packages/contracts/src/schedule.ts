import * as z from "zod";
import { cronFault, isTimeZone, nextTimes } from "./cron-times.ts";
import { jobRequestFields, tenantIdSchema } from "./job-request.ts";
import { jobStatusSchema } from "./job-status.ts";
import { limits } from "./limits.ts";

const scheduleIdSchema = z
  .string()
  .max(limits.scheduleIdChars)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    "expected letters, digits, dot, dash or underscore, starting with a letter or digit",
  );

const cronSchema = z
  .string()
  .max(limits.cronChars)
  .superRefine((cron, context) => {
    const fault = cronFault(cron);
    if (fault === undefined) return;
    const message = `expected a cron pattern like "30 2 * * *", or with seconds first "0 30 2 * * *": ${fault}`;
    context.addIssue({ code: "custom", message, continue: false });
  });
const timeZoneSchema = z
  .string()
  .refine(isTimeZone, { error: "expected the name of an IANA time zone, like UTC or Europe/Berlin", abort: true })
  .default("UTC");
const timing = { cron: cronSchema, timeZone: timeZoneSchema };

function refuseNever(schedule: { cron: string; timeZone: string }, context: z.RefinementCtx): void {
  if (nextTimes(schedule, new Date(), 1).length > 0) return;
  const message = "expected a cron pattern that has a next time; this one never comes";
  context.addIssue({ code: "custom", path: ["cron"], message });
}

/** `POST /api/schedules/preview`. */
export const cronPreviewSchema = z.strictObject(timing).superRefine(refuseNever);
export type CronPreview = z.output<typeof cronPreviewSchema>;

/** The next times of a pattern, ISO 8601, UTC. */
export const cronTimesSchema = z.object({ times: z.array(z.string()) });

/** What each run submits: a job request without what is decided at the run, or by the schedule. */
export const scheduledJobSchema = jobRequestFields
  .omit({
    jobId: true,
    tenantId: true,
    createdAt: true,
    submittedBy: true,
    runAt: true,
    delayMs: true,
    replayOf: true,
    traceparent: true,
  })
  .superRefine((job, context) => {
    const bytes = new TextEncoder().encode(JSON.stringify(job)).length;
    if (bytes <= limits.inlineBytes) return;
    context.addIssue({ code: "custom", message: `expected at most ${limits.inlineBytes} bytes of JSON, got ${bytes}` });
  });
export type ScheduledJob = z.output<typeof scheduledJobSchema>;

/** When the last run's job has not ended: run all the same and wait in line, or leave this run out. */
const overlapSchema = z.enum(["queue", "skip"]);
/** Runs whose time passed while no worker could fire them: one run makes up for all, or none does. */
const missedSchema = z.enum(["fire-once", "skip"]);

/** A schedule as its author describes it: the body of `POST /api/schedules` and `PUT /api/schedules/{id}`. */
export const scheduleRequestSchema = z
  .strictObject({
    /** Default: made for it. */
    scheduleId: scheduleIdSchema.optional(),
    tenantId: tenantIdSchema.default("default"),
    ...timing,
    job: scheduledJobSchema,
    overlap: overlapSchema.default("queue"),
    missed: missedSchema.default("fire-once"),
    /** Default: not paused; in a replacement: as it was. */
    paused: z.boolean().optional(),
    createdBy: jobRequestFields.shape.submittedBy,
  })
  .superRefine(refuseNever);
/** What an author may write. */
export type ScheduleRequest = z.input<typeof scheduleRequestSchema>;
/** The same after validation, with defaults filled in. */
export type ValidScheduleRequest = z.output<typeof scheduleRequestSchema>;

/** A run whose job was submitted. */
const scheduleRunSchema = z.object({
  at: z.string(),
  jobId: z.string(),
  /** Where its job stands; missing until a worker has seen it, and where nobody has asked. */
  status: jobStatusSchema.optional(),
});
export type ScheduleRun = z.infer<typeof scheduleRunSchema>;

/** A schedule in a list. Times are ISO 8601, UTC. */
export const scheduleSchema = z.object({
  scheduleId: z.string(),
  tenantId: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  job: scheduledJobSchema,
  overlap: overlapSchema,
  missed: missedSchema,
  paused: z.boolean(),
  createdAt: z.string(),
  createdBy: z.string().optional(),
  /** Rises with each change that somebody makes, not with its runs. */
  revision: z.int(),
  lastFiredAt: z.string().optional(),
  lastJobId: z.string().optional(),
  /** The last five runs, newest first, those outside its times included. */
  recentRuns: z.array(scheduleRunSchema),
  /** The last run that was left out, and why. */
  lastSkip: z.object({ at: z.string(), reason: z.enum(["overlap", "missed"]) }).optional(),
  /** Missing while it is paused, and when its pattern has no more times. */
  nextAt: z.string().optional(),
  /** A run that is being submitted. */
  pendingFire: z.object({ at: z.string(), jobId: z.string() }).optional(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

const listedScheduleSchema = scheduleSchema.extend({
  /** Its pattern in English: "At 02:30"; missing where that cannot be told. */
  words: z.string().optional(),
  /** The next five, also while it is paused. */
  nextTimes: z.array(z.string()),
});
export type ListedSchedule = z.infer<typeof listedScheduleSchema>;

/** `GET /api/schedules`. The statuses of runs are told for the first 200 schedules. */
export const scheduleListSchema = z.object({ schedules: z.array(listedScheduleSchema) });

/** `GET /api/schedules/{id}`. */
export const scheduleDetailSchema = listedScheduleSchema.extend({
  /** Where the job of the last run stands; missing before the first one, and until a worker has seen its job. */
  lastOutcome: z.object({ status: jobStatusSchema, message: z.string(), endedAt: z.string().optional() }).optional(),
});
export type ScheduleDetail = z.infer<typeof scheduleDetailSchema>;
