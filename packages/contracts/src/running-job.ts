import * as z from "zod";
import { progressSchema } from "./job-event.ts";

/** An attempt that is under way, as its worker tells of it. */
export const runningJobSchema = z.object({
  jobId: z.string(),
  name: z.string(),
  type: z.string(),
  tenantId: z.string(),
  lockKey: z.string(),
  keyId: z.string(),
  attempt: z.int(),
  /** Of the hold under which it runs. */
  fence: z.int(),
  startedAt: z.string(),
  progress: progressSchema.optional(),
});
export type RunningJob = z.infer<typeof runningJobSchema>;
