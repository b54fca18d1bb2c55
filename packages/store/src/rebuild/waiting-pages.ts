import { inboxRowFromEntity, type WaitingRow } from "../inbox/inbox-row.ts";
import { headerColumns, headerFromColumns } from "../job-header.ts";
import type { Table } from "../table.ts";

const rowsPerPage = 1000;
/** All but the submissions themselves, which may be large. */
const columns = [
  "PartitionKey",
  "RowKey",
  ...Object.keys(headerColumns(headerFromColumns({}))),
  "ReceivedAt",
  "ReceivedBy",
  "RunAt",
];

/** All rows of waiting jobs, without their requests; a job that was delivered again has one a page at most. */
export async function* waitingPages(inbox: Table): AsyncGenerator<WaitingRow[]> {
  const filter = "PartitionKey lt '~' and RowKey ge 'later:' and RowKey lt 'wait;'";
  const rows = inbox.listEntities<Record<string, unknown>>({ queryOptions: { filter, select: columns } });
  for await (const page of rows.byPage({ maxPageSize: rowsPerPage }))
    yield [...new Map(page.map(inboxRowFromEntity).map((row) => [row.jobId, row])).values()];
}
