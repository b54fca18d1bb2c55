import type { Job, JobEvent } from "@baton/contracts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import type { JobSystem, Outcome } from "../job-system.ts";
import { KeysUnavailableError } from "../key-claims.ts";
import { MissedEvents } from "../missed-events.ts";
import type { SubmitOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";
import { validJob } from "../valid-job.ts";
import { FollowedJobs } from "./followed-jobs.ts";
import type { Report } from "./report.ts";

/**
 * Submits the jobs that the flags describe, and waits for their end if asked to.
 * @throws {UsageError} before anything is sent, if they describe no valid job.
 */
export async function submitJobs(system: JobSystem, options: SubmitOptions, report: Report): Promise<ExitCode> {
  const jobs = prepareJobs(options);
  await system.start();
  if (options.wait && !system.tellsEvents)
    throw new UsageError(`--wait: whoever submits at ${system.where} may not read there.`);
  const [only] = jobs;
  if (only && options.idempotencyKey !== undefined)
    return submitKeyed(system, only, options.idempotencyKey, options, report);
  const followed = new FollowedJobs(jobs, report);
  if (options.wait) await follow(system, followed);
  if (!(await submitAll(system, jobs, report))) return exitCode.notAccepted;
  return options.wait ? followed.end(options.timeoutMs) : exitCode.ok;
}

/** Which job it is, the answer tells: so it is followed from then on, and what it did before is read from the record. */
async function submitKeyed(
  system: JobSystem,
  job: Job,
  idempotencyKey: string,
  { wait, timeoutMs }: SubmitOptions,
  report: Report,
): Promise<ExitCode> {
  const outcome = await system.submitKeyed(job, idempotencyKey).catch(keysUnavailable);
  if (outcome instanceof KeysUnavailableError) report.keysUnavailable(outcome.message);
  else report.submitted(outcome);
  if (!isThere(outcome)) return exitCode.notAccepted;
  if (!wait) return exitCode.ok;
  const followed = new FollowedJobs([{ ...job, jobId: outcome.jobId }], report);
  await follow(system, followed);
  return followed.end(timeoutMs);
}

function keysUnavailable(err: unknown): KeysUnavailableError {
  if (err instanceof KeysUnavailableError) return err;
  throw err;
}

function isThere(outcome: Outcome | KeysUnavailableError): outcome is Outcome {
  return "kind" in outcome && (outcome.kind === "accepted" || outcome.kind === "duplicate");
}

// Begun before anything is submitted, so that no event is missed.
async function follow(system: JobSystem, followed: FollowedJobs): Promise<void> {
  const take = (event: JobEvent) => followed.take(event);
  await system.listen(take);
  const { readEvents } = system;
  if (!readEvents) return;
  await new MissedEvents({ system, readEvents, take, openJobs: () => followed.openJobs }).start();
}

function prepareJobs({ requests }: SubmitOptions): Job[] {
  const tell = requests.length > 1;
  return requests.map((request, at) => validJob(request, tell ? ` (job ${at + 1} of ${requests.length})` : ""));
}

/** @returns whether all were accepted. After a submission that was not, the jobs behind it are not sent. */
async function submitAll(system: JobSystem, jobs: Job[], report: Report): Promise<boolean> {
  let [taken, allAccepted] = [0, true];
  const whileAccepted = function* () {
    for (const job of jobs) {
      if (!allAccepted) return;
      taken += 1;
      yield job;
    }
  };
  for await (const outcome of system.submitMany(whileAccepted())) {
    report.submitted(outcome);
    allAccepted &&= outcome.kind === "accepted";
  }
  report.notSent(jobs.length - taken);
  return allAccepted;
}
