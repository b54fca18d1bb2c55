import { createHash, randomUUID } from "node:crypto";
import { isJobId, newJobId, type ValidJobRequest } from "@baton/contracts";
import { contentHash } from "./content-hash.ts";
import { escapeName } from "./key-id.ts";
import type { Storage } from "./storage.ts";
import { orUndefinedIfMissing, statusOf } from "./storage-errors.ts";

/** What an id of the submitter's own stands for. `claimId` tells who tied it. */
export type KeyedJob = { jobId: string; contentHash: string; claimId: string };

/**
 * What became of a claim.
 * - `new`: the id stands for `jobId` from now on.
 * - `known`: it stood for `jobId`, a job of the same content. Whoever tied it may have died before the job was
 *   published or stored, so do that once more before calling it a duplicate.
 * - `conflict`: it stands for another job.
 */
export type KeyClaim = { kind: "new" | "known" | "conflict"; jobId: string };

/** Table `JobKeys`: (tenant, submitter's id) → our job id and a hash of what was submitted. */
export class JobKeys {
  readonly #storage: Pick<Storage, "jobKeys">;

  constructor(storage: Pick<Storage, "jobKeys">) {
    this.#storage = storage;
  }

  /**
   * Ties a submitter's id (an idempotency key, a job id that is none of ours, a message id) to a job: the request's
   * own job id if that is a UUIDv7, else a new one. To be called before anything is published or stored.
   */
  async claim(request: ValidJobRequest, sourceId: string): Promise<KeyClaim> {
    const claimed: KeyedJob = {
      jobId: request.jobId && isJobId(request.jobId) ? request.jobId.toLowerCase() : newJobId(),
      contentHash: contentHash(request),
      claimId: randomUUID(),
    };
    const known = await this.#insertOrFind(request.tenantId, sourceId, claimed);
    // The SDK sends an insert again whose answer was lost; then it finds its own row.
    if (known.claimId === claimed.claimId) return { kind: "new", jobId: known.jobId };
    return { kind: known.contentHash === claimed.contentHash ? "known" : "conflict", jobId: known.jobId };
  }

  async find(tenantId: string, sourceId: string): Promise<KeyedJob | undefined> {
    const row = await orUndefinedIfMissing(
      this.#storage.jobKeys.getEntity<{ JobId: string; ContentHash: string; ClaimId?: string }>(
        escapeName(tenantId),
        sha256(sourceId),
      ),
    );
    return row && { jobId: row.JobId, contentHash: row.ContentHash, claimId: row.ClaimId ?? "" };
  }

  /** @returns what the id stands for now. */
  async #insertOrFind(tenantId: string, sourceId: string, job: KeyedJob): Promise<KeyedJob> {
    try {
      await this.#storage.jobKeys.createEntity({
        partitionKey: escapeName(tenantId),
        rowKey: sha256(sourceId),
        SourceId: sourceId,
        JobId: job.jobId,
        ContentHash: job.contentHash,
        ClaimId: job.claimId,
      });
      return job;
    } catch (err) {
      if (statusOf(err) !== 409) throw err;
      const known = await this.find(tenantId, sourceId);
      if (!known) throw err;
      return known;
    }
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
