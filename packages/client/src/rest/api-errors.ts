import { commandOutcomeSchema, problemSchema, type ValidationIssue } from "@baton/contracts";
import * as z from "zod";

/** A problem with what else a program may need of it. */
const toldProblemSchema = problemSchema.extend({
  jobId: z.string().optional(),
  commandId: z.string().optional(),
  outcome: commandOutcomeSchema.optional(),
});
export type ToldProblem = z.infer<typeof toldProblemSchema>;

/** The API said no (RFC 9457). Programs switch on `code`, which is stable; `http-502` and the like: it was no answer of Baton's. */
export class ApiProblemError extends Error {
  override name = "ApiProblemError";
  readonly problem: ToldProblem;
  /** When to try again, if the answer said it. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: ToldProblem, retryAfterMs?: number) {
    super(describe(problem));
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** HTTP status. */
  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }

  get detail(): string | undefined {
    return this.problem.detail;
  }

  /** Which fields of the request are wrong, and what was expected. */
  get errors(): readonly ValidationIssue[] {
    return this.problem.errors ?? [];
  }
}

/** No answer came. `wasSent`: the request may have arrived all the same. */
export class UnreachableError extends Error {
  readonly code = "unreachable";
  override name = "UnreachableError";
  readonly wasSent: boolean;

  constructor(message: string, wasSent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.wasSent = wasSent;
  }
}

/** What answered is no Baton, or one whose answers have another shape. */
export class UnexpectedAnswerError extends Error {
  readonly code = "unexpected-answer";
  override name = "UnexpectedAnswerError";
}

/** The job has not ended within the time limit; it goes on. */
export class WaitTimeoutError extends Error {
  readonly code = "wait-timed-out";
  override name = "WaitTimeoutError";
}

/** The request for a job is not valid; nothing was sent. */
export class InvalidJobError extends Error {
  readonly code = "invalid-job";
  override name = "InvalidJobError";
  readonly issues: readonly ValidationIssue[];

  constructor(issues: ValidationIssue[]) {
    super(`This is not a valid job: ${issues.map(({ path, message }) => `${path || "job"}: ${message}`).join("; ")}`);
    this.issues = issues;
  }
}

/** The problem that a response with an error status tells. */
export async function problemOf(response: Response): Promise<ApiProblemError> {
  const text = await response.text();
  return new ApiProblemError(readProblem(text) ?? foreignProblem(response), retryAfterMs(response.headers));
}

function readProblem(text: string): ToldProblem | undefined {
  try {
    return toldProblemSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function foreignProblem({ status, statusText }: Response): ToldProblem {
  return { type: "about:blank", title: statusText || `HTTP ${status}`, status, code: `http-${status}` };
}

/** In seconds; the form with a date is not used here. */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get("retry-after");
  return value !== null && /^\d+$/.test(value) ? Number(value) * 1000 : undefined;
}

function describe({ title, detail, code, errors = [] }: ToldProblem): string {
  const fields = errors.map(({ path, message }) => `${path}: ${message}`);
  return [`${title} (${code})`, detail, ...fields].filter((part) => part !== undefined).join("; ");
}
