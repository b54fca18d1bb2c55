import * as z from "zod";
import { tenantIdSchema } from "./job-request.ts";
import { waitingReasonSchema } from "./job-view.ts";

/** The query of `GET /api/locks/{key}/line`. */
export const lockLineQuerySchema = z.object({ tenant: tenantIdSchema.optional(), cursor: z.string().optional() });

/** A job in a key's line. */
const lineJobSchema = z.object({
  jobId: z.string(),
  type: z.string(),
  name: z.string(),
  priority: z.int(),
  submittedBy: z.string().optional(),
  createdAt: z.string(),
  /** When a worker took it in. */
  receivedAt: z.string(),
  /** An operator has moved it to the front. */
  isInFront: z.literal(true).optional(),
  waiting: waitingReasonSchema,
});
export type LineJob = z.infer<typeof lineJobSchema>;

/**
 * `GET /api/locks/{key}/line`: the jobs that wait for a key, in the order in which they are to run; those for later
 * follow, by time. `cursor`: where to go on; missing when there are no more.
 */
export const lockLineSchema = z.object({ jobs: z.array(lineJobSchema), cursor: z.string().optional() });
export type LockLine = z.infer<typeof lockLineSchema>;
