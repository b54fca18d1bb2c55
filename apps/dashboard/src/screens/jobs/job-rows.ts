import { isTerminal, type JobEvent, type JobList, type JobSummary, jobIdTime } from "@baton/contracts";
import { applyEvent, jobFromEvent } from "../../view/apply-event.ts";

/** The jobs that a search has found so far, newest first, without a gap. */
export type JobRows = JobList & {
  /** The search that they are of. */
  query: string;
  /** The last page had looked far enough before it was full: somebody decides whether to go on. */
  paused: boolean;
};

/** What a page has unless it is asked for more or less. */
const pageRows = 100;

/** A page that stays open all day does not keep all that came by. */
const mostRows = 20_000;

/** The newest page, read again: what it reaches is as it says, older rows stay. */
export function withNewest(rows: JobRows | undefined, query: string, page: JobList): JobRows {
  if (rows?.query !== query || rows.jobs.length > mostRows) return { ...page, query, paused: isPaused(page) };
  const older = rows.jobs.filter((job) => !isWithin(page, job.jobId));
  // More than a page has come since: between it and the rows there may be others.
  if (older.length > 0 && older.length === rows.jobs.length) return withNewest(undefined, query, page);
  const known = new Map(rows.jobs.map((job) => [job.jobId, job]));
  const newest = page.jobs.map((job) => further(known.get(job.jobId), job));
  const reach = isFurtherBack(rows, page) ? rows : { ...page, paused: isPaused(page) };
  return { ...reach, query, jobs: [...newest, ...older] };
}

/** The next page. */
export function withOlder(rows: JobRows, page: JobList): JobRows {
  const known = new Set(rows.jobs.map(({ jobId }) => jobId));
  const jobs = [...rows.jobs, ...page.jobs.filter(({ jobId }) => !known.has(jobId))];
  return { ...page, query: rows.query, paused: isPaused(page), jobs };
}

/** Brings the rows up to date; those whose status is not asked for any more leave. */
export function withEvents(rows: JobRows, events: readonly JobEvent[]): JobRows {
  const asked = new URLSearchParams(rows.query).get("status")?.split(",");
  const jobs = events.reduce((before, event) => withEvent(before, event, rows), rows.jobs);
  if (jobs === rows.jobs) return rows;
  return { ...rows, jobs: asked ? jobs.filter(({ status }) => asked.includes(status)) : jobs };
}

/** Whether the server may know of a job that matches and is not among the rows. */
export function isMissingFrom(rows: JobRows, { jobId }: JobEvent): boolean {
  return jobId !== undefined && isWithin(rows, jobId) && !rows.jobs.some((job) => job.jobId === jobId);
}

function withEvent(jobs: JobSummary[], event: JobEvent, rows: JobRows): JobSummary[] {
  const { jobId } = event;
  if (jobId === undefined) return jobs;
  const at = jobs.findIndex((job) => job.jobId === jobId);
  const known = jobs[at];
  if (known) return jobs.with(at, applyEvent(known, event));
  // Whether it matches a filter, only the server knows.
  if (rows.query !== "" || !isWithin(rows, jobId)) return jobs;
  return [jobFromEvent({ ...event, jobId }), ...jobs].toSorted((one, other) => (one.jobId < other.jobId ? 1 : -1));
}

/** Whether a list that is or is not complete reaches back to a job, by which its id tells the time. */
function isWithin({ jobs, cursor, lookedBackTo }: JobList, jobId: string): boolean {
  if (cursor === undefined || lookedBackTo === undefined) return true;
  const last = jobs.at(-1);
  return jobIdTime(jobId) > new Date(lookedBackTo) || (last !== undefined && jobId >= last.jobId);
}

/** Cursors sort by how far back they are. */
function isFurtherBack(one: JobList, other: JobList): boolean {
  return other.cursor !== undefined && (one.cursor === undefined || one.cursor > other.cursor);
}

function isPaused({ jobs, cursor }: JobList): boolean {
  return cursor !== undefined && jobs.length < pageRows;
}

/** Lists are a moment behind the events. */
function further(known: JobSummary | undefined, answered: JobSummary): JobSummary {
  return known && isTerminal(known.status) && !isTerminal(answered.status) ? known : answered;
}
