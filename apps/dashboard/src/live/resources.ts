import {
  type Health,
  healthSchema,
  isTerminal,
  type JobDetail,
  type JobEvent,
  type JobSummary,
  jobDetailSchema,
  jobEventsResponseSchema,
  jobListSchema,
  parseLossless,
} from "@baton/contracts";
import { applyEvent, jobFromEvent } from "../view/apply-event.ts";
import { mergeHistory, mergeTrail } from "../view/merge-events.ts";

/** Something that the server answers and live events keep up to date. */
export type LiveResource<T> = {
  path: string;
  /** From the text of the answer. */
  read: (text: string) => T;
  /** Brings an answer up to date. Applying an event again changes nothing. */
  apply: (current: T, events: JobEvent[]) => T;
  /** Whether the server knows more by now than the events told. */
  outdatedBy: (current: T, events: JobEvent[]) => boolean;
};

const historyLimit = 200;
const jobsLimit = 100;

export const historyResource: LiveResource<JobEvent[]> = {
  path: "/api/jobs",
  read: (text) => jobEventsResponseSchema.parse(parseLossless(text)),
  apply: (history, events) => mergeHistory(history, events.filter(isRecorded), historyLimit),
  outdatedBy: () => false,
};

export const jobsResource: LiveResource<JobSummary[]> = {
  path: "/api/jobs/search",
  read: (text) => jobListSchema.parse(parseLossless(text)).jobs,
  apply: (jobs, events) => events.filter(hasJob).reduce(applyToList, jobs).slice(0, jobsLimit),
  outdatedBy: (jobs, events) => events.some((event) => hasJob(event) && isMissing(jobs, event)),
};

export function jobResource(jobId: string): LiveResource<JobDetail> {
  const own = (events: JobEvent[]) => events.filter((event) => event.jobId === jobId);
  return {
    path: `/api/jobs/${jobId}`,
    read: (text) => jobDetailSchema.parse(parseLossless(text)),
    apply: (detail, events) => applyToDetail(detail, own(events)),
    // Result, error and the reason for waiting are the server's to tell. While a job waits, what happens to
    // others of its key moves it on in the line.
    outdatedBy: ({ job }, events) =>
      own(events).some(({ status }) => status !== "Progress" && status !== "Log") ||
      (job.waiting !== undefined && !isTerminal(job.status) && events.some(({ keyId }) => keyId === job.keyId)),
  };
}

export const healthPath = "/api/health";

export function readHealth(text: string): Health {
  return healthSchema.parse(JSON.parse(text));
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
