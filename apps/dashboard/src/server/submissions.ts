import { type JobClient, type SubmitOutcome, validateJob } from "@baton/client";
import { isJobId, type Job, parseLossless, type SubmitResponse } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import type { JobKeys, SubmittedJobs } from "@baton/store";
import type { Announcer } from "./announcer.ts";
import { type Answer, ok, refused } from "./answer.ts";
import type { StorageGate } from "./storage-gate.ts";

export type SubmissionsDeps = {
  gate: StorageGate;
  jobKeys: Pick<JobKeys, "claim">;
  submitted: Pick<SubmittedJobs, "add" | "takeBack">;
  client: Pick<JobClient, "submit">;
  announcer: Pick<Announcer, "submitted">;
  logger: Logger;
};

/** `POST /api/jobs`: checks, makes the job findable, publishes, and takes it back if the broker did not take it. */
export class Submissions {
  readonly #deps: SubmissionsDeps;

  constructor(deps: SubmissionsDeps) {
    this.#deps = deps;
  }

  /** @param text the body of the request: JSON, `limits.messageBytes` at most. */
  async submit(text: string): Promise<Answer<SubmitResponse>> {
    const read = readJob(text);
    if (read.kind === "problem") return read;
    const identified = await this.#identify(read.value, text);
    if (identified.kind === "problem") return identified;
    const job = identified.value;

    const added = await this.#deps.gate.use(() => this.#deps.submitted.add(job));
    if (added.kind === "problem") return added;

    const outcome = await this.#deps.client.submit(job);
    if (outcome.kind === "accepted") this.#deps.announcer.submitted(job);
    else await this.#takeBack(job);
    return answerTo(outcome);
  }

  /** A submitter's own id stands for one job of ours, whatever happens in between; sent again, it is the same job. */
  async #identify(job: Job, content: string): Promise<Answer<Job>> {
    if (isJobId(job.jobId)) return ok({ ...job, jobId: job.jobId.toLowerCase() });
    const claim = await this.#deps.gate.use(() => this.#deps.jobKeys.claim(job.tenantId, job.jobId, content));
    if (claim.kind === "problem") return claim;
    const { kind, jobId } = claim.value;
    if (kind === "conflict") return refused("job-id-taken", `"${job.jobId}" stands for job ${jobId}.`, { jobId });
    return ok({ ...job, jobId });
  }

  // A job that stays listed although the broker has not got it would wait for ever. One that it did get, only
  // unconfirmed, is listed again when a worker ingests it.
  async #takeBack(job: Job): Promise<void> {
    const takenBack = await this.#deps.gate.use(() => this.#deps.submitted.takeBack(job));
    if (takenBack.kind === "problem") {
      this.#deps.logger.warn({ jobId: job.jobId, ...takenBack.problem }, "A refused job stays listed as Submitted");
    }
  }
}

function readJob(text: string): Answer<Job> {
  const parsed = parseSubmission(text);
  if (parsed.kind === "problem") return parsed;
  const validation = validateJob(parsed.value);
  if (validation.kind === "invalid") {
    // What was parsed from JSON can be wrong about a payload in one way only: its size.
    const tooLarge = validation.issues.every(({ path }) => path === "payload");
    return refused(tooLarge ? "too-large" : "invalid-job", undefined, { errors: validation.issues });
  }
  return ok(validation.job);
}

/**
 * Numbers of the payload keep their digits. Those of other fields are read as JavaScript reads them, so that
 * a priority of 5.0 is the 5 that it is.
 */
function parseSubmission(text: string): Answer<unknown> {
  try {
    const request: unknown = JSON.parse(text);
    const lossless = parseLossless(text);
    const hasPayload = isRecord(request) && isRecord(lossless) && "payload" in lossless;
    return ok(hasPayload ? { ...request, payload: lossless["payload"] } : request);
  } catch (err) {
    if (err instanceof SyntaxError) return refused("invalid-json", err.message);
    if (err instanceof RangeError) return refused("invalid-json", "The JSON is nested too deeply.");
    throw err;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function answerTo({ kind, jobId }: SubmitOutcome): Answer<SubmitResponse> {
  switch (kind) {
    case "accepted":
      return ok({ jobId, status: "Submitted" });
    case "unroutable":
      return refused("unroutable", "Nothing was stored. The broker's queue of jobs is missing.", { jobId });
    case "unavailable":
      return refused("broker-unavailable", "Nothing was sent. Try again later.", { jobId });
    case "unknown":
      return refused("unknown", `Sent, but not confirmed in time. Try again with jobId ${jobId}.`, { jobId });
    default:
      return kind satisfies never;
  }
}
