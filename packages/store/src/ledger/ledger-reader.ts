import { odata } from "@azure/data-tables";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { Table } from "../table.ts";
import { joinedRanges } from "./chain-ranges.ts";
import { type JobRow, jobRowFromEntity, jobRowKey } from "./job-row.ts";
import { eventFromEntity, eventRowKey, type LedgerEvent } from "./ledger-event.ts";

/** Point-reads a job's row; undefined when no event of it is on the record. */
export async function readJobRow(table: Table, keyId: string, jobId: string): Promise<JobRow | undefined> {
  const row = await orUndefinedIfMissing(table.getEntity<Record<string, unknown>>(keyId, jobRowKey(jobId)));
  return row && jobRowFromEntity(row);
}

const rangeRows = 200;

/**
 * The rows of those jobs that have one. Ids of jobs that wait in one line lie close together, so one range of
 * row keys tells of all of them; what lies beyond its first page is point-read.
 */
export async function readJobRows(table: Table, keyId: string, jobIds: string[]): Promise<Map<string, JobRow>> {
  const sorted = [...new Set(jobIds)].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  if (first === last) return mapped([await readJobRow(table, keyId, first)]);
  const filter = odata`PartitionKey eq ${keyId} and RowKey ge ${jobRowKey(first)} and RowKey le ${jobRowKey(last)}`;
  const pages = table.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
  const rows: (JobRow | undefined)[] = [];
  for await (const page of pages.byPage({ maxPageSize: rangeRows })) {
    rows.push(...page.map(jobRowFromEntity));
    const seen = rows.at(-1)?.jobId ?? "";
    const unseen = page.continuationToken ? sorted.filter((jobId) => jobId > seen) : [];
    rows.push(...(await Promise.all(unseen.map((jobId) => readJobRow(table, keyId, jobId)))));
    break;
  }
  return mapped(rows.filter((row) => row && sorted.includes(row.jobId)));
}

function mapped(rows: (JobRow | undefined)[]): Map<string, JobRow> {
  return new Map(rows.flatMap((row) => (row ? [[row.jobId, row]] : [])));
}

/** The events from `firstSeq` to `lastSeq` (both included; null: to the newest), oldest first. */
export async function readEvents(
  table: Table,
  keyId: string,
  firstSeq: number,
  lastSeq: number | null,
  jobId?: string,
): Promise<LedgerEvent[]> {
  const newest = lastSeq === null ? "event:" : eventRowKey(lastSeq);
  const range = odata`PartitionKey eq ${keyId} and RowKey ge ${newest} and RowKey le ${eventRowKey(firstSeq)}`;
  const filter = jobId === undefined ? range : `${range} and ${odata`JobId eq ${jobId}`}`;
  const events: LedgerEvent[] = [];
  for await (const row of table.listEntities<Record<string, unknown>>({ queryOptions: { filter } })) {
    events.push(eventFromEntity(row));
  }
  return events.reverse();
}

/** The events of every key, key by key, each newest first. */
export async function* readAllEvents(table: Table): AsyncGenerator<LedgerEvent> {
  const filter = "RowKey ge 'event:' and RowKey lt 'event;'";
  for await (const row of table.listEntities<Record<string, unknown>>({ queryOptions: { filter } })) {
    yield eventFromEntity(row);
  }
}

/** Ranges that lie so close are cheaper to read as one: what lies between them belongs to other jobs and is not sent. */
const nearby = 500;

/** A job's whole trail, oldest first. */
export async function readTrail(table: Table, keyId: string, job: JobRow): Promise<LedgerEvent[]> {
  const read = joinedRanges(job.ranges, nearby).map(([first, last]) =>
    readEvents(table, keyId, first, last, job.jobId),
  );
  return (await Promise.all(read)).flat();
}
