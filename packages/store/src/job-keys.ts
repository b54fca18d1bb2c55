import { createHash } from "node:crypto";
import { newJobId } from "@baton/contracts";
import { escapeName } from "./key-id.ts";
import type { Storage } from "./storage.ts";
import { orUndefinedIfMissing, statusOf } from "./storage-errors.ts";

/** What an id of the submitter's own stands for. */
export type KeyedJob = { jobId: string; contentHash: string };

/** Table `JobKeys`: (tenant, submitter's id) → our job id and a hash of what was submitted. */
export class JobKeys {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /**
   * Returns the job id for a submitter's id: a new one at first sight, the same one ever after.
   * @returns `conflict` when the id was used before for other content.
   */
  async claim(
    tenantId: string,
    sourceId: string,
    content: string,
  ): Promise<{ kind: "known" | "new"; jobId: string } | { kind: "conflict"; jobId: string }> {
    const contentHash = sha256(content);
    const jobId = newJobId();
    try {
      await this.#storage.jobKeys.createEntity({
        partitionKey: escapeName(tenantId),
        rowKey: sha256(sourceId),
        SourceId: sourceId,
        JobId: jobId,
        ContentHash: contentHash,
      });
      return { kind: "new", jobId };
    } catch (err) {
      if (statusOf(err) !== 409) throw err;
      const known = await this.find(tenantId, sourceId);
      if (!known) throw err;
      return { kind: known.contentHash === contentHash ? "known" : "conflict", jobId: known.jobId };
    }
  }

  async find(tenantId: string, sourceId: string): Promise<KeyedJob | undefined> {
    const row = await orUndefinedIfMissing(
      this.#storage.jobKeys.getEntity<{ JobId: string; ContentHash: string }>(escapeName(tenantId), sha256(sourceId)),
    );
    return row && { jobId: row.JobId, contentHash: row.ContentHash };
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
