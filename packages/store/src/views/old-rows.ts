import { odata, type TransactionAction } from "@azure/data-tables";
import type { JobStatus } from "@baton/contracts";
import type { Storage } from "../storage.ts";
import type { Table } from "../table.ts";
import { Directory, dayOf, dayPartition, firstRows } from "./directory.ts";

/** How many rows were removed. */
export type RemovedRows = { jobs: number; events: number };

/** Those that need nobody any more; a dead letter stays until it is discarded. */
const settled: JobStatus[] = ["Completed", "Cancelled", "Discarded"];
const rowsPerTransaction = 100;
const dayMs = 24 * 3600 * 1000;

/**
 * Removes from the read models what is older than somebody wants to see: jobs that ended before a time, by the day of
 * their submission, and days of the feed. The record keeps both; what operators did, dead letters and rejected messages
 * stay listed.
 */
export class OldRows {
  readonly #storage: Pick<Storage, "index" | "feed">;

  constructor(storage: Pick<Storage, "index" | "feed">) {
    this.#storage = storage;
  }

  async remove(before: Date, stopping: AbortSignal): Promise<RemovedRows> {
    const { index, feed } = this.#storage;
    const ended = settled.map((status) => odata`Status eq ${status}`).join(" or ");
    const endedBefore = odata`EndedAt gt '' and EndedAt lt ${before.toISOString()}`;
    return {
      jobs: await removeDays(index, before, `(${ended}) and ${endedBefore}`, stopping),
      events: await removeDays(feed, before, undefined, stopping),
    };
  }
}

/** Of the days before that of a time; a day of which nothing is left is listed no more. */
async function removeDays(table: Table, before: Date, filter: string | undefined, stopping: AbortSignal) {
  const directory = new Directory(table);
  const newest = dayOf(new Date(before.getTime() - dayMs));
  let removed = 0;
  for (const tenantId of await directory.tenantIds()) {
    for await (const day of directory.days(tenantId, newest)) {
      const partition = dayPartition(tenantId, day);
      removed += await removeRows(table, partition, filter, stopping);
      if (stopping.aborted) return removed;
      if ((await firstRows(table, partition, 1)).length === 0) await directory.forget(tenantId, day);
    }
  }
  return removed;
}

async function removeRows(table: Table, partition: string, filter: string | undefined, stopping: AbortSignal) {
  const inPartition = odata`PartitionKey eq ${partition}`;
  const rows = table.listEntities({
    queryOptions: {
      filter: filter === undefined ? inPartition : `${inPartition} and ${filter}`,
      select: ["PartitionKey", "RowKey"],
    },
  });
  let removed = 0;
  for await (const page of rows.byPage({ maxPageSize: rowsPerTransaction })) {
    if (stopping.aborted) break;
    if (page.length === 0) continue;
    await table.submitTransaction(
      page.map(({ partitionKey = "", rowKey = "" }): TransactionAction => ["delete", { partitionKey, rowKey }]),
    );
    removed += page.length;
  }
  return removed;
}
