import { type JobEvent, type Json, type Progress, parseLossless, progressSchema } from "@baton/contracts";
import type { JobHeader } from "../job-header.ts";
import type { LedgerEvent } from "../ledger/ledger-event.ts";
import type { StoredText } from "../stored-text.ts";

export type KeyName = { tenantId: string; lockKey: string };

/** A ledger entry as lists and live streams show it. Data that lies in a blob is left out. */
export function toJobEvent(
  event: LedgerEvent,
  key: KeyName,
  job: Pick<JobHeader, "name" | "type"> | undefined,
): JobEvent {
  const { jobId, attempt, step, durationMs, data } = event;
  return {
    eventId: `${event.keyId}:${event.seq}`,
    ...(jobId === undefined ? {} : { jobId }),
    ...(job === undefined ? {} : { jobName: job.name, jobType: job.type }),
    tenantId: key.tenantId,
    lockKey: key.lockKey,
    keyId: event.keyId,
    status: event.status,
    message: event.message,
    occurredAt: event.occurredAt,
    seq: event.seq,
    fence: event.fence,
    workerId: event.workerId,
    ...(attempt === undefined ? {} : { attempt }),
    ...(step === undefined ? {} : { step }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...inlineData(data),
    prevHash: event.prevHash,
    hash: event.hash,
  };
}

// Data nested too deep to be parsed here is left out of lists; the ledger has it.
function inlineData(data: StoredText | undefined): { data?: Json } {
  if (data?.kind !== "inline") return {};
  try {
    return { data: parseLossless(data.text) as Json };
  } catch (err) {
    if (err instanceof RangeError) return {};
    throw err;
  }
}

/** What is known of a job before its ledger says it: that it was received, or had to wait. */
export function earlyEvent(
  job: JobHeader & { keyId: string },
  status: "Queued" | "Deferred",
  message: string,
  occurredAt: string,
  workerId: string,
): JobEvent {
  return {
    eventId: `${job.jobId}:${status}`,
    jobId: job.jobId,
    jobName: job.name,
    jobType: job.type,
    tenantId: job.tenantId,
    lockKey: job.lockKey,
    keyId: job.keyId,
    status,
    message,
    occurredAt,
    seq: 0,
    workerId,
  };
}

/** How far a `Progress` event says that its job is. */
export function progressOf(event: LedgerEvent): Progress | undefined {
  if (event.status !== "Progress" || event.data?.kind !== "inline") return undefined;
  return progressSchema.safeParse(JSON.parse(event.data.text)).data;
}
