import { createHash } from "node:crypto";
import { odata, type TransactionAction } from "@azure/data-tables";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";

/** A key that has work, and from when on. */
export type Marker = {
  keyId: string;
  dueAt: Date;
  /** An operator's command waits: it does not need a slot. */
  hasCommand: boolean;
  /** Its work is not due because its line is held back. */
  stopped?: "paused" | "parked";
  etag: string;
};

/** A marker at one time: whoever settles it later learns whether it has changed since. */
export type SeenMarker = Pick<Marker, "keyId" | "etag">;

/** What a holder leaves in a marker: when there is something to do again, or that it needs an operator's word. */
export type MarkerState = { dueAt: Date } | { stopped: "paused" | "parked" };

const prefix = "~marker:";
const markersPerTransaction = 100;
const markersPerPage = 64;
/** Due since ever. */
const always = new Date(0);
/** The last time that a date can have. */
const stoppedDueAt = 8_640_000_000_000_000;

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
   * @returns the markers as they are now, by key.
   */
  async setDue(keyIds: string[]): Promise<Map<string, SeenMarker>> {
    const byPartition = Map.groupBy(new Set(keyIds), partitionOf);
    const set = await Promise.all([...byPartition.values()].map((group) => this.#setAllDue(group)));
    return new Map(set.flat().map((marker) => [marker.keyId, marker]));
  }

  async #setAllDue(keyIds: string[]): Promise<SeenMarker[]> {
    const set: SeenMarker[] = [];
    for (let from = 0; from < keyIds.length; from += markersPerTransaction) {
      const part = keyIds.slice(from, from + markersPerTransaction);
      const etags = await this.#setDueTogether(part);
      for (const [at, keyId] of part.entries()) {
        const etag = etags[at];
        if (etag !== undefined) set.push({ keyId, etag });
      }
    }
    return set;
  }

  async #setDueTogether(keyIds: string[]): Promise<(string | undefined)[]> {
    const due = keyIds.map((keyId) => markerEntity(keyId, { dueAt: always }));
    const [only] = due;
    // Merged, so that a command that waits stays told.
    if (only && due.length === 1) return [(await this.#storage.inbox.upsertEntity(only, "Merge")).etag];
    const actions = due.map((marker): TransactionAction => ["upsert", marker, "Merge"]);
    const { subResponses } = await this.#storage.inbox.submitTransaction(actions);
    return subResponses.map(({ etag }) => etag);
  }

  /** Says that an operator's command waits in a key. */
  async setCommanded(keyId: string): Promise<void> {
    await this.#storage.inbox.upsertEntity({ ...markerEntity(keyId, { dueAt: always }), HasCommand: true }, "Merge");
  }

  async read(keyId: string): Promise<Marker | undefined> {
    const row = await orUndefinedIfMissing(
      this.#storage.inbox.getEntity<Record<string, unknown>>(partitionOf(keyId), keyId),
    );
    return row && toMarker(row);
  }

  /** Clears or postpones a marker as it was read. False when it has changed since: look again. */
  async settle(marker: SeenMarker, next: MarkerState | undefined): Promise<boolean> {
    const { inbox } = this.#storage;
    try {
      if (next) await inbox.updateEntity(markerEntity(marker.keyId, next), "Replace", { etag: marker.etag });
      else await inbox.deleteEntity(partitionOf(marker.keyId), marker.keyId, { etag: marker.etag });
      return true;
    } catch (err) {
      if (statusOf(err) === 412 || statusOf(err) === 404) return false;
      throw err;
    }
  }

  /** Says of a key without a marker that its line is held back. False when it has one: look again. */
  async tellStopped(keyId: string, stopped: "paused" | "parked"): Promise<boolean> {
    try {
      await this.#storage.inbox.createEntity(markerEntity(keyId, { stopped }));
      return true;
    } catch (err) {
      if (statusOf(err) === 409) return false;
      throw err;
    }
  }

  /**
   * Markers that are due by `until`. The read starts at a random partition, so that workers do not all reach for the
   * same keys, and ends when `enough` of what it has seen so far.
   * @returns what it saw; `isWhole` when that is all there is.
   */
  async due(
    until: Date,
    enough: (seen: Marker[]) => boolean,
    random: () => number = Math.random,
  ): Promise<{ seen: Marker[]; isWhole: boolean }> {
    const start = `${prefix}${Math.floor(random() * 16).toString(16)}`;
    const time = until.getTime();
    const ranges = [
      odata`PartitionKey ge ${start} and PartitionKey lt ${`${prefix}g`} and DueAt le ${time}L`,
      odata`PartitionKey ge ${`${prefix}0`} and PartitionKey lt ${start} and DueAt le ${time}L`,
    ];
    const seen: Marker[] = [];
    for (const filter of start === `${prefix}0` ? ranges.slice(0, 1) : ranges) {
      for await (const page of this.#pages(filter)) {
        seen.push(...page.map(toMarker));
        if (enough(seen)) return { seen, isWhole: false };
      }
    }
    return { seen, isWhole: true };
  }

  /** Keys with work that is due or for later, and more than `limit` if there are more. */
  async waiting(limit: number): Promise<Marker[]> {
    const { seen } = await this.due(
      new Date(stoppedDueAt - 1),
      (some) => some.length > limit,
      () => 0,
    );
    return seen;
  }

  /** The keys whose line is held back, and more than `limit` if there are more. */
  async stopped(limit: number): Promise<Marker[]> {
    const filter = odata`PartitionKey ge ${`${prefix}0`} and PartitionKey lt ${`${prefix}g`} and DueAt ge ${stoppedDueAt}L`;
    const seen: Marker[] = [];
    for await (const page of this.#pages(filter)) {
      seen.push(...page.map(toMarker));
      if (seen.length > limit) break;
    }
    return seen;
  }

  /** Every key with work, due, for later or stopped, by one request: of more than 1,000 the first ones. */
  async firstLook(): Promise<{ markers: Marker[]; isWhole: boolean }> {
    const filter = odata`PartitionKey ge ${`${prefix}0`} and PartitionKey lt ${`${prefix}g`}`;
    const rows = this.#storage.inbox.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
    for await (const page of rows.byPage({ maxPageSize: 1000 }))
      return { markers: page.map(toMarker), isWhole: page.continuationToken === undefined };
    return { markers: [], isWhole: true };
  }

  #pages(filter: string) {
    const markers = this.#storage.inbox.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
    return markers.byPage({ maxPageSize: markersPerPage });
  }
}

function partitionOf(keyId: string): string {
  return `${prefix}${createHash("sha256").update(keyId).digest("hex")[0]}`;
}

function markerEntity(keyId: string, state: MarkerState) {
  const dueAt = "dueAt" in state ? state.dueAt.getTime() : stoppedDueAt;
  return {
    partitionKey: partitionOf(keyId),
    rowKey: keyId,
    DueAt: { type: "Int64" as const, value: String(dueAt) },
    Stopped: "stopped" in state ? state.stopped : "",
  };
}

function toMarker(row: Record<string, unknown>): Marker {
  const stopped = row["Stopped"] as "paused" | "parked" | "" | undefined;
  return {
    keyId: row["rowKey"] as string,
    dueAt: new Date(Number(row["DueAt"])),
    hasCommand: row["HasCommand"] === true,
    etag: row["etag"] as string,
    ...(stopped ? { stopped } : {}),
  };
}
