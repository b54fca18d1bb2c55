export {
  type AccountChange,
  type AccountView,
  type ApiKeyView,
  type AuthTokens,
  accountChangeSchema,
  accountListSchema,
  accountRequestSchema,
  apiKeyListSchema,
  apiKeyRequestSchema,
  type CallerView,
  callerViewSchema,
  inviteRequestSchema,
  inviteSchema,
  isReservedName,
  isTenantOf,
  loginRequestSchema,
  type MadeApiKey,
  madeApiKeySchema,
  type Permission,
  passwordChangeSchema,
  permissionSchema,
  permissionsOf,
  type Role,
  refreshRequestSchema,
  registerRequestSchema,
  roleSchema,
  type SessionView,
  sessionListSchema,
  type Tenants,
  tokensSchema,
} from "./access.ts";
export {
  type BulkResponse,
  bulkResponseSchema,
  type Health,
  healthSchema,
  type JobActionAnswer,
  type JobActionsResponse,
  type JobDetail,
  jobActionsResponseSchema,
  jobActionsSchema,
  jobDetailSchema,
  jobEventsResponseSchema,
  type Problem,
  problemSchema,
  type RejectedMessage,
  rejectedMessageSchema,
  type SubmitResponse,
  submitResponseSchema,
} from "./api.ts";
export { type ApiRoute, type ApiRoutes, apiRouteOf, apiRoutes, isRevalidated } from "./api-routes.ts";
export {
  type AuditActionList,
  type AuditKey,
  type AuditKeyList,
  type AuditRun,
  type AuditRunState,
  type AuditScope,
  type AuditSummary,
  auditActionListSchema,
  auditKeyListSchema,
  auditPageQuerySchema,
  auditRunSchema,
  auditSummarySchema,
  type CheckpointLineView,
  type EvidenceQuery,
  evidenceQuerySchema,
  type FoundBreak,
  recordBreakSchema,
  verifyRequestSchema,
} from "./audit.ts";
export { type AuditAction, auditActionOf, auditActionSchema } from "./audit-action.ts";
export {
  type Command,
  type CommandAnswer,
  type CommandKind,
  type CommandOutcome,
  type CommandView,
  commandAnswerSchema,
  commandOutcomeSchema,
  commandSchema,
  commandViewSchema,
  type Operator,
  type Order,
  operatorSchema,
} from "./command.ts";
export { type CronTiming, lastTime, nextTimes } from "./cron-times.ts";
export {
  type DeadLetterGroup,
  type DeadLetterGroups,
  type DeadLetterList,
  deadLetterGroupsQuerySchema,
  deadLetterGroupsSchema,
  deadLetterListSchema,
  deadLetterQuerySchema,
} from "./dead-letter.ts";
export { type EventStatus, eventStatusSchema } from "./event-status.ts";
export {
  type Finding,
  type FindingLevel,
  type HealthDetails,
  healthDetailsSchema,
  type PassedCheck,
  type QueueReport,
  type ShownSetting,
} from "./health-details.ts";
export { actionFilter, isActionable, type JobAction } from "./job-action.ts";
export { type JobEvent, jobEventSchema, type Progress, progressSchema } from "./job-event.ts";
export { isJobId, isUuid, jobIdAt, jobIdTime, newJobId } from "./job-id.ts";
export {
  inputNameOf,
  type JobInput,
  type JobInputList,
  jobInputListSchema,
  jobInputQuerySchema,
  jobInputSchema,
  jobInputUploadSchema,
} from "./job-input.ts";
export { type JobNeighbour, type JobNeighbours, jobNeighboursSchema } from "./job-neighbours.ts";
export { type JobRecord, jobRecordSchema, type StoredEvent } from "./job-record.ts";
export {
  currentSchemaVersion,
  idempotencyKeySchema,
  type Job,
  type JobRequest,
  jobRequestSchema,
  lockKeySchema,
  tenantIdSchema,
  traceparentSchema,
  type ValidJobRequest,
} from "./job-request.ts";
export {
  type ExportFormat,
  type JobFilter,
  type JobList,
  jobEventsQuerySchema,
  jobExportQuerySchema,
  jobListSchema,
  jobSearchQuerySchema,
  searchCursorSchema,
  searchTime,
} from "./job-search.ts";
export { type JobStatus, jobStatusSchema } from "./job-status.ts";
export { type JobType, type JobTypeList, jobTypeListSchema } from "./job-type.ts";
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
export { type Json, jsonSchema } from "./json.ts";
export { limits } from "./limits.ts";
export {
  type LockHistory,
  lockHistoryQuerySchema,
  lockHistorySchema,
} from "./lock-history.ts";
export { type LineJob, type LockLine, lockLineQuerySchema, lockLineSchema } from "./lock-line.ts";
export {
  type LockDetail,
  type LockList,
  type LockView,
  lockDetailSchema,
  lockListQuerySchema,
  lockListSchema,
  lockViewSchema,
} from "./lock-view.ts";
export { openApiDocument } from "./openapi.ts";
export { type ActiveJob, type Concern, type Count, type Overview, overviewSchema } from "./overview.ts";
export { parseLossless } from "./parse-lossless.ts";
export { payloadIssues } from "./payload-check.ts";
export { type RateClass, rateClasses } from "./rate-class.ts";
export { Redaction, redactedMarker, redactionRulePattern } from "./redaction.ts";
export {
  type Backoff,
  backoffSchema,
  type HeadFailure,
  headFailureSchema,
  type TypeSettings,
  typeSettingsSchema,
} from "./retry-policy.ts";
export type { RunningJob } from "./running-job.ts";
export {
  type CronPreview,
  cronPreviewSchema,
  cronTimesSchema,
  type ListedSchedule,
  type Schedule,
  type ScheduleDetail,
  type ScheduledJob,
  type ScheduleRequest,
  type ScheduleRun,
  scheduleDetailSchema,
  scheduledJobSchema,
  scheduleListSchema,
  scheduleRequestSchema,
  scheduleSchema,
  type ValidScheduleRequest,
} from "./schedule.ts";
export {
  type Stats,
  type StatsFigures,
  type StatsQuery,
  type StatsWindow,
  statsQuerySchema,
  statsSchema,
} from "./stats.ts";
export { isTerminal } from "./terminal-status.ts";
export type {
  CircuitOptions,
  CircuitSettings,
  RateLimit,
} from "./type-limits.ts";
export { describeIssues, type ValidationIssue, validationIssues } from "./validation-issue.ts";
export { type WakeMessage, wakeMessageSchema } from "./wake-message.ts";
export {
  type DesiredState,
  drainRequestSchema,
  type ExternalWorker,
  externalWorkerSchema,
  type WorkerHold,
  type WorkerHolds,
  type WorkerList,
  type WorkerState,
  type WorkerView,
  workerHoldsSchema,
  workerIdSchema,
  workerListSchema,
  workerStateSchema,
  workerViewSchema,
} from "./worker-view.ts";
