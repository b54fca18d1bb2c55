import { isJobId, type Job, type JobRequest, type SubmitResponse } from "@baton/contracts";
import type { KeyedOutcome } from "../job-client.ts";
import { validateJob } from "../validate-job.ts";
import {
  ApiProblemError,
  InvalidJobError,
  type ToldProblem,
  UnexpectedAnswerError,
  UnreachableError,
} from "./api-errors.ts";

/**
 * What became of a submission by REST: the same words as over AMQP. `because`: why it is `unavailable` or `unknown`.
 * After `unknown` submit again with the same job id, or the same idempotency key: it runs once.
 */
export type RestOutcome = KeyedOutcome & { because?: string };

/** `refused`: the API says no to this job of many, and why; nothing was sent. */
export type BulkOutcome = RestOutcome | { kind: "refused"; jobId: string; problem: ToldProblem };

/** @throws {InvalidJobError} */
export function preparedJob(request: JobRequest): Job {
  const validation = validateJob(request);
  if (validation.kind === "valid") return validation.job;
  throw new InvalidJobError(validation.issues);
}

/** Headers carry nothing else. */
const headerText = /^[\x20-\x7e]*$/;

/**
 * By which the API knows a submission that comes twice. An id of the submitter's own is such a key by itself, and the API
 * takes none beside it.
 * @throws {TypeError} for a key that no header can carry.
 */
export function submissionKey({ jobId }: Job, given: string | undefined): string | undefined {
  if (given !== undefined && !headerText.test(given)) throw new TypeError("idempotencyKey: expected ASCII text");
  return given ?? (isJobId(jobId) ? jobId : undefined);
}

/**
 * What an answer means. A job that is known under the very id that it was submitted with was submitted by a try before
 * this one, whose answer was lost.
 */
export function outcomeOf({ jobId, duplicateOf }: SubmitResponse, submittedId: string): RestOutcome {
  const isNew = duplicateOf === undefined || duplicateOf === submittedId.toLowerCase();
  return { kind: isNew ? "accepted" : "duplicate", jobId };
}

/**
 * What a failure means. @param mayBeThere a try before this one may have been taken, so that only what is certain of
 * the job itself is certain.
 * @throws `err` when it says that the request is wrong, or is nothing that a submission can end with.
 */
export function outcomeOfFailure(err: unknown, jobId: string, mayBeThere: boolean): RestOutcome {
  if (!(err instanceof Error)) throw err;
  if (err instanceof ApiProblemError) {
    const known = conflictOf(err.problem);
    if (known) return known;
    if (aboutTheJob.has(err.status) || (aboutTheCaller.has(err.status) && !mayBeThere)) throw err;
  }
  const because = err.message;
  if (mayBeThere || leavesOpen(err)) return { kind: "unknown", jobId, because };
  if (!(err instanceof ApiProblemError || err instanceof UnreachableError)) throw err;
  const kind = err instanceof ApiProblemError && err.code === "unroutable" ? "unroutable" : "unavailable";
  return { kind, jobId, because };
}

/** The same for one job of many. */
export function outcomeOfProblem(problem: ToldProblem, jobId: string): BulkOutcome {
  try {
    return outcomeOfFailure(new ApiProblemError(problem), jobId, false);
  } catch {
    return { kind: "refused", jobId, problem };
  }
}

/** Whether the submission may have been taken all the same. */
export function leavesOpen(err: unknown): boolean {
  if (err instanceof UnreachableError) return err.wasSent;
  if (err instanceof UnexpectedAnswerError) return true;
  return err instanceof ApiProblemError && err.status >= 500 && !nothingSent.has(err.code);
}

const nothingSent = new Set(["unroutable", "broker-unavailable", "storage-unavailable", "starting"]);
/** These would be the same for any try. */
const aboutTheJob = new Set([400, 404, 405, 409, 413, 415, 422]);
const aboutTheCaller = new Set([401, 403]);

function conflictOf({ code, jobId }: ToldProblem): RestOutcome | undefined {
  const isConflict = code === "idempotency-key-taken" || code === "job-id-taken";
  return isConflict && jobId !== undefined ? { kind: "conflict", jobId } : undefined;
}
