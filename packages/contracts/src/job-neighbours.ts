import * as z from "zod";
import { jobStatusSchema } from "./job-status.ts";

const jobNeighbourSchema = z.object({ jobId: z.string(), name: z.string(), status: jobStatusSchema });
export type JobNeighbour = z.infer<typeof jobNeighbourSchema>;

/** `GET /api/jobs/{jobId}/neighbours`: who had the lock before and after, by the ledger of the lock key. */
export const jobNeighboursSchema = z.object({
  /** The job that ran before its first attempt. */
  previous: jobNeighbourSchema.optional(),
  /** The job that ran after its last attempt. */
  next: jobNeighbourSchema.optional(),
  /** How its attempts got the lock; of many, the first and the last ones. */
  starts: z.array(
    z.object({
      attempt: z.int(),
      /** When the job before it gave way; missing when none did shortly before. */
      freeAt: z.string().optional(),
      /** When the worker got the lock; missing when it had it already. */
      acquiredAt: z.string().optional(),
    }),
  ),
});
export type JobNeighbours = z.infer<typeof jobNeighboursSchema>;
