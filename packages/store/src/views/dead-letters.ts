import { odata } from "@azure/data-tables";
import type { DeadLetterGroup, DeadLetterGroups } from "@baton/contracts";
import { escapeName } from "../key-id.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { Table } from "../table.ts";
import { type IndexedJob, indexedColumns, indexedFromColumns } from "./indexed-job.ts";
import { invertId } from "./inverted-id.ts";
import { invertTime } from "./inverted-time.ts";
import { type FoundJob, type JobPage, type Look, mergeLooks } from "./looks.ts";

export type DeadLetterFilter = {
  type?: string | undefined;
  lockKey?: string | undefined;
  /** In the name, the id or the first line of the error. */
  text?: string | undefined;
  /** The first line of the error, whole; empty for jobs of which it is not known. */
  error?: string | undefined;
  /** Only those of which no other job was made. */
  isNotReplayed?: boolean | undefined;
};

/** By tenant. */
export type TenantCounts = { counts: ReadonlyMap<string, number>; isAll: boolean };

const deadPrefix = "~dead:";
const rowsPerPage = 1000;
/** How far one request looks for jobs that match. */
const mostLookedAt = 2000;
/** How many one count is of, at most: ten requests a tenant. */
const mostCounted = 10_000;

/** The dead-lettered jobs: a small partition a tenant beside the jobs' rows, the newest first. */
export class DeadLetters {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Lists a job that was dead-lettered, and takes one off that was discarded. Whoever is late finds the job's row
   * further than it knew, and does what that says.
   * @param newest reads the job's row.
   */
  async follow(job: IndexedJob, newest: () => Promise<IndexedJob | undefined>): Promise<void> {
    if (!isListed(job)) return;
    await this.#write(job);
    const found = await newest();
    if (found && found.seq > job.seq) await this.follow(found, newest);
  }

  /** The newest that match, and where to go on. @param cursor of the page before. */
  async list(tenantIds: readonly string[], filter: DeadLetterFilter, limit: number, cursor = ""): Promise<JobPage> {
    const looks = await Promise.all(tenantIds.map((tenantId) => this.#look(tenantId, filter, limit, cursor)));
    return mergeLooks(looks, limit);
  }

  /** How many of each tenant nobody has replayed, by one request: of more than 1,000 the first ones are looked at. */
  async countOpen(): Promise<TenantCounts> {
    const filter = odata`PartitionKey ge ${deadPrefix} and PartitionKey lt '~dead;'`;
    const rows = this.#table.listEntities<Record<string, unknown>>({
      queryOptions: { filter, select: ["TenantId", "ReplayedBy"] },
    });
    for await (const page of rows.byPage({ maxPageSize: 1000 })) {
      const counts = new Map<string, number>();
      for (const { TenantId, ReplayedBy } of page)
        if (!ReplayedBy) counts.set(TenantId as string, (counts.get(TenantId as string) ?? 0) + 1);
      return { counts, isAll: page.continuationToken === undefined };
    }
    return { counts: new Map(), isAll: true };
  }

  /**
   * The newest ones counted by type and error, the group with the newest job first.
   * @returns `cursor` when there are older ones than could be counted at once.
   */
  async groups(tenantIds: readonly string[], filter: DeadLetterFilter, cursor?: string): Promise<DeadLetterGroups> {
    const groups = new Map<string, DeadLetterGroup>();
    for (let looked = 0, from = cursor; ; ) {
      const { jobs, cursor: next } = await this.list(tenantIds, filter, mostLookedAt, from);
      for (const job of jobs) count(groups, job);
      looked += mostLookedAt;
      from = next;
      const found = [...groups.values()].toSorted((one, other) => (one.lastAt > other.lastAt ? -1 : 1));
      if (from === undefined) return { groups: found };
      if (looked >= mostCounted) return { groups: found, cursor: from };
    }
  }

  async #look(tenantId: string, filter: DeadLetterFilter, limit: number, cursor: string): Promise<Look> {
    const found: FoundJob[] = [];
    let looked = 0;
    const rows = this.#table.listEntities<Record<string, unknown>>({
      queryOptions: { filter: filterOf(tenantId, filter, cursor) },
    });
    for await (const page of rows.byPage({ maxPageSize: rowsPerPage })) {
      for (const row of page) {
        const job = indexedFromColumns(row);
        if (matches(job, filter)) found.push({ rowKey: row["rowKey"] as string, job });
      }
      looked += page.length;
      const last = page.at(-1)?.["rowKey"] as string | undefined;
      if (found.length > limit || looked >= mostLookedAt)
        return last === undefined ? { found } : { found, seenTo: last };
    }
    return { found };
  }

  async #write(job: IndexedJob): Promise<void> {
    const row = { partitionKey: partitionOf(job.tenantId), rowKey: rowKeyOf(job) };
    if (job.status === "DeadLettered") await this.#table.upsertEntity({ ...row, ...listedColumns(job) }, "Merge");
    else await orUndefinedIfMissing(this.#table.deleteEntity(row.partitionKey, row.rowKey));
  }
}

/** Whoever records something later of the job may not know any more why it was given up: then that stays. */
function listedColumns(job: IndexedJob) {
  const { ErrorLine, ...columns } = indexedColumns(job);
  return ErrorLine === "" ? columns : { ...columns, ErrorLine };
}

function count(groups: Map<string, DeadLetterGroup>, { type, errorLine = "", endedAt = "", replayedBy }: IndexedJob) {
  const name = JSON.stringify([type, errorLine]);
  const group = groups.get(name) ?? {
    type,
    error: errorLine,
    count: 0,
    replayed: 0,
    firstAt: endedAt,
    lastAt: endedAt,
  };
  group.count += 1;
  if (replayedBy !== undefined) group.replayed += 1;
  if (endedAt < group.firstAt) group.firstAt = endedAt;
  if (endedAt > group.lastAt) group.lastAt = endedAt;
  groups.set(name, group);
}

function isListed({ status, endedAt }: IndexedJob): boolean {
  return endedAt !== undefined && (status === "DeadLettered" || status === "Discarded");
}

function partitionOf(tenantId: string): string {
  return `${deadPrefix}${escapeName(tenantId)}`;
}

/** A discarded job keeps the time at which it was dead-lettered. */
function rowKeyOf({ endedAt = "", jobId }: IndexedJob): string {
  return `${invertTime(endedAt)}:${invertId(jobId)}`;
}

function filterOf(tenantId: string, { type, lockKey, error }: DeadLetterFilter, cursor: string): string {
  return [
    odata`PartitionKey eq ${partitionOf(tenantId)} and RowKey gt ${cursor}`,
    ...(type === undefined ? [] : [odata`Type eq ${type}`]),
    ...(lockKey === undefined ? [] : [odata`LockKey eq ${lockKey}`]),
    // Rows of an earlier version have no such column, which is not the same as an empty one.
    ...(error ? [odata`ErrorLine eq ${error}`] : []),
  ].join(" and ");
}

function matches(job: IndexedJob, { text, error, isNotReplayed }: DeadLetterFilter): boolean {
  if (isNotReplayed && job.replayedBy !== undefined) return false;
  const { name, jobId, errorLine = "" } = job;
  if (error !== undefined && errorLine !== error) return false;
  const sought = text?.toLowerCase() ?? "";
  return [name, jobId, errorLine].some((where) => where.toLowerCase().includes(sought));
}
