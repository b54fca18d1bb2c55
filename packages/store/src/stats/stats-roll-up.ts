import { odata, type TransactionAction } from "@azure/data-tables";
import type { Logger } from "@baton/runtime";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";
import { endedJobFrom } from "./ended-jobs.ts";
import { HourSums } from "./hour-sums.ts";
import {
  countedRowKey,
  duePartition,
  freshRowKey,
  hourOf,
  hoursPartition,
  hoursRow,
  rowsNamed,
  statsPartition,
  type TenantHour,
  tenantHourFrom,
} from "./stats-rows.ts";

type StatsStorage = Pick<Storage, "stats" | "clock">;
type DueHour = TenantHour & { partition: string; etag: string };

const maxEntities = 100;
/** A job takes a row that goes, one that comes, and up to four sums. */
const entitiesPerJob = 6;
const jobsPerLook = 100;
/** The longest window that is asked for, and a day for those that come late. */
export const statsKeptMs = 8 * 24 * 3600 * 1000;

/**
 * Adds the jobs that have ended to the sums of their hours. One transaction changes the sums with If-Match, removes
 * the jobs' rows and notes them as counted: so a job counts once, however often it is told of, and whoever else
 * believes to be leader. Hours that no window reaches any more are removed.
 */
export class StatsRollUp {
  readonly #storage: StatsStorage;
  readonly #logger: Logger;

  constructor(storage: StatsStorage, logger: Logger) {
    this.#storage = storage;
    this.#logger = logger;
  }

  async run(stopping: AbortSignal): Promise<void> {
    for (const hour of await this.#dueHours()) if (!stopping.aborted) await this.#rollUp(hour, stopping);
    for (const hour of await this.#oldHours()) if (!stopping.aborted) await this.#forget(hour);
  }

  async #dueHours(): Promise<DueHour[]> {
    const rows = await this.#rows(odata`PartitionKey eq ${duePartition}`);
    return rows.map((row) => ({
      ...tenantHourFrom(row),
      partition: row["rowKey"] as string,
      etag: row["etag"] as string,
    }));
  }

  async #rollUp({ tenantId, hour, partition, etag }: DueHour, stopping: AbortSignal): Promise<void> {
    const { stats } = this.#storage;
    await stats.upsertEntity(hoursRow(tenantId, hour), "Replace");
    while (await this.#countSome(partition)) if (stopping.aborted) return;
    // One that was told of since has changed the note: it stays.
    await unlessChanged(stats.deleteEntity(duePartition, partition, { etag }));
  }

  /** @returns false when there is nothing left to count. */
  async #countSome(partition: string): Promise<boolean> {
    const fresh = await this.#freshRows(partition);
    if (fresh.length === 0) return false;
    const sums = new HourSums(partition, await this.#rows(rowsNamed(partition, "sum")));
    const actions: TransactionAction[] = [];
    for (const row of fresh) {
      if (actions.length + sums.changed + entitiesPerJob > maxEntities) break;
      const job = endedJobFrom(row);
      sums.add(job);
      actions.push(
        ["delete", { partitionKey: partition, rowKey: freshRowKey(job.jobId) }],
        ["create", { partitionKey: partition, rowKey: countedRowKey(job.jobId) }],
      );
    }
    if (!(await unlessChanged(this.#storage.stats.submitTransaction([...actions, ...sums.actions()])))) {
      this.#logger.debug({ partition }, "Jobs were counted before, or elsewhere; looking again");
      for (const row of fresh) await this.#dropIfCounted(partition, endedJobFrom(row).jobId);
    }
    return true;
  }

  async #dropIfCounted(partition: string, jobId: string): Promise<void> {
    const { stats } = this.#storage;
    const counted = await orUndefinedIfMissing(stats.getEntity(partition, countedRowKey(jobId)));
    if (counted) await orUndefinedIfMissing(stats.deleteEntity(partition, freshRowKey(jobId)));
  }

  async #freshRows(partition: string): Promise<Record<string, unknown>[]> {
    const rows = this.#storage.stats.listEntities<Record<string, unknown>>({
      queryOptions: { filter: rowsNamed(partition, "new") },
    });
    for await (const page of rows.byPage({ maxPageSize: jobsPerLook })) if (page.length > 0) return page;
    return [];
  }

  async #oldHours(): Promise<TenantHour[]> {
    const first = hourOf(new Date(this.#storage.clock.now().getTime() - statsKeptMs));
    const rows = await this.#rows(odata`PartitionKey eq ${hoursPartition} and RowKey lt ${first}`);
    return rows.map(tenantHourFrom);
  }

  async #forget({ tenantId, hour }: TenantHour): Promise<void> {
    const { stats } = this.#storage;
    const partition = statsPartition(tenantId, hour);
    const rows = await this.#rows(odata`PartitionKey eq ${partition}`);
    for (let from = 0; from < rows.length; from += maxEntities) {
      const deletes = rows
        .slice(from, from + maxEntities)
        .map(({ rowKey }): TransactionAction => ["delete", { partitionKey: partition, rowKey: rowKey as string }]);
      await unlessChanged(stats.submitTransaction(deletes));
    }
    await orUndefinedIfMissing(stats.deleteEntity(hoursPartition, hoursRow(tenantId, hour).rowKey));
  }

  #rows(filter: string): Promise<Record<string, unknown>[]> {
    return Array.fromAsync(this.#storage.stats.listEntities<Record<string, unknown>>({ queryOptions: { filter } }));
  }
}

/** False when someone else was there before. */
async function unlessChanged(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (err) {
    const status = statusOf(err);
    if (status !== 404 && status !== 409 && status !== 412) throw err;
    return false;
  }
}
