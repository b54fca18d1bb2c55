export {
  type Health,
  healthSchema,
  type JobDetail,
  type JobList,
  jobDetailSchema,
  jobEventsResponseSchema,
  jobListSchema,
  type Problem,
  problemSchema,
  type RejectedMessage,
  rejectedMessageSchema,
  type SubmitResponse,
  submitResponseSchema,
} from "./api.ts";
export { type EventStatus, eventStatusSchema } from "./event-status.ts";
export { type JobEvent, jobEventSchema, type Progress, progressSchema } from "./job-event.ts";
export { isJobId, isUuid, jobIdTime, newJobId } from "./job-id.ts";
export {
  currentSchemaVersion,
  type Job,
  type JobRequest,
  jobRequestSchema,
  lockKeySchema,
  tenantIdSchema,
  type ValidJobRequest,
} from "./job-request.ts";
export { isTerminal, type JobStatus, jobStatusSchema } from "./job-status.ts";
export {
  type JobError,
  type JobSummary,
  type JobView,
  jobErrorSchema,
  jobSummarySchema,
  jobViewSchema,
  type WaitingReason,
  waitingReasonSchema,
} from "./job-view.ts";
export { type Json, jsonSchema, parseLossless } from "./json.ts";
export { limits } from "./limits.ts";
export { describeIssues, type ValidationIssue, validationIssues } from "./validation-issue.ts";
export { type WakeMessage, wakeMessageSchema } from "./wake-message.ts";
