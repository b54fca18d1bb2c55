import type { BrokerConnection } from "@baton/broker";
import { JobClient, type SubmitOutcome } from "@baton/client";
import type { Job, JobEvent } from "@baton/contracts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { listenToEvents } from "../job-events.ts";
import type { ReadEvents } from "../job-records.ts";
import { MissedEvents } from "../missed-events.ts";
import type { SubmitOptions } from "../options.ts";
import { validJob } from "../valid-job.ts";
import { FollowedJobs } from "./followed-jobs.ts";
import type { Report } from "./report.ts";

export type SubmitDeps = {
  report: Report;
  /** Undefined: live events alone tell what becomes of jobs. */
  readEvents: ReadEvents | undefined;
};

// So many submissions wait for the broker's word at once.
const windowSize = 200;

/**
 * Submits the jobs that the flags describe, and waits for their end if asked to.
 * @throws {UsageError} before anything is sent, if they describe no valid job.
 */
export async function submitJobs(
  connection: BrokerConnection,
  options: SubmitOptions,
  { report, readEvents }: SubmitDeps,
): Promise<ExitCode> {
  const jobs = prepareJobs(options);
  const followed = new FollowedJobs(jobs, report);
  if (options.wait) await follow(connection, followed, readEvents);
  const client = new JobClient(connection);
  await client.start();
  if (!(await submitAll(client, jobs, report))) return exitCode.notAccepted;
  return options.wait ? followed.end(options.timeoutMs) : exitCode.ok;
}

// Begun before anything is submitted, so that no event is missed.
async function follow(connection: BrokerConnection, followed: FollowedJobs, readEvents?: ReadEvents): Promise<void> {
  const take = (event: JobEvent) => followed.take(event);
  await listenToEvents(connection, take).start();
  if (!readEvents) return;
  await new MissedEvents({ connection, readEvents, take, openJobs: () => followed.openJobs }).start();
}

function prepareJobs({ request, count }: SubmitOptions): Job[] {
  return Array.from({ length: count }, () => validJob(request));
}

/** @returns whether all were accepted. After a submission that was not, the jobs behind it are not sent. */
async function submitAll(client: JobClient, jobs: Job[], report: Report): Promise<boolean> {
  for (let start = 0; start < jobs.length; start += windowSize) {
    const window = jobs.slice(start, start + windowSize);
    const outcomes = await Promise.all(window.map((job) => submit(client, job, report)));
    if (outcomes.every(({ kind }) => kind === "accepted")) continue;
    report.notSent(jobs.length - start - window.length);
    return false;
  }
  return true;
}

async function submit(client: JobClient, job: Job, report: Report): Promise<SubmitOutcome> {
  const outcome = await client.submit(job);
  report.submitted(outcome);
  return outcome;
}
