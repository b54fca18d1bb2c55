import { type Job, newJobId, type ValidJobRequest } from "@baton/contracts";

/** Decides what the submitter left open: the id, the name (default: the type) and the time of creation. */
export function prepareJob(request: ValidJobRequest): Job {
  return {
    ...request,
    jobId: request.jobId ?? newJobId(),
    name: request.name ?? request.type,
    createdAt: request.createdAt ?? new Date().toISOString(),
  };
}
