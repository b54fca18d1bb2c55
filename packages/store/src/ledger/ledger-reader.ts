import { odata } from "@azure/data-tables";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { Table } from "../table.ts";
import { type JobRow, jobRowFromEntity, jobRowKey } from "./job-row.ts";
import { eventFromEntity, eventRowKey, type LedgerEvent } from "./ledger-event.ts";

/** Point-reads a job's row; undefined when no event of it is on the record. */
export async function readJobRow(table: Table, keyId: string, jobId: string): Promise<JobRow | undefined> {
  const row = await orUndefinedIfMissing(table.getEntity<Record<string, unknown>>(keyId, jobRowKey(jobId)));
  return row && jobRowFromEntity(row);
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

/** A job's whole trail, oldest first. */
export async function readTrail(table: Table, keyId: string, job: JobRow): Promise<LedgerEvent[]> {
  const ranges = await Promise.all(job.ranges.map(([first, last]) => readEvents(table, keyId, first, last, job.jobId)));
  return ranges.flat();
}
