import { odata } from "@azure/data-tables";
import { isTenantOf, type JobStatus, type Redaction, type Tenants } from "@baton/contracts";
import type { Storage } from "../storage.ts";
import { type Directory, dayOf, dayPartition } from "./directory.ts";
import { type IndexedJob, indexedFromColumns } from "./indexed-job.ts";
import { invertedBound, invertedTime } from "./inverted-id.ts";
import { type FoundJob, type JobPage, type Look, mergeLooks } from "./looks.ts";
import { PayloadSearch } from "./payload-search.ts";
import { TimeSlices } from "./time-slices.ts";

export type SoughtJobs = {
  status?: readonly JobStatus[] | undefined;
  type?: string | undefined;
  lockKey?: string | undefined;
  tenantId?: string | undefined;
  submittedBy?: string | undefined;
  correlationId?: string | undefined;
  /** Submitted then or later. */
  from?: Date | undefined;
  /** Submitted before then. */
  to?: Date | undefined;
  /** In the name or the id, whatever its case. */
  text?: string | undefined;
  /** Whether `text` may be in the payload, too. */
  payloads?: boolean | undefined;
  /** Only those of which no other job was made. */
  isNotReplayed?: boolean | undefined;
};

/** A part of a day's partition: row keys after the one, up to the other. */
type Range = { after: string; upTo: string };
/** `seenTo`: how far the answer reaches. */
type Rows = { rows: FoundJob[]; seenTo: string };

/** What is looked at for a page of one tenant, at most: then it is shorter, and says how far back it looked. */
const mostRequests = 32;
const mostRows = 5000;
const patienceMs = 2000;
const dayMs = 86_400_000;
const rowsPerRead = 1000;
/** Payloads are read from the rows of ledgers and inboxes, which are large. */
const mostRowsWithPayloads = 1000;
const rowsPerReadWithPayloads = 200;

/**
 * Searches table `JobIndex`: day by day, newest first, within the partitions of a tenant's days. Columns are compared
 * by the service, text is sought here.
 */
export class JobSearch {
  readonly #storage: Pick<Storage, "index" | "clock">;
  readonly #directory: Directory;
  readonly #payloads: PayloadSearch;

  constructor(
    storage: Pick<Storage, "index" | "ledger" | "inbox" | "clock">,
    directory: Directory,
    redaction: Redaction,
  ) {
    this.#storage = storage;
    this.#directory = directory;
    this.#payloads = new PayloadSearch(storage, redaction);
  }

  /** @param tenants whose jobs may be found. @param cursor of the page before. */
  async page(sought: SoughtJobs, tenants: Tenants, limit: number, cursor = ""): Promise<JobPage> {
    if (sought.status?.length === 0) return { jobs: [] };
    const tenantIds = await namedOf(sought, tenants, this.#directory);
    return mergeLooks(await Promise.all(tenantIds.map((id) => this.#look(id, sought, limit, cursor))), limit);
  }

  async #look(tenantId: string, sought: SoughtJobs, limit: number, cursor: string): Promise<Look> {
    const begin = beginOf(sought, cursor);
    const end = sought.from && invertedBound(sought.from);
    const slices = new TimeSlices();
    const until = new LookEnd(sought, limit);
    const found: FoundJob[] = [];
    for await (const day of this.#directory.days(tenantId, begin ? dayOf(invertedTime(begin)) : undefined)) {
      const upTo = first(invertedBound(new Date(day)), end);
      for (let after = last(invertedBound(dayAfter(day)), begin); after < upTo; ) {
        const range = { after, upTo: this.#sliceEnd(sought, slices, after, upTo) };
        const startedAt = performance.now();
        const { rows, seenTo } = await this.#read(dayPartition(tenantId, day), range, sought, limit - found.length);
        slices.note(performance.now() - startedAt);
        found.push(...(await this.#matching(rows, sought)));
        after = seenTo;
        if (until.isReached(rows.length, found.length)) return { found, seenTo: after };
      }
      if (upTo === end) break;
    }
    return { found };
  }

  /** Where every row matches or is to be seen here, the number of rows is bound enough. */
  #sliceEnd(sought: SoughtJobs, slices: TimeSlices, after: string, upTo: string): string {
    if (columnFilters(sought).length === 0) return upTo;
    const newest = Math.min(invertedTime(after).getTime(), this.#storage.clock.now().getTime());
    return first(invertedBound(slices.endOf(new Date(newest))), upTo);
  }

  async #read(partition: string, { after, upTo }: Range, sought: SoughtJobs, missing: number): Promise<Rows> {
    const keys = odata`PartitionKey eq ${partition} and RowKey gt ${after} and RowKey le ${upTo}`;
    const filter = [keys, ...columnFilters(sought)].join(" and ");
    const pages = this.#storage.index
      .listEntities<Record<string, unknown>>({ queryOptions: { filter } })
      .byPage({ maxPageSize: pageSize(sought, missing) });
    for await (const page of pages) {
      const rows = page.map((row) => ({ rowKey: row["rowKey"] as string, job: indexedFromColumns(row) }));
      const seen = rows.at(-1)?.rowKey;
      // The service may take a pause in the middle of a long look, with nothing found so far.
      if (page.continuationToken && seen === undefined) continue;
      return { rows, seenTo: (page.continuationToken && seen) || upTo };
    }
    return { rows: [], seenTo: upTo };
  }

  async #matching(rows: FoundJob[], sought: SoughtJobs): Promise<FoundJob[]> {
    const { text, payloads, isNotReplayed = false } = sought;
    const able = rows.filter(({ job }) => !isNotReplayed || job.replayedBy === undefined);
    if (text === undefined) return able;
    const soughtText = text.toLowerCase();
    const others = able.filter(({ job }) => !isNamed(job, soughtText)).map(({ job }) => job);
    const holding = payloads ? await this.#payloads.holding(others, soughtText) : new Set<string>();
    return able.filter(({ job }) => isNamed(job, soughtText) || holding.has(job.jobId));
  }
}

/** The tenant that is named, if it may be seen, or all that may be. */
export async function namedOf(
  { tenantId }: { tenantId?: string | undefined },
  tenants: Tenants,
  directory: Directory,
): Promise<readonly string[]> {
  if (tenantId === undefined) return directory.tenantIdsOf(tenants);
  return isTenantOf(tenants, tenantId) ? [tenantId] : [];
}

/** Everything that was submitted since then has been looked at. */
export function searchedBackTo(cursor: string): Date {
  return invertedTime(cursor);
}

/** When a tenant has been looked at far enough for one page. */
class LookEnd {
  readonly #limit: number;
  readonly #mostRows: number;
  readonly #patienceEnds = performance.now() + patienceMs;
  #requests = 0;
  #rows = 0;

  constructor({ payloads }: SoughtJobs, limit: number) {
    this.#limit = limit;
    this.#mostRows = payloads ? mostRowsWithPayloads : mostRows;
  }

  isReached(rows: number, found: number): boolean {
    this.#requests += 1;
    this.#rows += rows;
    const isFull = found > this.#limit || this.#requests >= mostRequests || this.#rows >= this.#mostRows;
    return isFull || performance.now() > this.#patienceEnds;
  }
}

function beginOf({ to }: SoughtJobs, cursor: string): string {
  return to ? last(invertedBound(to), cursor) : cursor;
}

function dayAfter(day: string): Date {
  return new Date(Date.parse(day) + dayMs);
}

/** Of two places in the order of row keys, which begins with the newest. */
function first(one: string, other = one): string {
  return other < one ? other : one;
}

function last(one: string, other: string): string {
  return other > one ? other : one;
}

/** One more than is missing tells whether there are more. */
function pageSize({ text, payloads, isNotReplayed }: SoughtJobs, missing: number): number {
  if (payloads) return rowsPerReadWithPayloads;
  return text !== undefined || isNotReplayed ? rowsPerRead : Math.min(rowsPerRead, missing + 1);
}

function columnFilters(sought: SoughtJobs): string[] {
  const { status, type, lockKey, submittedBy, correlationId } = sought;
  return [
    ...(status ? [`(${status.map((one) => odata`Status eq ${one}`).join(" or ")})`] : []),
    ...(type === undefined ? [] : [odata`Type eq ${type}`]),
    ...(lockKey === undefined ? [] : [odata`LockKey eq ${lockKey}`]),
    ...(submittedBy === undefined ? [] : [odata`SubmittedBy eq ${submittedBy}`]),
    ...(correlationId === undefined ? [] : [odata`CorrelationId eq ${correlationId}`]),
  ];
}

function isNamed({ name, jobId }: IndexedJob, text: string): boolean {
  return name.toLowerCase().includes(text) || jobId.includes(text);
}
