import { odata, type TransactionAction } from "@azure/data-tables";
import { isTerminal, jobIdTime, jobStatusSchema, type Tenants } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import type { JobHeader } from "../job-header.ts";
import { RecentMap } from "../recent-map.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";
import type { Table } from "../table.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Directory, dayOf, dayPartition, firstRows } from "./directory.ts";
import { type IndexedJob, indexedColumns, indexedFromColumns } from "./indexed-job.ts";
import { invertId } from "./inverted-id.ts";

const rowsPerTransaction = 100;
const rowsPerRead = 1000;
const rememberedRows = 5000;

/** Of those that workers have taken in. */
const goingOn = jobStatusSchema.options
  .filter((status) => !isTerminal(status) && status !== "Submitted")
  .map((status) => odata`Status eq ${status}`)
  .join(" or ");

type IndexStorage = { index: Table; logger: Logger };

/**
 * Table `JobIndex`: a row a job, partition = tenant and day of submission, newest first. Rows change only
 * upwards by seq, so late or repeated writes do no harm; the whole table can be rebuilt.
 */
export class JobIndex {
  readonly directory: Directory;
  readonly #storage: IndexStorage;
  readonly #dead: DeadLetters;
  /** ETags of rows that this process wrote. */
  readonly #written = new RecentMap<string, { etag: string; seq: number }>(rememberedRows);

  constructor(storage: IndexStorage) {
    this.#storage = storage;
    this.directory = new Directory(storage.index);
    this.#dead = new DeadLetters(storage.index);
  }

  /** Brings rows up to what is given; rows that are further already stay. */
  async raise(jobs: IndexedJob[]): Promise<void> {
    const byPartition = Map.groupBy(jobs, (job) => partitionOf(job));
    for (const [partition, group] of byPartition) {
      const first = group[0];
      if (!first) continue;
      await this.directory.note(first.tenantId, dayOf(jobIdTime(first.jobId)));
      for (let from = 0; from < group.length; from += rowsPerTransaction) {
        await this.#raiseTogether(partition, group.slice(from, from + rowsPerTransaction));
      }
    }
    // Behind their rows, by which the one of two who is late sees that it is.
    await Promise.all(jobs.map((job) => this.#dead.follow(job, () => this.find(job.tenantId, job.jobId))));
  }

  async find(tenantId: string, jobId: string): Promise<IndexedJob | undefined> {
    const row = await orUndefinedIfMissing(
      this.#storage.index.getEntity<Record<string, unknown>>(
        dayPartition(tenantId, dayOf(jobIdTime(jobId))),
        invertId(jobId),
      ),
    );
    return row && indexedFromColumns(row);
  }

  /** The newest jobs of these tenants, newest first. */
  async newest(limit: number, tenants: Tenants): Promise<IndexedJob[]> {
    const found: IndexedJob[] = [];
    for (const tenantId of await this.directory.tenantIdsOf(tenants)) {
      let missing = limit;
      for await (const day of this.directory.days(tenantId)) {
        const rows = await firstRows(this.#storage.index, dayPartition(tenantId, day), missing);
        found.push(...rows.map(indexedFromColumns));
        missing -= rows.length;
        if (missing <= 0) break;
      }
    }
    return found.sort((one, other) => (one.jobId < other.jobId ? 1 : -1)).slice(0, limit);
  }

  /** Those that workers have taken in and that have not ended, by what is told here. Looks at every row; meant to run now and then. */
  async goingOn(stopping: AbortSignal): Promise<{ keyId: string; jobId: string }[]> {
    const found: { keyId: string; jobId: string }[] = [];
    for (const tenantId of await this.directory.tenantIds()) {
      for await (const day of this.directory.days(tenantId)) {
        const filter = odata`PartitionKey eq ${dayPartition(tenantId, day)}`;
        const rows = this.#storage.index.listEntities<{ KeyId: string; JobId: string }>({
          queryOptions: { filter: `${filter} and (${goingOn})`, select: ["KeyId", "JobId"] },
        });
        for await (const page of rows.byPage({ maxPageSize: rowsPerRead })) {
          found.push(...page.map(({ KeyId, JobId }) => ({ keyId: KeyId, jobId: JobId })));
          if (stopping.aborted) return found;
        }
      }
    }
    return found;
  }

  /** Removes a row that still says what it said when it was submitted. */
  async removeSubmitted(tenantId: string, jobId: string): Promise<void> {
    const partition = dayPartition(tenantId, dayOf(jobIdTime(jobId)));
    const written = this.#written.get(`${partition} ${invertId(jobId)}`);
    // A row that was found to be further is somebody else's, however it was found.
    if (written?.seq !== -1) return;
    try {
      await this.#storage.index.deleteEntity(partition, invertId(jobId), { etag: written.etag });
    } catch (err) {
      if (statusOf(err) !== 412 && statusOf(err) !== 404) throw err;
    }
  }

  async #raiseTogether(partition: string, jobs: IndexedJob[]): Promise<void> {
    for (;;) {
      const ahead = jobs.filter((job) => (this.#written.get(this.#nameOf(job))?.seq ?? -2) < job.seq);
      if (ahead.length === 0) return;
      try {
        return await this.#write(ahead);
      } catch (err) {
        const status = statusOf(err);
        if (status !== 409 && status !== 412 && status !== 404) throw err;
        this.#storage.logger.debug({ partition, status }, "Index rows changed elsewhere; reading them again");
        await this.#refresh(partition, ahead);
      }
    }
  }

  async #write(jobs: IndexedJob[]): Promise<void> {
    const actions = jobs.map((job): TransactionAction => {
      const known = this.#written.get(this.#nameOf(job));
      return known ? ["update", toEntity(job), "Replace", { etag: known.etag }] : ["create", toEntity(job)];
    });
    const { subResponses } = await this.#storage.index.submitTransaction(actions);
    for (const [at, job] of jobs.entries()) this.#remember(this.#nameOf(job), job.seq, subResponses[at]?.etag);
  }

  /** Rows of jobs that were submitted together lie together: one page tells of most; the rest is read one by one. */
  async #refresh(partition: string, jobs: IndexedJob[]): Promise<void> {
    const rowKeys = jobs.map(({ jobId }) => invertId(jobId)).sort();
    for (const rowKey of rowKeys) this.#written.delete(`${partition} ${rowKey}`);
    const [first, last] = [rowKeys[0] ?? "", rowKeys.at(-1) ?? ""];
    const filter = odata`PartitionKey eq ${partition} and RowKey ge ${first} and RowKey le ${last}`;
    const pages = this.#storage.index.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
    for await (const page of pages.byPage({ maxPageSize: rowsPerRead })) {
      for (const row of page) this.#noteRow(partition, row);
      const seen = (page.at(-1)?.["rowKey"] as string | undefined) ?? "";
      const unseen = page.continuationToken ? rowKeys.filter((rowKey) => rowKey > seen) : [];
      await Promise.all(unseen.map((rowKey) => this.#refreshOne(partition, rowKey)));
      return;
    }
  }

  async #refreshOne(partition: string, rowKey: string): Promise<void> {
    const row = await orUndefinedIfMissing(this.#storage.index.getEntity<Record<string, unknown>>(partition, rowKey));
    if (row) this.#noteRow(partition, { ...row, rowKey });
  }

  #noteRow(partition: string, row: Record<string, unknown>): void {
    this.#remember(`${partition} ${row["rowKey"]}`, Number(row["Seq"]), row["etag"] as string);
  }

  #nameOf(job: IndexedJob): string {
    return `${partitionOf(job)} ${invertId(job.jobId)}`;
  }

  #remember(name: string, seq: number, etag: string | undefined): void {
    if (etag) this.#written.set(name, { etag, seq });
    else this.#written.delete(name);
  }
}

function partitionOf(job: JobHeader): string {
  return dayPartition(job.tenantId, dayOf(jobIdTime(job.jobId)));
}

function toEntity(job: IndexedJob) {
  return { partitionKey: partitionOf(job), rowKey: invertId(job.jobId), ...indexedColumns(job) };
}
