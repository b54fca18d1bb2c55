export { CommandClient, type CommandClientOptions, type CommandStore } from "./command-client.ts";
export {
  JobClient,
  type JobClientOptions,
  type KeyedOutcome,
  type SubmitManyOptions,
  type SubmitOutcome,
} from "./job-client.ts";
export type { KeyClaim, KeyClaims } from "./key-claims.ts";
export { prepareJob } from "./prepare-job.ts";
export { type JobValidation, validateJob } from "./validate-job.ts";
