import type { EventStatus, JobEvent } from "@baton/contracts";

/** Events by which the record tells of an order; the data of others may be a job's own. */
const orders = new Set<EventStatus>(["Cancelled", "Replayed", "Discarded", "PriorityChanged", "Rescheduled"]);

/** Who ordered what an event tells of, and why; undefined for what nobody ordered. */
export function orderOf({ status, data }: JobEvent): { by: string; reason?: string } | undefined {
  if (!orders.has(status)) return undefined;
  const { by, reason } = (data ?? {}) as Record<string, unknown>;
  const { name, address } = (by ?? {}) as Record<string, unknown>;
  if (typeof name !== "string") return undefined;
  return {
    by: typeof address === "string" ? `${name} (${address})` : name,
    ...(typeof reason === "string" ? { reason } : {}),
  };
}
