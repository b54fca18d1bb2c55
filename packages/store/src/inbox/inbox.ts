import { odata, type TransactionAction } from "@azure/data-tables";
import type { Storage } from "../storage.ts";
import { statusOf } from "../storage-errors.ts";
import { type InboxRow, inboxRowFromEntity, inboxRowToEntity } from "./inbox-row.ts";

const rowsPerTransaction = 100;
// Inline requests are bounded by 24 KiB, so a hundred of them stay below the 4 MiB of a transaction.

/** Table `JobInbox`: the jobs that wait, one partition a key. */
export class Inbox {
  readonly #storage: Pick<Storage, "inbox">;

  constructor(storage: Pick<Storage, "inbox">) {
    this.#storage = storage;
  }

  /** Writes rows of one key; a second delivery of the same job writes the same columns again and erases nothing. */
  async put(rows: InboxRow[]): Promise<void> {
    // Two entries for one row key in a transaction would be refused.
    const unique = [...new Map(rows.map((row) => [row.rowKey, row])).values()];
    for (let from = 0; from < unique.length; from += rowsPerTransaction) {
      const part = unique.slice(from, from + rowsPerTransaction);
      await this.#storage.inbox.submitTransaction(
        part.map((row): TransactionAction => ["upsert", inboxRowToEntity(row), "Merge"]),
      );
    }
  }

  /** Makes sure that a waiting row exists; leaves one alone that does. */
  async putIfMissing(row: InboxRow): Promise<void> {
    try {
      await this.#storage.inbox.createEntity(inboxRowToEntity(row));
    } catch (err) {
      if (statusOf(err) !== 409) throw err;
    }
  }

  /** The first waiting rows of a key in the order in which they are to run; then those for later, by time. */
  async firstRows(keyId: string, limit: number): Promise<{ waiting: InboxRow[]; later: InboxRow[] }> {
    const [waiting, later] = await Promise.all([
      this.#rows(odata`PartitionKey eq ${keyId} and RowKey ge 'wait:' and RowKey lt 'wait;'`, limit),
      this.#rows(odata`PartitionKey eq ${keyId} and RowKey ge 'later:' and RowKey lt 'later;'`, limit),
    ]);
    return { waiting, later };
  }

  /** Removes rows; one that is gone already is fine. */
  async remove(rows: { keyId: string; rowKey: string }[]): Promise<void> {
    await Promise.all(
      rows.map(async ({ keyId, rowKey }) => {
        try {
          await this.#storage.inbox.deleteEntity(keyId, rowKey);
        } catch (err) {
          if (statusOf(err) !== 404) throw err;
        }
      }),
    );
  }

  /** Moves a row that has become due into the line. */
  async makeDue(row: InboxRow, rowKey: string): Promise<InboxRow> {
    const due = { ...row, rowKey };
    await this.putIfMissing(due);
    await this.remove([row]);
    return due;
  }

  async #rows(filter: string, limit: number): Promise<InboxRow[]> {
    const pages = this.#storage.inbox
      .listEntities<Record<string, unknown>>({ queryOptions: { filter } })
      .byPage({ maxPageSize: limit });
    for await (const page of pages) {
      // A page may be empty and still have a successor; the first rows are all that is asked for.
      if (page.length > 0) return page.map(inboxRowFromEntity);
    }
    return [];
  }
}
