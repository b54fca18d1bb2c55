import type { Job } from "@baton/contracts";

/**
 * What an idempotency key stands for.
 * - `new`: from now on for this job.
 * - `known`: for a job of the same content, submitted before as `jobId`.
 * - `conflict`: for another job, `jobId`.
 */
export type KeyClaim = { kind: "new" | "known" | "conflict"; jobId: string };

/** Where idempotency keys are kept; `JobKeys` of the store is one such place. */
export type KeyClaims = {
  /** Ties the key to the job, durably, unless it is tied already. Rejects when that is not known. */
  claim(job: Job, idempotencyKey: string): Promise<KeyClaim>;
};
