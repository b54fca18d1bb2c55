import type { CallerView, CommandAnswer, Job, JobDetail, JobEvent, JobRequest, JobType } from "@baton/contracts";
import { ApiCaller, type CallerOptions, type CallOptions } from "./api-caller.ts";
import { ApiProblemError } from "./api-errors.ts";
import type { AnswerOf, ApiPath, MethodOf, RequestOf } from "./api-shapes.ts";
import { jobBatches, type Prepared } from "./job-batches.ts";
import { type WaitOptions, waitForEnd } from "./job-wait.ts";
import { type LiveMessage, liveEvents } from "./live-events.ts";
import {
  type BulkOutcome,
  leavesOpen,
  outcomeOf,
  outcomeOfFailure,
  outcomeOfProblem,
  preparedJob,
  type RestOutcome,
  submissionKey,
} from "./submission.ts";

type Stoppable = { signal?: AbortSignal | undefined };

const bulkTimeoutMs = 120_000;

/**
 * Submits jobs and follows them over a dashboard's REST API. What only reads, and what may arrive twice without harm,
 * is tried again for some seconds when no answer comes.
 * @throws from every method: {ApiProblemError} when the API says no, {UnreachableError} when no answer came,
 * {UnexpectedAnswerError} when what answered is no Baton of this version.
 */
export class RestClient {
  readonly #api: ApiCaller;

  /** @throws {TypeError} when the URL is none. */
  constructor(options: CallerOptions) {
    this.#api = new ApiCaller(options);
  }

  get url(): string {
    return this.#api.url;
  }

  /** Any route of the API: what it takes and answers is known from the same schemas as `/api/openapi.json`. */
  call<Path extends ApiPath, Method extends MethodOf<Path>>(
    method: Method,
    path: Path,
    request: RequestOf<Path, Method>,
    options?: CallOptions,
  ): Promise<AnswerOf<Path, Method>> {
    return this.#api.call(method, path, request, options);
  }

  /** Who asks, and what they may do. */
  whoAmI({ signal }: Stoppable = {}): Promise<CallerView> {
    return this.#api.call("GET", "/api/auth/me", {}, { signal });
  }

  /**
   * Submits a job. It carries an idempotency key, the given one or one of its own, under which it is sent again when no
   * answer comes; it runs once. Numbers of a `parseLossless` payload keep their digits.
   * @param options with `idempotencyKey` (1–200 characters, of the job's tenant) the same job submitted again, by whomever,
   * is answered `duplicate` with the id of the first.
   * @throws {InvalidJobError} before anything is sent.
   * @throws {ApiProblemError} when it is refused: 400 for the job, 401 and 403 for whoever submits it.
   */
  async submit(
    request: JobRequest,
    { idempotencyKey, signal }: Stoppable & { idempotencyKey?: string | undefined } = {},
  ): Promise<RestOutcome> {
    const job = preparedJob(request);
    const key = submissionKey(job, idempotencyKey);
    let mayBeThere = false;
    const options: CallOptions = {
      signal,
      idempotent: true,
      headers: key === undefined ? {} : { "idempotency-key": quoted(key) },
      onFailedTry: (err) => {
        mayBeThere ||= leavesOpen(err);
      },
    };
    try {
      const answer = await this.#api.call("POST", "/api/jobs", { body: job }, options);
      return outcomeOf(answer, job.jobId);
    } catch (err) {
      signal?.throwIfAborted();
      return outcomeOfFailure(err, job.jobId, mayBeThere);
    }
  }

  /**
   * Submits jobs as they come, some hundred a request, and answers each, in their order. One that is not valid or not
   * taken is `refused`, and keeps none of the others out.
   * @throws {ApiProblemError} 401 or 403, when nothing of a request is taken.
   * @throws what `requests` throws, after the answers to the jobs of the requests before.
   */
  async *submitMany(
    requests: Iterable<JobRequest> | AsyncIterable<JobRequest>,
    { signal }: Stoppable = {},
  ): AsyncGenerator<BulkOutcome, void, undefined> {
    for await (const batch of jobBatches(requests)) yield* await this.#submitBatch(batch, signal);
  }

  /** A job with its whole trail. Numbers are JavaScript's. @throws {ApiProblemError} 404 `unknown-job`. */
  get(jobId: string, { signal }: Stoppable = {}): Promise<JobDetail> {
    return this.#api.call("GET", "/api/jobs/{jobId}", { params: { jobId } }, { signal });
  }

  /** The newest 200 events, newest first; `mine`: of the jobs that whoever asks has submitted. */
  newestEvents({ mine = false, signal }: Stoppable & { mine?: boolean } = {}): Promise<JobEvent[]> {
    return this.#api.call("GET", "/api/jobs", { query: mine ? { mine: "1" } : {} }, { signal });
  }

  /** What live workers can run. */
  async types({ signal }: Stoppable = {}): Promise<JobType[]> {
    return (await this.#api.call("GET", "/api/types", {}, { signal })).types;
  }

  /**
   * Waits until the job has ended, however that may be: `job.status` tells. Outages are waited out.
   * @throws {WaitTimeoutError} after `timeoutMs`; the job goes on.
   * @throws what `signal` aborts with.
   */
  wait(jobId: string, options: WaitOptions = {}): Promise<JobDetail> {
    return waitForEnd(
      { get: (id, { signal }) => this.get(id, { signal }), stream: (at) => this.stream(at) },
      jobId,
      options,
    );
  }

  /** Live events of all jobs that whoever asks may see; see `LiveMessage`. Ends when `signal` aborts or nobody reads on. */
  stream({ signal }: Stoppable = {}): AsyncGenerator<LiveMessage, void, undefined> {
    return liveEvents(this.#api, signal);
  }

  /**
   * Cancels a job, and waits some seconds for what becomes of that.
   * @param reason goes into the record.
   * @returns without an outcome when nobody has obeyed in time: it stays given.
   * @throws {UnreachableError} with `wasSent` when nobody knows; cancelling twice does no harm.
   */
  async cancel(jobId: string, reason: string, { signal }: Stoppable = {}): Promise<CommandAnswer> {
    try {
      const request = { params: { jobId, action: "cancel" }, body: { reason } };
      return await this.#api.call("POST", "/api/jobs/{jobId}/{action}", request, { signal });
    } catch (err) {
      const { commandId, outcome } = err instanceof ApiProblemError ? err.problem : {};
      if (commandId !== undefined && outcome) return { commandId, outcome };
      throw err;
    }
  }

  /** Ends the session of the tokens. */
  async logOut(): Promise<void> {
    await this.#api.call("POST", "/api/auth/logout", {});
  }

  async #submitBatch(batch: Prepared[], signal: AbortSignal | undefined): Promise<BulkOutcome[]> {
    const jobs = batch.flatMap((one) => ("job" in one ? [one.job] : []));
    const outcomes = jobs.length > 0 ? await this.#submitJobs(jobs, signal) : [];
    return batch.map((one) => ("job" in one ? (outcomes.shift() as BulkOutcome) : refused(one)));
  }

  /** Their ids are what a second try is recognised by. */
  async #submitJobs(jobs: Job[], signal: AbortSignal | undefined): Promise<BulkOutcome[]> {
    let mayBeThere = false;
    const options: CallOptions = {
      signal,
      idempotent: true,
      timeoutMs: bulkTimeoutMs,
      onFailedTry: (err) => {
        mayBeThere ||= leavesOpen(err);
      },
    };
    try {
      const { answers } = await this.#api.call("POST", "/api/jobs/bulk", { body: { jobs } }, options);
      return jobs.map(({ jobId }, at) => bulkOutcome(answers[at], jobId));
    } catch (err) {
      signal?.throwIfAborted();
      return jobs.map(({ jobId }) => outcomeOfFailure(err, jobId, mayBeThere));
    }
  }
}

type BulkAnswer = AnswerOf<"/api/jobs/bulk", "POST">["answers"][number];

function bulkOutcome(answer: BulkAnswer | undefined, jobId: string): BulkOutcome {
  if (!answer) return { kind: "unknown", jobId, because: "the answer told nothing of this job" };
  return "job" in answer ? outcomeOf(answer.job, jobId) : outcomeOfProblem(answer.problem, jobId);
}

function refused({ invalid, jobId }: Extract<Prepared, { jobId: string }>): BulkOutcome {
  const errors = [...invalid.issues];
  return {
    kind: "refused",
    jobId,
    problem: {
      type: "urn:baton:problem:invalid-job",
      title: "The job is not valid",
      status: 400,
      code: invalid.code,
      errors,
    },
  };
}

/** As the draft of the header's standard has it; bare it could have no quote at its ends. */
function quoted(key: string): string {
  return `"${key.replaceAll(/["\\]/g, "\\$&")}"`;
}
