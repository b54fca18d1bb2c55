export { type AbortReason, AttemptAbortedError, NonRetryableError, RetryAfterError } from "./errors.ts";
export type { JobContext, StepOptions, StepResult } from "./job-context.ts";
export { defineJob, type JobDefinition } from "./job-definition.ts";
