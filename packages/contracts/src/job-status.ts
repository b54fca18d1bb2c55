import * as z from "zod";

/** Where a job stands. The last four are terminal: a job that reached one never leaves it. */
export const jobStatusSchema = z.enum([
  "Submitted",
  "Waiting",
  "Scheduled",
  "Running",
  "Retrying",
  "Completed",
  "Cancelled",
  "DeadLettered",
  "Discarded",
]);
export type JobStatus = z.infer<typeof jobStatusSchema>;
