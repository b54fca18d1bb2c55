import { type JobSummary, searchTime } from "@baton/contracts";
import { JobReader, type Storage, searchedBackTo, toSummary } from "@baton/store";
import { columns } from "../columns.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import type { ListOptions } from "./list-options.ts";

const header = ["SUBMITTED", "JOB", "STATUS", "TYPE", "KEY", "NAME"];

/** Lists jobs, from the read models. */
export async function listJobs(
  storage: Storage,
  { filter: { from, to, mine: _mine, ...filter }, limit, cursor, json }: ListOptions,
  say: (text: string) => void,
): Promise<ExitCode> {
  const now = new Date();
  const sought = {
    ...filter,
    from: from === undefined ? undefined : searchTime(from, now),
    to: to === undefined ? undefined : searchTime(to, now),
  };
  const page = await new JobReader(storage).search(sought, limit, cursor);
  const jobs = page.jobs.map(toSummary);
  const reach =
    page.cursor === undefined ? {} : { cursor: page.cursor, lookedBackTo: searchedBackTo(page.cursor).toISOString() };
  say(json ? JSON.stringify({ jobs, ...reach }, undefined, 2) : listText(jobs, reach));
  return exitCode.ok;
}

function listText(jobs: JobSummary[], { cursor, lookedBackTo }: { cursor?: string; lookedBackTo?: string }): string {
  const rows = jobs.map(({ createdAt, jobId, status, type, tenantId, lockKey, name }) => {
    return [createdAt, jobId, status, type, tenantId === "default" ? lockKey : `${lockKey} (${tenantId})`, name];
  });
  const list = jobs.length === 0 ? "No job was found." : columns([header, ...rows]);
  return cursor === undefined ? list : `${list}\nLooked back to ${lookedBackTo}; go on with --follow-up ${cursor}`;
}
