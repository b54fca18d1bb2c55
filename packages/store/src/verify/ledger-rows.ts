import { odata } from "@azure/data-tables";
import { eventFromEntity, eventRowKey, eventToEntity, type LedgerEvent } from "../ledger/ledger-event.ts";
import { statusOf } from "../storage-errors.ts";
import type { Table } from "../table.ts";

export type LedgerTableRow = Record<string, unknown>;

/** A key's partition: all of its rows in the table's order, or, of a long one, only its newest event's number. */
export type Partition =
  | { kind: "whole"; keyId: string; rows: LedgerTableRow[] }
  | { kind: "long"; keyId: string; newestSeq: number };

const longFrom = 10_000;
/** One page of an answer. */
const windowSize = 1000;

/** Every partition of the ledger's table, read in one pass: everything must be read anyway. */
export async function* partitions(table: Table): AsyncGenerator<Partition> {
  let after = "";
  for (;;) {
    const found = yield* partitionsAfter(table, after);
    if (found === undefined) return;
    after = found;
  }
}

/** @returns the long partition at which it stopped, undefined at the table's end. */
async function* partitionsAfter(table: Table, after: string): AsyncGenerator<Partition, string | undefined> {
  let rows: LedgerTableRow[] = [];
  for await (const row of listed(table, odata`PartitionKey gt ${after}`)) {
    if (rows.length > 0 && rows[0]?.["partitionKey"] !== row["partitionKey"]) {
      yield whole(rows);
      rows = [];
    }
    rows.push(row);
    const newestSeq = isEventRow(row) ? Number(row["Seq"]) : 0;
    if (newestSeq <= longFrom) continue;
    const keyId = String(row["partitionKey"]);
    yield { kind: "long", keyId, newestSeq };
    return keyId;
  }
  if (rows.length > 0) yield whole(rows);
  return undefined;
}

function whole(rows: LedgerTableRow[]): Partition {
  return { kind: "whole", keyId: String(rows[0]?.["partitionKey"]), rows };
}

/** The names of all partitions: one request each, whatever they hold. */
export async function* partitionNames(table: Table): AsyncGenerator<string> {
  let after: string | undefined = "";
  while (after !== undefined) {
    after = (await firstRow(table, odata`PartitionKey gt ${after}`))?.["partitionKey"] as string | undefined;
    if (after !== undefined) yield after;
  }
}

/** @returns 0 when there is no event. */
export async function newestSeqOf(table: Table, keyId: string): Promise<number> {
  const row = await firstRow(table, odata`PartitionKey eq ${keyId} and RowKey ge 'event:' and RowKey lt 'event;'`);
  return row === undefined ? 0 : Number(row["Seq"]);
}

/** The event rows from `first` to `last`, oldest first, a page at a time. */
export async function* eventRows(
  table: Table,
  keyId: string,
  first: number,
  last: number,
): AsyncGenerator<LedgerTableRow> {
  let next = readWindow(table, keyId, first, last);
  for (let from = first; from <= last; from += windowSize) {
    const rows = await next;
    // Read ahead while these are being looked at.
    const following = from + windowSize;
    next = following <= last ? readWindow(table, keyId, following, last) : Promise.resolve([]);
    next.catch(() => undefined);
    yield* rows;
  }
}

async function readWindow(table: Table, keyId: string, first: number, last: number): Promise<LedgerTableRow[]> {
  const newest = eventRowKey(Math.min(last, first + windowSize - 1));
  const filter = odata`PartitionKey eq ${keyId} and RowKey ge ${newest} and RowKey le ${eventRowKey(first)}`;
  const rows: LedgerTableRow[] = [];
  for await (const row of listed(table, filter)) rows.push(row);
  return rows.reverse();
}

export function jobRowsOf(table: Table, keyId: string): AsyncGenerator<LedgerTableRow> {
  return listed(table, odata`PartitionKey eq ${keyId} and RowKey ge 'job:' and RowKey lt 'job;'`);
}

export function isEventRow(row: LedgerTableRow): boolean {
  return String(row["rowKey"]).startsWith("event:");
}

export function isJobRow(row: LedgerTableRow): boolean {
  return String(row["rowKey"]).startsWith("job:");
}

const notOurs = new Set(["etag", "partitionKey", "rowKey", "timestamp"]);

/** An event, if its row holds exactly what an event's row holds; else what is wrong with the row. */
export function readEventRow(row: LedgerTableRow): { event: LedgerEvent; reason: string | undefined } {
  const event = eventFromEntity(row);
  const expected: Record<string, unknown> = eventToEntity(event);
  const columns = Object.keys(row).filter((name) => !notOurs.has(name) && !name.startsWith("odata."));
  const names = new Set([...columns, ...Object.keys(expected).filter((name) => !notOurs.has(name))]);
  const wrong = [...names].find((name) => plain(row[name]) !== plain(expected[name]));
  if (row["rowKey"] !== expected["rowKey"]) return { event, reason: `it lies in row ${row["rowKey"]}` };
  return { event, reason: wrong === undefined ? undefined : `its column ${wrong} is not what the event has` };
}

function plain(value: unknown): string {
  if (typeof value === "object" && value !== null && "value" in value) return String(value.value);
  return value === undefined || value === null ? "" : String(value);
}

async function firstRow(table: Table, filter: string): Promise<LedgerTableRow | undefined> {
  const pages = table.listEntities<LedgerTableRow>({ queryOptions: { filter } }).byPage({ maxPageSize: 1 });
  try {
    for await (const page of pages) if (page[0]) return page[0];
  } catch (err) {
    if (statusOf(err) !== 404) throw err;
  }
  return undefined;
}

/** A table that is not there has no rows. */
async function* listed(table: Table, filter: string): AsyncGenerator<LedgerTableRow> {
  try {
    yield* table.listEntities<LedgerTableRow>({ queryOptions: { filter } });
  } catch (err) {
    if (statusOf(err) !== 404) throw err;
  }
}
