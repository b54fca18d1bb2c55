import type { JobClient, SubmitOutcome } from "@baton/client";
import {
  type BulkResponse,
  isJobId,
  isTenantOf,
  type Job,
  type JobStatus,
  type Redaction,
  type SubmitResponse,
} from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import { activeTraceparent } from "@baton/runtime/tracing";
import type { JobKeys, SubmittedJobs } from "@baton/store";
import type { Callers } from "./access/callers.ts";
import type { Announcer } from "./announcer.ts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import type { BodyText } from "./body-text.ts";
import { copiedMarkers } from "./copied-markers.ts";
import type { Requests } from "./door/requests.ts";
import { inLanes } from "./in-lanes.ts";
import { unknownTenant } from "./lock-key.ts";
import { readJob, readJobs } from "./read-jobs.ts";
import type { StorageGate } from "./storage-gate.ts";
import { untilOutage } from "./until-outage.ts";

export type SubmissionsDeps = {
  gate: StorageGate;
  jobKeys: Pick<JobKeys, "claim">;
  submitted: Pick<SubmittedJobs, "add" | "takeBack" | "statusOf">;
  client: Pick<JobClient, "submit">;
  announcer: Pick<Announcer, "submitted">;
  callers: Pick<Callers, "current" | "tenants">;
  requests: Pick<Requests, "current">;
  redaction: Redaction;
  logger: Logger;
};

/** A job under its own id. `earlier`: where it stood when it was found to have been submitted before. */
type Identified = { job: Job; earlier?: JobStatus };

/** Many claims at once would be slower together than the time limit of each. */
const claimLanes = 16;
const listedTogether = 100;

/**
 * `POST /api/jobs` and `/api/jobs/bulk`: checks, makes the jobs findable, publishes, and takes those back that the
 * broker did not take.
 */
export class Submissions {
  readonly #deps: SubmissionsDeps;

  constructor(deps: SubmissionsDeps) {
    this.#deps = deps;
  }

  /** @param text the body of the request: JSON, `limits.messageBytes` at most. */
  async submit(text: string, idempotencyKey?: string): Promise<Answer<SubmitResponse>> {
    return andThen(this.#own(readJob(text)), (job) => this.send(job, idempotencyKey));
  }

  /** A job that was read, or made here. */
  async send(job: Job, idempotencyKey?: string): Promise<Answer<SubmitResponse>> {
    const [answer] = await this.#submitAll([ok(job)], idempotencyKey);
    return answer as Answer<SubmitResponse>;
  }

  /** Each job is answered for itself, as `submit` would. */
  async submitBulk(body: BodyText): Promise<Answer<BulkResponse>> {
    return andThen(readJobs(body), async (read) => {
      const answers = await this.#submitAll(read.map((one) => this.#own(one)));
      return ok({ answers: answers.map((one) => (one.kind === "ok" ? { job: one.value } : { problem: one.problem })) });
    });
  }

  /** A job that was read, unless it is a copy of what is shown of another. */
  #own(read: Answer<Job>): Answer<Job> {
    if (read.kind === "problem") return read;
    const errors = copiedMarkers(read.value.payload, "payload", this.#deps.redaction);
    return errors.length > 0
      ? refused("invalid-job", undefined, { errors })
      : ok(this.#traced(this.#signed(read.value)));
  }

  /** With who submits it: with accounts that is certain, without them whoever the job names. */
  #signed(job: Job): Job {
    const { kind, name } = this.#deps.callers.current;
    return { ...job, submittedBy: (kind === "local" ? job.submittedBy : undefined) ?? name };
  }

  /** In the trace that it names, else in that of its request, whether that is traced here or not. */
  #traced(job: Job): Job {
    const traceparent = job.traceparent ?? activeTraceparent() ?? this.#deps.requests.current?.traceparent;
    return traceparent === undefined ? job : { ...job, traceparent };
  }

  #ofOwnTenant(job: Job): Answer<Job> {
    return isTenantOf(this.#deps.callers.tenants, job.tenantId) ? ok(job) : unknownTenant(job.tenantId);
  }

  async #submitAll(read: Answer<Job>[], idempotencyKey?: string): Promise<Answer<SubmitResponse>[]> {
    const identify = (job: Answer<Job>) =>
      andThen(job, async (value) => andThen(this.#ofOwnTenant(value), (own) => this.#identify(own, idempotencyKey)));
    const identified = await inLanes(read, claimLanes, untilOutage(identify));
    const listed = await this.#list(identified);
    return Promise.all(listed.map((one) => andThen(one, (value) => this.#publish(value))));
  }

  /** A key or an id of the submitter's own stands for one job of ours, whatever happens in between. */
  async #identify(job: Job, idempotencyKey: string | undefined): Promise<Answer<Identified>> {
    if (isJobId(job.jobId)) {
      const own = { ...job, jobId: job.jobId.toLowerCase() };
      return idempotencyKey === undefined
        ? ok({ job: own })
        : this.#claim(own, idempotencyKey, "idempotency-key-taken");
    }
    if (idempotencyKey === undefined) return this.#claim(job, job.jobId, "job-id-taken");
    const message = "expected a UUIDv7, or none, together with Idempotency-Key";
    return refused("invalid-job", undefined, { errors: [{ path: "jobId", message }] });
  }

  async #claim(
    job: Job,
    sourceId: string,
    taken: "job-id-taken" | "idempotency-key-taken",
  ): Promise<Answer<Identified>> {
    const { gate, jobKeys, submitted } = this.#deps;
    const claim = await gate.use(() => jobKeys.claim(job, sourceId));
    return andThen(claim, async ({ kind, jobId }): Promise<Answer<Identified>> => {
      if (kind === "conflict") return refused(taken, `"${sourceId}" stands for job ${jobId}.`, { jobId });
      const claimed = { ...job, jobId };
      if (kind === "new") return ok({ job: claimed });
      const status = await gate.use(() => submitted.statusOf(claimed));
      return andThen(status, async (earlier) => ok({ job: claimed, earlier }));
    });
  }

  /** Makes those findable that were identified; those that could not be listed are not published. */
  async #list(identified: Answer<Identified>[]): Promise<Answer<Identified>[]> {
    const add = untilOutage((jobs: Job[]) => this.#deps.gate.use(() => this.#deps.submitted.add(jobs)));
    const listed: Answer<Identified>[] = [];
    for (let from = 0; from < identified.length; from += listedTogether) {
      const part = identified.slice(from, from + listedTogether);
      const added = await add(part.flatMap((one) => (one.kind === "ok" ? [one.value.job] : [])));
      listed.push(...part.map((one) => (one.kind === "ok" && added.kind === "problem" ? added : one)));
    }
    return listed;
  }

  async #publish({ job, earlier }: Identified): Promise<Answer<SubmitResponse>> {
    const outcome: SubmitOutcome = await this.#deps.client.submit(job);
    // A repeated submission tells nothing new, and does not undo the first one.
    if (earlier !== undefined) return answerTo(outcome, earlier);
    if (outcome.kind === "accepted") this.#deps.announcer.submitted(job);
    else await this.#takeBack(job);
    return answerTo(outcome);
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

function answerTo({ kind, jobId }: SubmitOutcome, earlier?: JobStatus): Answer<SubmitResponse> {
  switch (kind) {
    case "accepted":
      return ok(
        earlier === undefined ? { jobId, status: "Submitted" } : { jobId, status: earlier, duplicateOf: jobId },
      );
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
