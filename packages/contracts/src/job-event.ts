import * as z from "zod";
import { eventStatusSchema } from "./event-status.ts";
import { jsonSchema } from "./json.ts";

/** One entry of the record as lists, live streams and the API show it. */
export const jobEventSchema = z.object({
  /** `keyId:seq`; for what is known before the ledger says it: `jobId:status`. */
  eventId: z.string(),
  /** Missing for events of a hold or a key. */
  jobId: z.string().optional(),
  jobName: z.string().optional(),
  jobType: z.string().optional(),
  tenantId: z.string(),
  lockKey: z.string(),
  keyId: z.string(),
  status: eventStatusSchema,
  message: z.string(),
  /** ISO 8601, UTC, milliseconds. */
  occurredAt: z.string(),
  /** Place in the key's ledger; 0 before the ledger says it. */
  seq: z.int(),
  attempt: z.int().optional(),
  fence: z.int().optional(),
  workerId: z.string().optional(),
  step: z.string().optional(),
  durationMs: z.number().optional(),
  data: jsonSchema.optional(),
  /** Hex; missing for events that are not in the ledger (yet). */
  prevHash: z.string().optional(),
  hash: z.string().optional(),
});
export type JobEvent = z.infer<typeof jobEventSchema>;

/** `data` of a `Progress` event. */
export const progressSchema = z.object({ done: z.number(), total: z.number() });
export type Progress = z.infer<typeof progressSchema>;
