import {
  type EventStatus,
  isTerminal,
  type JobDetail,
  type JobEvent,
  type JobSummary,
  type Overview,
} from "@baton/contracts";
import { applyEvent, jobFromEvent } from "../view/apply-event.ts";
import { mergeHistory, mergeTrail } from "../view/merge-events.ts";
import { withEvents } from "../view/running-jobs.ts";
import type { Wire, WireName } from "./wire.ts";

/** Something that the server answers and live events keep up to date. */
export type LiveResource<T, N extends WireName = WireName> = {
  path: string;
  /** The answer's schema. */
  name: N;
  /** What is wanted of the answer. */
  pick: (answer: Wire<N>) => T;
  /** Brings an answer up to date. Applying an event again changes nothing. */
  apply: (current: T, events: JobEvent[]) => T;
  /** Whether the server knows more by now than the events told. */
  outdatedBy: (current: T, events: JobEvent[]) => boolean;
  /** How often to look while events flow, when they do not tell all. */
  refreshMs?: number;
};

const historyLimit = 200;
const jobsLimit = 100;

export const historyResource: LiveResource<JobEvent[], "jobEventsResponseSchema"> = {
  path: "/api/jobs",
  name: "jobEventsResponseSchema",
  pick: (events) => events,
  apply: (history, events) => mergeHistory(history, events.filter(isRecorded), historyLimit),
  outdatedBy: () => false,
};

export const jobsResource: LiveResource<JobSummary[], "jobListSchema"> = {
  path: "/api/jobs/search",
  name: "jobListSchema",
  pick: ({ jobs }) => jobs,
  apply: (jobs, events) => events.filter(hasJob).reduce(applyToList, jobs).slice(0, jobsLimit),
  outdatedBy: (jobs, events) => events.some((event) => hasJob(event) && isMissing(jobs, event)),
};

/** Whatever happens besides is on the way of a job that runs. */
const uncounted: EventStatus[] = ["Step", "Progress", "Log", "Resumed", "Deferred", "LockAcquired", "LockReleased"];

export const overviewResource: LiveResource<Overview, "overviewSchema"> = {
  path: "/api/overview",
  name: "overviewSchema",
  pick: (overview) => overview,
  apply: (overview, events) => ({ ...overview, running: withEvents(overview.running, events) }),
  outdatedBy: (_overview, events) => events.some(({ status }) => !uncounted.includes(status)),
  // Workers say every five seconds how they stand.
  refreshMs: 5000,
};

export function jobResource(jobId: string): LiveResource<JobDetail, "jobDetailSchema"> {
  const own = (events: JobEvent[]) => events.filter((event) => event.jobId === jobId);
  return {
    path: `/api/jobs/${jobId}`,
    name: "jobDetailSchema",
    pick: (detail) => detail,
    apply: (detail, events) => applyToDetail(detail, own(events)),
    // Result, error and the reason for waiting are the server's to tell. While a job waits, what happens to
    // others of its key moves it on in the line.
    outdatedBy: ({ job }, events) =>
      own(events).some(({ status }) => status !== "Progress" && status !== "Log") ||
      (job.waiting !== undefined && !isTerminal(job.status) && events.some(({ keyId }) => keyId === job.keyId)),
  };
}

function applyToDetail(detail: JobDetail, events: JobEvent[]): JobDetail {
  if (events.length === 0) return detail;
  const { waiting, ...job } = events.reduce(applyEvent, detail.job);
  const stillWaits = waiting !== undefined && job.status === detail.job.status;
  return { job: stillWaits ? { ...job, waiting } : job, events: mergeTrail(detail.events, events) };
}

function applyToList(jobs: JobSummary[], event: JobEvent & { jobId: string }): JobSummary[] {
  if (isMissing(jobs, event)) return [jobFromEvent(event), ...jobs].toSorted(newestFirst);
  return jobs.map((job) => (job.jobId === event.jobId ? applyEvent(job, event) : job));
}

// A job that is older than a full list reaches back is rightly not in it.
function isMissing(jobs: JobSummary[], { jobId }: { jobId: string }): boolean {
  const oldest = jobs.length < jobsLimit ? undefined : jobs.at(-1);
  return !jobs.some((job) => job.jobId === jobId) && (oldest === undefined || oldest.jobId < jobId);
}

// Job ids sort by time of submission.
function newestFirst(a: JobSummary, b: JobSummary): number {
  return a.jobId < b.jobId ? 1 : -1;
}

// The record begins with "Queued"; a submission shows in the list of jobs only.
function isRecorded({ status }: JobEvent): boolean {
  return status !== "Submitted";
}

function hasJob(event: JobEvent): event is JobEvent & { jobId: string } {
  return event.jobId !== undefined;
}
