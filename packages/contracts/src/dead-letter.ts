import * as z from "zod";
import { jobSummarySchema } from "./job-view.ts";

/** Which dead-lettered jobs; `text` is in the name, the id or the error, `error` is the whole first line of it. */
const deadLetterFilterSchema = z.strictObject({
  tenantId: z.string().optional(),
  type: z.string().optional(),
  lockKey: z.string().optional(),
  text: z.string().optional(),
  error: z.string().optional(),
});

const ofTenant = deadLetterFilterSchema.omit({ tenantId: true }).extend({ tenant: z.string().optional() });

/** The query of `GET /api/dead-letters`. */
export const deadLetterQuerySchema = ofTenant.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

/** `GET /api/dead-letters`: newest first. `cursor`: where to go on; missing when there are no more. */
export const deadLetterListSchema = z.object({ jobs: z.array(jobSummarySchema), cursor: z.string().optional() });
export type DeadLetterList = z.infer<typeof deadLetterListSchema>;

/** The query of `GET /api/dead-letters/groups`. */
export const deadLetterGroupsQuerySchema = ofTenant.omit({ error: true }).extend({ cursor: z.string().optional() });

/** Dead-lettered jobs of one type that ended with the same error. */
const deadLetterGroupSchema = z.object({
  type: z.string(),
  /** The first line; empty when it is not known. */
  error: z.string(),
  count: z.int(),
  /** How many of them were replayed. */
  replayed: z.int(),
  /** When the first and the last of them were dead-lettered. */
  firstAt: z.string(),
  lastAt: z.string(),
});
export type DeadLetterGroup = z.infer<typeof deadLetterGroupSchema>;

/** `GET /api/dead-letters/groups`: the newest first. `cursor`: there are older ones, which are not counted here. */
export const deadLetterGroupsSchema = z.object({
  groups: z.array(deadLetterGroupSchema),
  cursor: z.string().optional(),
});
export type DeadLetterGroups = z.infer<typeof deadLetterGroupsSchema>;
