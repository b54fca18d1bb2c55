import * as z from "zod";
import { tenantIdSchema } from "./job-request.ts";
import { headFailureSchema } from "./retry-policy.ts";

/** A lock key: who holds it, what runs and what holds its line back. */
export const lockViewSchema = z.object({
  keyId: z.string(),
  tenantId: z.string(),
  lockKey: z.string(),
  /** In a list as workers said it last, up to 5 s ago, unless a job runs. */
  holder: z
    .object({
      workerId: z.string(),
      fence: z.int(),
      since: z.string().optional(),
      /** When its lease ends unless it is renewed again; as its worker said last, up to 5 s ago. */
      leaseUntil: z.string().optional(),
    })
    .optional(),
  running: z.object({ jobId: z.string(), attempt: z.int(), startedAt: z.string() }).optional(),
  paused: z.object({ by: z.string(), reason: z.string(), since: z.string() }).optional(),
  parked: z.object({ jobId: z.string(), since: z.string() }).optional(),
  heldFor: z.object({ jobId: z.string(), until: z.string() }).optional(),
  policy: headFailureSchema.optional(),
  /** Its work, if there is any: due since this time, or not before it. */
  dueAt: z.string().optional(),
  /** How many jobs are due, the running one among them; 1,000 stands for that many or more. */
  waiting: z.int(),
});
export type LockView = z.infer<typeof lockViewSchema>;

/** The query of `GET /api/locks`; `text` is in the lock key, in whatever case. */
export const lockListQuerySchema = z.object({
  text: z.string().max(200).optional(),
  tenant: tenantIdSchema.optional(),
});

/** `GET /api/locks`: 200 keys at most; `isWhole`: no others that match have a holder, work or a stopped line. */
export const lockListSchema = z.object({ locks: z.array(lockViewSchema), isWhole: z.boolean() });
export type LockList = z.infer<typeof lockListSchema>;

/** `GET /api/locks/{key}`: also how many jobs are for later; 1,000 stands for that many or more. */
export const lockDetailSchema = lockViewSchema.extend({ later: z.int() });
export type LockDetail = z.infer<typeof lockDetailSchema>;
