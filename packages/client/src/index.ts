export { JobClient, type JobClientOptions, type SubmitOutcome } from "./job-client.ts";
export { prepareJob } from "./prepare-job.ts";
export { type JobValidation, validateJob } from "./validate-job.ts";
