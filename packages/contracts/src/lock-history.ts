import * as z from "zod";
import { jobEventSchema } from "./job-event.ts";
import { tenantIdSchema } from "./job-request.ts";

const time = z.iso.datetime({ offset: true });

/** The query of `GET /api/locks/{key}/history`: events from `from` to `to`, on from `cursor`. */
export const lockHistoryQuerySchema = z.object({
  tenant: tenantIdSchema.optional(),
  from: time.optional(),
  to: time.optional(),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "expected the cursor of an answer")
    .transform(Number)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(300),
});

/**
 * `GET /api/locks/{key}/history`: what the key's ledger says of its holds, its attempts and what operators did to it,
 * newest first; steps, progress and logs of jobs are left out.
 */
export const lockHistorySchema = z.object({
  events: z.array(jobEventSchema),
  /** Where to go on; missing when there is nothing older, or nothing as young as `from`. */
  cursor: z.string().optional(),
});
export type LockHistory = z.infer<typeof lockHistorySchema>;
