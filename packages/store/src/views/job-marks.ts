import { odata } from "@azure/data-tables";
import type { JobError, JobStatus } from "@baton/contracts";
import { jobRowKey } from "../ledger/job-row.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { Table } from "../table.ts";

/** What lists of a key say of its jobs: their rows without what can be large. */
export type JobMarks = {
  jobId: string;
  name: string;
  type: string;
  status: JobStatus;
  failures: number;
  nextAt?: string;
  error?: Pick<JobError, "message">;
};

const columns = ["JobId", "Name", "Type", "Status", "Failures", "NextAt", "Error"];
const rangeRows = 1000;
const mostPointReads = 20;

/**
 * Of those jobs of a key that its ledger knows. Ids of jobs of one time lie close together, so one range of row keys
 * tells of most of them; of what lies beyond its first page, a few are read one by one, and the rest stays unknown.
 */
export async function readJobMarks(table: Table, keyId: string, jobIds: string[]): Promise<Map<string, JobMarks>> {
  const wanted = new Set(jobIds);
  const sorted = [...wanted].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const filter = odata`PartitionKey eq ${keyId} and RowKey ge ${jobRowKey(first)} and RowKey le ${jobRowKey(last)}`;
  const rows = table.listEntities<Record<string, unknown>>({ queryOptions: { filter, select: columns } });
  const marks: JobMarks[] = [];
  for await (const page of rows.byPage({ maxPageSize: rangeRows })) {
    marks.push(...page.map(marksFrom));
    const seenTo = marks.at(-1)?.jobId ?? "";
    const beyond = page.continuationToken ? sorted.filter((jobId) => jobId > seenTo) : [];
    marks.push(...(await readEach(table, keyId, beyond.slice(-mostPointReads))));
    break;
  }
  return new Map(marks.filter(({ jobId }) => wanted.has(jobId)).map((mark) => [mark.jobId, mark]));
}

async function readEach(table: Table, keyId: string, jobIds: string[]): Promise<JobMarks[]> {
  const read = (jobId: string) =>
    table.getEntity<Record<string, unknown>>(keyId, jobRowKey(jobId), { queryOptions: { select: columns } });
  const rows = await Promise.all(jobIds.map((jobId) => orUndefinedIfMissing(read(jobId))));
  return rows.filter((row) => row !== undefined).map(marksFrom);
}

function marksFrom(row: Record<string, unknown>): JobMarks {
  const text = (name: string) => (row[name] as string | undefined) ?? "";
  const error = text("Error");
  return {
    jobId: text("JobId"),
    name: text("Name"),
    type: text("Type"),
    status: row["Status"] as JobStatus,
    failures: Number(row["Failures"] ?? 0),
    ...(text("NextAt") ? { nextAt: text("NextAt") } : {}),
    ...(error ? { error: JSON.parse(error) as JobError } : {}),
  };
}
