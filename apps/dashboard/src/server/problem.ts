import type { Problem } from "@baton/contracts";

/** Every way in which the API says no. The code is stable; programs switch on it. */
const problemKinds = {
  "invalid-json": { status: 400, title: "The body is not JSON" },
  "invalid-job": { status: 400, title: "The job is not valid" },
  "invalid-job-id": { status: 400, title: "This is not a job id" },
  "foreign-host": { status: 403, title: "This host name is not served" },
  "foreign-origin": { status: 403, title: "Requests from other sites are refused" },
  "unknown-job": { status: 404, title: "There is no such job" },
  "unknown-address": { status: 404, title: "There is nothing at this address" },
  "job-id-taken": { status: 409, title: "This id was used before for another job" },
  "too-large": { status: 413, title: "The job is too large" },
  "unsupported-media-type": { status: 415, title: "The body must be application/json" },
  internal: { status: 500, title: "Something went wrong in the dashboard" },
  starting: { status: 503, title: "The system is starting" },
  "storage-unavailable": { status: 503, title: "The storage cannot be reached" },
  "broker-unavailable": { status: 503, title: "The broker cannot be reached" },
  unroutable: { status: 503, title: "The broker has no queue for jobs" },
  unknown: { status: 503, title: "The broker did not confirm the job" },
} as const;

export type ProblemCode = keyof typeof problemKinds;

/** RFC 9457, with what else a program may need: the `jobId` to try again with. */
export type ProblemBody = Problem & { jobId?: string };

export function problemOf(code: ProblemCode, detail?: string, extra: Partial<ProblemBody> = {}): ProblemBody {
  const { status, title } = problemKinds[code];
  return { type: `urn:baton:problem:${code}`, title, status, code, ...(detail ? { detail } : {}), ...extra };
}

export const problemContentType = "application/problem+json";
