import { odata, type TransactionAction } from "@azure/data-tables";
import { type JobStatus, type JobSummary, jobIdTime, type Progress } from "@baton/contracts";
import { headerColumns, headerFromColumns, type JobHeader } from "../job-header.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";
import { Directory, dayOf, dayPartition, firstRows } from "./directory.ts";

/** A job as lists show it, and how far into its ledger that is. */
export type IndexedJob = JobHeader & {
  keyId: string;
  /** −1 submitted, 0 in the inbox, else the seq of the last event that is shown here. */
  seq: number;
  status: JobStatus;
  message: string;
  attempts: number;
  progress?: Progress;
  workerId?: string;
  fence?: number;
  /** While it is scheduled: not before this time. */
  runAt?: string;
  queuedAt?: string;
  startedAt?: string;
  endedAt?: string;
};

const rowsPerTransaction = 100;
const rowsPerRead = 1000;
const rememberedRows = 5000;

/**
 * Table `JobIndex`: a row a job, partition = tenant and day of submission, newest first. Rows change only
 * upwards by seq, so late or repeated writes do no harm; the whole table can be rebuilt.
 */
export class JobIndex {
  readonly directory: Directory;
  readonly #storage: Storage;
  /** ETags of rows that this process wrote, oldest first. */
  readonly #written = new Map<string, { etag: string; seq: number }>();

  constructor(storage: Storage) {
    this.#storage = storage;
    this.directory = new Directory(storage.index);
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
  }

  async find(tenantId: string, jobId: string): Promise<IndexedJob | undefined> {
    const row = await orUndefinedIfMissing(
      this.#storage.index.getEntity<Record<string, unknown>>(
        dayPartition(tenantId, dayOf(jobIdTime(jobId))),
        invertId(jobId),
      ),
    );
    return row && fromEntity(row);
  }

  /** The newest jobs of all tenants, newest first. */
  async newest(limit: number): Promise<IndexedJob[]> {
    const found: IndexedJob[] = [];
    for (const tenantId of await this.directory.tenantIds()) {
      let missing = limit;
      for await (const day of this.directory.days(tenantId)) {
        const rows = await firstRows(this.#storage.index, dayPartition(tenantId, day), missing);
        found.push(...rows.map(fromEntity));
        missing -= rows.length;
        if (missing <= 0) break;
      }
    }
    return found.sort((one, other) => (one.jobId < other.jobId ? 1 : -1)).slice(0, limit);
  }

  /** Removes a row that still says what it said when it was submitted. */
  async removeSubmitted(tenantId: string, jobId: string): Promise<void> {
    const partition = dayPartition(tenantId, dayOf(jobIdTime(jobId)));
    const written = this.#written.get(`${partition} ${invertId(jobId)}`);
    if (!written) return;
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
    this.#written.delete(name);
    if (etag) this.#written.set(name, { etag, seq });
    if (this.#written.size > rememberedRows) {
      const oldest = this.#written.keys().next();
      if (!oldest.done) this.#written.delete(oldest.value);
    }
  }
}

export function toSummary(job: IndexedJob): JobSummary {
  const { keyId: _keyId, seq: _seq, ...summary } = job;
  return summary;
}

function partitionOf(job: JobHeader): string {
  return dayPartition(job.tenantId, dayOf(jobIdTime(job.jobId)));
}

/** The complement of the id's digits: newest first. */
function invertId(jobId: string): string {
  return [...jobId.replaceAll("-", "")].map((digit) => (15 - Number.parseInt(digit, 16)).toString(16)).join("");
}

function toEntity(job: IndexedJob) {
  return {
    partitionKey: partitionOf(job),
    rowKey: invertId(job.jobId),
    ...headerColumns(job),
    KeyId: job.keyId,
    Seq: { type: "Int64" as const, value: String(job.seq) },
    Status: job.status,
    Message: job.message,
    Attempts: job.attempts,
    Progress: job.progress ? JSON.stringify(job.progress) : "",
    WorkerId: job.workerId ?? "",
    Fence: { type: "Int64" as const, value: String(job.fence ?? 0) },
    RunAt: job.runAt ?? "",
    QueuedAt: job.queuedAt ?? "",
    StartedAt: job.startedAt ?? "",
    EndedAt: job.endedAt ?? "",
  };
}

function fromEntity(row: Record<string, unknown>): IndexedJob {
  const text = (name: string) => (row[name] as string | undefined) || undefined;
  const progress = text("Progress");
  const fence = Number(row["Fence"]);
  const optional = {
    workerId: text("WorkerId"),
    runAt: text("RunAt"),
    queuedAt: text("QueuedAt"),
    startedAt: text("StartedAt"),
    endedAt: text("EndedAt"),
  };
  return {
    ...headerFromColumns(row),
    keyId: row["KeyId"] as string,
    seq: Number(row["Seq"]),
    status: row["Status"] as JobStatus,
    message: (row["Message"] as string) ?? "",
    attempts: Number(row["Attempts"]),
    ...(progress ? { progress: JSON.parse(progress) as Progress } : {}),
    ...(fence > 0 ? { fence } : {}),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >),
  };
}
