import type { Problem } from "@baton/contracts";

/** Every way in which the API says no. The code is stable; programs switch on it. */
export const problemKinds = {
  "invalid-json": { status: 400, title: "The body is not JSON" },
  "invalid-job": { status: 400, title: "The job is not valid" },
  "invalid-schedule": { status: 400, title: "The schedule is not valid" },
  "invalid-revision": { status: 400, title: "This is not the ETag of a schedule" },
  "invalid-bulk": { status: 400, title: "The body is not a list of jobs" },
  "invalid-idempotency-key": { status: 400, title: "The Idempotency-Key is not valid" },
  "invalid-job-id": { status: 400, title: "This is not a job id" },
  "invalid-worker": { status: 400, title: "The worker is not valid" },
  "invalid-query": { status: 400, title: "The query is not valid" },
  "invalid-command": { status: 400, title: "The command is not valid" },
  "invalid-command-id": { status: 400, title: "This is not a command's id" },
  "invalid-lock-key": { status: 400, title: "This is not a lock key" },
  "invalid-input": { status: 400, title: "The file is not valid" },
  "invalid-verification": { status: 400, title: "The verification is not valid" },
  "invalid-account": { status: 400, title: "The request about accounts is not valid" },
  "not-logged-in": { status: 401, title: "Log in first" },
  "wrong-credentials": { status: 401, title: "There is no account of this name and password" },
  forbidden: { status: 403, title: "Whoever asks may not do this" },
  "not-all-tenants": { status: 403, title: "This is for whoever sees all tenants" },
  "oidc-refused": { status: 403, title: "The OpenID provider did not let you in" },
  "oidc-over": { status: 403, title: "This log-in is over" },
  "oidc-no-role": { status: 403, title: "You have no role here" },
  "account-disabled": { status: 403, title: "Your account is disabled" },
  "registration-closed": { status: 403, title: "Not everybody can register here" },
  "invalid-invite": { status: 403, title: "This invitation is not valid, or was used before" },
  "foreign-host": { status: 403, title: "This host name is not served" },
  "foreign-origin": { status: 403, title: "Requests from other sites are refused" },
  "no-accounts": { status: 404, title: "There are no accounts here" },
  "no-account": { status: 403, title: "This is for accounts, not for API keys" },
  "no-passwords": { status: 404, title: "There are no passwords here" },
  "no-oidc": { status: 404, title: "There is no OpenID provider here" },
  "unknown-account": { status: 404, title: "There is no such account" },
  "unknown-session": { status: 404, title: "There is no such session" },
  "unknown-key": { status: 404, title: "There is no such API key" },
  "unknown-tenant": { status: 404, title: "There is no such tenant for whoever asks" },
  "unknown-job": { status: 404, title: "There is no such job" },
  "unknown-command": { status: 404, title: "There is no such command" },
  "unknown-schedule": { status: 404, title: "There is no such schedule" },
  "unknown-worker": { status: 404, title: "There is no such worker" },
  "unknown-run": { status: 404, title: "There is no such verification" },
  "nothing-recorded": { status: 404, title: "There is no record of this" },
  "no-public-key": { status: 404, title: "There is no public key yet" },
  "unknown-address": { status: 404, title: "There is nothing at this address" },
  "job-id-taken": { status: 409, title: "This id was used before for another job" },
  "idempotency-key-taken": { status: 409, title: "This Idempotency-Key was used before for another job" },
  "input-exists": { status: 409, title: "There is a file of this name" },
  "worker-id-taken": { status: 409, title: "One of Baton's own workers has this name" },
  "already-finished": { status: 409, title: "The job had reached its end before" },
  "command-refused": { status: 409, title: "The command makes no sense for the job or lock key as it stands" },
  "not-held": { status: 409, title: "Nobody holds this lock" },
  "verification-running": { status: 409, title: "Another verification is running" },
  "account-exists": { status: 409, title: "There is an account of this name" },
  "account-changed": { status: 409, title: "The account has been changed meanwhile" },
  "last-admin": { status: 409, title: "There would be no admin left" },
  "schedule-exists": { status: 409, title: "There is a schedule of this name" },
  "schedule-changed": { status: 412, title: "The schedule has been changed meanwhile" },
  "too-large": { status: 413, title: "The body is too large" },
  "too-many-requests": { status: 429, title: "There were too many requests" },
  "too-many-streams": { status: 429, title: "Too many streams of live events are open" },
  "unsupported-media-type": { status: 415, title: "The body must be application/json" },
  "too-many-tries": { status: 429, title: "There were too many tries" },
  internal: { status: 500, title: "Something went wrong in the dashboard" },
  starting: { status: 503, title: "The system is starting" },
  "storage-unavailable": { status: 503, title: "The storage cannot be reached" },
  "oidc-unavailable": { status: 503, title: "The OpenID provider cannot be reached" },
  "broker-unavailable": { status: 503, title: "The broker cannot be reached" },
  unroutable: { status: 503, title: "The broker has no queue for jobs" },
  unknown: { status: 503, title: "The broker did not confirm the job" },
} as const;

export type ProblemCode = keyof typeof problemKinds;

export type ProblemBody = Problem;

export function problemOf(code: ProblemCode, detail?: string, extra: Partial<ProblemBody> = {}): ProblemBody {
  const { status, title } = problemKinds[code];
  return { type: `urn:baton:problem:${code}`, title, status, code, ...(detail ? { detail } : {}), ...extra };
}

/** What broker or storage said of an outage names addresses: it is not for whoever is nobody. */
export function forStrangers(problem: ProblemBody): ProblemBody {
  const { detail: _detail, ...told } = problem;
  return problem.status < 500 ? problem : told;
}

export const problemContentType = "application/problem+json";

/** What passes by itself is worth trying again soon. */
export function retryAfterHeader({ status, retryAfterSeconds }: ProblemBody): Record<string, string> {
  const seconds = retryAfterSeconds ?? (status === 503 ? 2 : undefined);
  return seconds === undefined ? {} : { "Retry-After": String(seconds) };
}
