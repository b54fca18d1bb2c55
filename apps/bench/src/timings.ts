import type { TimedRun } from "@baton/harness";
import type { Submission } from "./load.ts";
import { type Percentiles, percentiles } from "./percentiles.ts";

/** All in milliseconds. */
export type Timings = {
  jobsPerSecond: number;
  /** From the call of submit to the broker's confirm. */
  confirm: Percentiles | undefined;
  /** From the call of submit to the first line of the job's code. */
  submitToStart: Percentiles | undefined;
  /** The same, of those jobs alone that found their key without work. */
  submitToStartOnFreeKey: Percentiles | undefined;
  /** From the broker's confirm to the first line: the whole time in line. */
  wait: Percentiles | undefined;
  /** From the last line of one job's code to the first line of the key's next one, which was waiting by then. */
  handOffGap: Percentiles | undefined;
  /** From the first line of a job's code to its last one. */
  run: Percentiles | undefined;
};

type TimedJob = TimedRun & Submission;

export function timingsOf(submissions: readonly Submission[], runs: readonly TimedRun[]): Timings {
  const byId = new Map(submissions.map((submission) => [submission.jobId, submission]));
  const jobs = runs.flatMap((run) => {
    const submission = byId.get(run.jobId);
    return submission ? [{ ...run, ...submission }] : [];
  });
  const pairs = successions(jobs);
  const waiting = pairs.filter(({ before, job }) => before !== undefined && job.confirmedMs < before.endMs);
  const free = pairs.filter(({ before, job }) => before === undefined || before.endMs < job.submittedMs);
  return {
    jobsPerSecond: throughput(jobs),
    confirm: percentiles(jobs.map((job) => job.confirmedMs - job.submittedMs)),
    submitToStart: percentiles(jobs.map((job) => job.startMs - job.submittedMs)),
    submitToStartOnFreeKey: percentiles(free.map(({ job }) => job.startMs - job.submittedMs)),
    wait: percentiles(jobs.map((job) => job.startMs - job.confirmedMs)),
    handOffGap: percentiles(waiting.map(({ before, job }) => job.startMs - (before?.endMs ?? Number.NaN))),
    run: percentiles(jobs.map((job) => job.endMs - job.startMs)),
  };
}

/** Each job with the one that ran before it on its key. */
function successions(jobs: readonly TimedJob[]): { before: TimedJob | undefined; job: TimedJob }[] {
  return [...Map.groupBy(jobs, (job) => job.lockKey).values()].flatMap((ofKey) => {
    const inOrder = ofKey.toSorted((one, other) => one.startMs - other.startMs);
    return inOrder.map((job, at) => ({ before: inOrder[at - 1], job }));
  });
}

function throughput(jobs: readonly TimedJob[]): number {
  const first = jobs.reduce((least, job) => Math.min(least, job.submittedMs), Number.POSITIVE_INFINITY);
  const last = jobs.reduce((most, job) => Math.max(most, job.endMs), Number.NEGATIVE_INFINITY);
  return jobs.length === 0 ? 0 : (jobs.length * 1000) / (last - first);
}
