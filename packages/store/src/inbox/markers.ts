import { createHash } from "node:crypto";
import { odata, type TransactionAction } from "@azure/data-tables";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";

/** A key that has work, and from when on. */
export type Marker = { keyId: string; dueAt: Date; etag: string };

const prefix = "~marker:";
const markersPerTransaction = 100;

/**
 * Which keys have work: sixteen small partitions of the inbox table, a row a key. Whoever adds a row to a
 * key's inbox sets its marker afterwards; the key's holder clears it, conditional on what it saw before its
 * last look at the inbox, so that no row is ever left without a marker.
 */
export class Markers {
  readonly #storage: Pick<Storage, "inbox">;

  constructor(storage: Pick<Storage, "inbox">) {
    this.#storage = storage;
  }

  /**
   * Says that keys have work now. Always new ETags, so that a holder that is about to clear one looks again. Markers
   * of one partition share a request.
   */
  async setDue(keyIds: string[]): Promise<void> {
    const byPartition = Map.groupBy(new Set(keyIds), partitionOf);
    await Promise.all([...byPartition.values()].map((group) => this.#setDueTogether(group)));
  }

  async #setDueTogether(keyIds: string[]): Promise<void> {
    for (let from = 0; from < keyIds.length; from += markersPerTransaction) {
      const due = keyIds.slice(from, from + markersPerTransaction).map((keyId) => markerEntity(keyId, new Date(0)));
      const [only] = due;
      if (only && due.length === 1) await this.#storage.inbox.upsertEntity(only, "Replace");
      else
        await this.#storage.inbox.submitTransaction(
          due.map((marker): TransactionAction => ["upsert", marker, "Replace"]),
        );
    }
  }

  async read(keyId: string): Promise<Marker | undefined> {
    const row = await orUndefinedIfMissing(
      this.#storage.inbox.getEntity<Record<string, unknown>>(partitionOf(keyId), keyId),
    );
    return row && toMarker(row);
  }

  /** Clears or postpones a marker as it was read. False when it has changed since: look again. */
  async settle(marker: Marker, nextDueAt: Date | undefined): Promise<boolean> {
    const { inbox } = this.#storage;
    try {
      if (nextDueAt) await inbox.updateEntity(markerEntity(marker.keyId, nextDueAt), "Replace", { etag: marker.etag });
      else await inbox.deleteEntity(partitionOf(marker.keyId), marker.keyId, { etag: marker.etag });
      return true;
    } catch (err) {
      if (statusOf(err) === 412 || statusOf(err) === 404) return false;
      throw err;
    }
  }

  /**
   * Markers that are due by `until`, a page at most. The read starts at a random partition, so that workers
   * do not all reach for the same keys.
   */
  async due(until: Date, limit: number, random: () => number = Math.random): Promise<Marker[]> {
    const start = `${prefix}${Math.floor(random() * 16).toString(16)}`;
    const time = until.getTime();
    const upper = await this.#page(
      odata`PartitionKey ge ${start} and PartitionKey lt ${`${prefix}g`} and DueAt le ${time}L`,
      limit,
    );
    if (upper.length >= limit || start === `${prefix}0`) return upper;
    const lower = await this.#page(
      odata`PartitionKey ge ${`${prefix}0`} and PartitionKey lt ${start} and DueAt le ${time}L`,
      limit - upper.length,
    );
    return [...upper, ...lower];
  }

  async #page(filter: string, limit: number): Promise<Marker[]> {
    const pages = this.#storage.inbox
      .listEntities<Record<string, unknown>>({ queryOptions: { filter } })
      .byPage({ maxPageSize: limit });
    const found: Marker[] = [];
    for await (const page of pages) {
      found.push(...page.map(toMarker));
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }
}

function partitionOf(keyId: string): string {
  return `${prefix}${createHash("sha256").update(keyId).digest("hex")[0]}`;
}

function markerEntity(keyId: string, dueAt: Date) {
  return {
    partitionKey: partitionOf(keyId),
    rowKey: keyId,
    DueAt: { type: "Int64" as const, value: String(dueAt.getTime()) },
  };
}

function toMarker(row: Record<string, unknown>): Marker {
  return { keyId: row["rowKey"] as string, dueAt: new Date(Number(row["DueAt"])), etag: row["etag"] as string };
}
