import type { JobEvent } from "@baton/contracts";
import { plainText } from "../columns.ts";

/** An event on one line. */
export function eventText({ occurredAt, status, message, jobId, jobName, tenantId, lockKey }: JobEvent): string {
  const key = tenantId === "default" ? lockKey : `${lockKey} (${tenantId})`;
  const about = jobId === undefined ? key : `${jobId} ${jobName ?? ""} [${key}]`;
  return plainText(`${occurredAt} ${status.padEnd(14)} ${about}: ${message}`);
}
