import { odata, type TransactionAction } from "@azure/data-tables";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";
import { type InboxRow, inboxRowFromEntity, inboxRowToEntity, type WaitingRow } from "./inbox-row.ts";

/** A transaction takes 100 entities, one of which is `arrivals`. */
const rowsPerTransaction = 99;
// Inline requests are bounded by 24 KiB, so that many of them stay below the 4 MiB of a transaction.

/**
 * What a look at a key's inbox saw. `isWhole`: there are no rows but these. `arrivals`: the ETag of the row that
 * every ingest of the key changes.
 */
export type FirstRows = { waiting: WaitingRow[]; later: WaitingRow[]; isWhole: boolean; arrivals: string | undefined };

const arrivalsKey = "arrivals";

/** Table `JobInbox`: the jobs that wait, one partition a key. */
export class Inbox {
  readonly #storage: Pick<Storage, "inbox">;

  constructor(storage: Pick<Storage, "inbox">) {
    this.#storage = storage;
  }

  /**
   * Writes rows of one key; a second delivery of the same job writes the same columns again and erases nothing.
   * The row `arrivals` changes with them, so that whoever removes rows can tell that none was delivered again.
   */
  async put(rows: InboxRow[]): Promise<void> {
    // Two entries for one row key in a transaction would be refused.
    const unique = [...new Map(rows.map((row) => [row.rowKey, row])).values()];
    for (let from = 0; from < unique.length; from += rowsPerTransaction) {
      const part = unique.slice(from, from + rowsPerTransaction);
      await this.#storage.inbox.submitTransaction([
        ["upsert", { partitionKey: part[0]?.keyId ?? "", rowKey: arrivalsKey }, "Replace"],
        ...part.map((row): TransactionAction => ["upsert", inboxRowToEntity(row), "Merge"]),
      ]);
    }
  }

  /** Makes sure that a waiting row exists; leaves one alone that does. */
  async putIfMissing(row: InboxRow): Promise<void> {
    await this.#create(row);
  }

  /**
   * The first rows of a key: those that are due, in the order in which they are to run, and those for later,
   * by time. One request, unless there are so many for later that they fill the page by themselves.
   */
  async firstRows(keyId: string, limit: number): Promise<FirstRows> {
    const entities = await this.#page(
      odata`PartitionKey eq ${keyId} and RowKey ge ${arrivalsKey} and RowKey lt 'wait;'`,
      limit,
    );
    const rows = entities.filter(({ rowKey }) => rowKey !== arrivalsKey).map(inboxRowFromEntity);
    const arrivals = entities.find(({ rowKey }) => rowKey === arrivalsKey)?.["etag"] as string | undefined;
    const later = rows.filter(({ rowKey }) => rowKey.startsWith("later:"));
    const waiting = rows.filter(({ rowKey }) => rowKey.startsWith("wait:"));
    const isWhole = entities.length < limit;
    if (isWhole || waiting.length > 0) return { waiting, later, isWhole, arrivals };
    const due = await this.#page(odata`PartitionKey eq ${keyId} and RowKey ge 'wait:' and RowKey lt 'wait;'`, limit);
    return { waiting: due.map(inboxRowFromEntity), later, isWhole, arrivals };
  }

  /**
   * Removes rows of one key as they were read: one that is gone already is fine; one that was delivered again
   * stays, because whoever holds the key must say so.
   * @param arrivals as of the look that saw them. While it holds, they go in one request.
   * @returns what to give the next time; undefined when rows have come since.
   */
  async remove(rows: WaitingRow[], arrivals?: string): Promise<string | undefined> {
    const unique = [...new Map(rows.map((row) => [row.rowKey, row])).values()];
    let etag = arrivals;
    for (let from = 0; from < unique.length; from += rowsPerTransaction) {
      const part = unique.slice(from, from + rowsPerTransaction);
      // The SDK's transactions delete without a condition; so the condition is on the row that every ingest changes.
      const together = etag !== undefined && part.length > 1 ? await this.#removeTogether(part, etag) : undefined;
      if (together === undefined) await this.#removeEach(part);
      if (part.length > 1) etag = together;
    }
    return etag;
  }

  /** Moves a row that has become due into the line. */
  async makeDue(row: WaitingRow, rowKey: string): Promise<WaitingRow> {
    const due = { ...row, rowKey };
    // One that is there already was put there by a holder that died before it could remove this one.
    const etag = (await this.#create(due)) ?? (await this.#etagOf(due));
    await this.remove([row]);
    return { ...due, etag };
  }

  /** @returns the new ETag of `arrivals`, or undefined when nothing was removed. */
  async #removeTogether(rows: WaitingRow[], etag: string): Promise<string | undefined> {
    const partitionKey = rows[0]?.keyId ?? "";
    try {
      const { subResponses } = await this.#storage.inbox.submitTransaction([
        ["update", { partitionKey, rowKey: arrivalsKey }, "Replace", { etag }],
        ...rows.map(({ rowKey }): TransactionAction => ["delete", { partitionKey, rowKey }]),
      ]);
      return subResponses[0]?.etag;
    } catch (err) {
      if (!isStale(err)) throw err;
      return undefined;
    }
  }

  async #removeEach(rows: WaitingRow[]): Promise<void> {
    await Promise.all(rows.map((row) => this.#removeOne(row)));
  }

  async #removeOne({ keyId, rowKey, etag }: WaitingRow): Promise<void> {
    try {
      await this.#storage.inbox.deleteEntity(keyId, rowKey, { etag });
    } catch (err) {
      if (!isStale(err)) throw err;
    }
  }

  /** @returns the new row's ETag, or undefined when there is one already. */
  async #create(row: InboxRow): Promise<string | undefined> {
    try {
      return (await this.#storage.inbox.createEntity(inboxRowToEntity(row))).etag ?? "*";
    } catch (err) {
      if (statusOf(err) !== 409) throw err;
      return undefined;
    }
  }

  async #etagOf({ keyId, rowKey }: InboxRow): Promise<string> {
    const found = await orUndefinedIfMissing(this.#storage.inbox.getEntity(keyId, rowKey));
    return found?.etag ?? "*";
  }

  async #page(filter: string, limit: number): Promise<Entity[]> {
    const pages = this.#storage.inbox.listEntities<Entity>({ queryOptions: { filter } }).byPage({ maxPageSize: limit });
    for await (const page of pages) {
      // A page may be empty and still have a successor; the first rows are all that is asked for.
      if (page.length > 0) return page;
    }
    return [];
  }
}

type Entity = Record<string, unknown> & { rowKey: string };

function isStale(err: unknown): boolean {
  return statusOf(err) === 404 || statusOf(err) === 412;
}
