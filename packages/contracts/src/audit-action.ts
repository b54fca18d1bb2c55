import * as z from "zod";
import { operatorSchema } from "./command.ts";
import { type EventStatus, eventStatusSchema } from "./event-status.ts";
import type { JobEvent } from "./job-event.ts";
import { headFailureSchema } from "./retry-policy.ts";

/** What the event of a command tells of it: who ordered it, why, and what it changed. */
const orderSchema = z.object({
  commandId: z.string(),
  by: operatorSchema,
  reason: z.string().optional(),
  newJobId: z.string().optional(),
  from: z.int().optional(),
  priority: z.int().optional(),
  nextAt: z.string().optional(),
  mayOverlap: z.boolean().optional(),
  policy: headFailureSchema.nullable().optional(),
});

/** An operator's action as it is on the record: who did what to which job or lock key, and why. */
export const auditActionSchema = orderSchema.extend({
  eventId: z.string(),
  occurredAt: z.string(),
  status: eventStatusSchema,
  message: z.string(),
  tenantId: z.string(),
  lockKey: z.string(),
  keyId: z.string(),
  seq: z.int(),
  /** Missing for what was done to the lock key itself. */
  jobId: z.string().optional(),
  jobName: z.string().optional(),
});
export type AuditAction = z.infer<typeof auditActionSchema>;

const orderedStatuses: ReadonlySet<EventStatus> = new Set([
  "Cancelled",
  "Replayed",
  "Discarded",
  "PriorityChanged",
  "Rescheduled",
  "KeyPaused",
  "KeyResumed",
  "ForceUnlocked",
]);

/** @returns undefined when nobody ordered it. What job code logs may look like an order, but belongs to a job. */
export function auditActionOf(event: JobEvent): AuditAction | undefined {
  const isOrdered = orderedStatuses.has(event.status) || (event.status === "Log" && event.jobId === undefined);
  const order = isOrdered ? orderSchema.safeParse(event.data).data : undefined;
  if (!order) return undefined;
  const { eventId, occurredAt, status, message, tenantId, lockKey, keyId, seq, jobId, jobName } = event;
  return {
    ...{ eventId, occurredAt, status, message, tenantId, lockKey, keyId, seq },
    ...(jobId === undefined ? {} : { jobId }),
    ...(jobName === undefined ? {} : { jobName }),
    ...order,
  };
}
