import * as z from "zod";
import {
  accountChangeSchema,
  accountListSchema,
  accountRequestSchema,
  accountViewSchema,
  apiKeyListSchema,
  apiKeyRequestSchema,
  callerViewSchema,
  inviteRequestSchema,
  inviteSchema,
  loggedInSchema,
  loginRequestSchema,
  madeApiKeySchema,
  type Permission,
  passwordChangeSchema,
  refreshRequestSchema,
  registerRequestSchema,
  sessionListSchema,
  tokensSchema,
} from "./access.ts";
import {
  bulkRequestSchema,
  bulkResponseSchema,
  healthSchema,
  jobActionsResponseSchema,
  jobActionsSchema,
  jobDetailSchema,
  jobEventsResponseSchema,
  submitResponseSchema,
} from "./api.ts";
import {
  auditActionListSchema,
  auditKeyListSchema,
  auditPageQuerySchema,
  auditRunSchema,
  auditSummarySchema,
  evidenceQuerySchema,
  verifyRequestSchema,
} from "./audit.ts";
import { commandAnswerSchema, commandViewSchema, orderRequestSchema } from "./command.ts";
import {
  deadLetterGroupsQuerySchema,
  deadLetterGroupsSchema,
  deadLetterListSchema,
  deadLetterQuerySchema,
} from "./dead-letter.ts";
import { healthDetailsSchema } from "./health-details.ts";
import { jobInputListSchema, jobInputQuerySchema, jobInputSchema, jobInputUploadSchema } from "./job-input.ts";
import { jobNeighboursSchema } from "./job-neighbours.ts";
import { jobRecordSchema } from "./job-record.ts";
import { jobRequestSchema, tenantIdSchema } from "./job-request.ts";
import { jobEventsQuerySchema, jobExportQuerySchema, jobListSchema, jobSearchQuerySchema } from "./job-search.ts";
import { jobTypeListSchema } from "./job-type.ts";
import { limits } from "./limits.ts";
import { lockHistoryQuerySchema, lockHistorySchema } from "./lock-history.ts";
import { lockLineQuerySchema, lockLineSchema } from "./lock-line.ts";
import { lockDetailSchema, lockListQuerySchema, lockListSchema } from "./lock-view.ts";
import { overviewSchema } from "./overview.ts";
import { type RateClass, rateClassOf } from "./rate-class.ts";
import {
  cronPreviewSchema,
  cronTimesSchema,
  scheduleDetailSchema,
  scheduleListSchema,
  scheduleRequestSchema,
  scheduleSchema,
} from "./schedule.ts";
import { statsQuerySchema, statsSchema } from "./stats.ts";
import {
  drainRequestSchema,
  externalWorkerSchema,
  workerHoldsSchema,
  workerListSchema,
  workerViewSchema,
} from "./worker-view.ts";

type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** `public`: for whoever asks; `login`: for whoever is somebody. */
type RouteAccess = Permission | "public" | "login";

/** JSON of this shape, or something of another content type; undefined: nothing. */
type Content = z.ZodType | string | undefined;

/** A route of the REST API; `{name}` in its path stands for one segment. */
export type ApiRoute = {
  method: HttpMethod;
  path: string;
  access: RouteAccess;
  summary: string;
  /** Tells or changes what is of no tenant: for whoever sees all of them. */
  isOfAllTenants?: boolean;
  query?: z.ZodType;
  /** Headers that mean something to it. */
  headers?: readonly string[];
  /** Undefined: there is none, or what it holds is not looked at. */
  body?: Content;
  /** The largest body that is read. */
  bodyBytes: number;
  /** It tells what is stored byte for byte, for its hashes: where fields are redacted, it is for `administer`. */
  isEvidence?: true;
  /** By status, when it goes well. */
  answers: Record<number, Content>;
  /** What a request counts as where requests are limited. */
  rate: RateClass;
};

type AnyDescribed = Omit<ApiRoute, "method" | "path" | "bodyBytes" | "rate"> & { bodyBytes?: number };
type Methods = Partial<Record<HttpMethod, AnyDescribed>>;
type More = Partial<
  Pick<AnyDescribed, "isOfAllTenants" | "query" | "headers" | "body" | "bodyBytes" | "answers" | "isEvidence">
>;
/** A route as its line says: the shapes are known to the compiler, too. */
type Described<Answer extends Content, Told extends More> = { access: RouteAccess; summary: string } & Omit<
  Told,
  "answers"
> & { answers: Told extends { answers: infer Answers extends Record<number, Content> } ? Answers : { 200: Answer } };

function route<Answer extends Content, Told extends More = Record<never, never>>(
  access: RouteAccess,
  summary: string,
  answer: Answer,
  more?: Told,
): Described<Answer, Told> {
  // Where statuses are told, they are all that there are.
  return { access, summary, answers: { 200: answer }, ...more } as unknown as Described<Answer, Told>;
}

/** Default: the tenant `default`. */
const ofTenant = z.object({ tenant: tenantIdSchema.optional() });
const ofTenantId = z.object({ tenantId: tenantIdSchema.optional() });
const fromEvent = z.object({ from: z.string().regex(/^\d+$/).optional() });
const ofAllTenants = { isOfAllTenants: true };
const idempotent = ["Idempotency-Key"];
const command = { body: orderRequestSchema, answers: { 200: commandAnswerSchema, 202: commandAnswerSchema } };
const submitted = { 200: submitResponseSchema, 202: submitResponseSchema };

/** Every route that there is: what is not listed here is not served. */
const methodsByPath = {
  "/api/audit": { GET: route("read", "How the record stands", auditSummarySchema, ofAllTenants) },
  "/api/audit/actions": {
    GET: route("read", "What operators did, newest first", auditActionListSchema, { query: auditPageQuerySchema }),
  },
  "/api/audit/evidence": {
    GET: route("read", "An evidence pack", "application/gzip", { query: evidenceQuerySchema, isEvidence: true }),
    HEAD: route("read", "Whether there is such a pack", undefined, { query: evidenceQuerySchema, isEvidence: true }),
  },
  "/api/audit/keys": {
    GET: route("read", "Lock keys with how far each is verified", auditKeyListSchema, {
      query: auditPageQuerySchema,
      ...ofAllTenants,
    }),
  },
  "/api/audit/public-key": { GET: route("read", "The key that signs checkpoints", "application/x-pem-file") },
  "/api/audit/runs/{runId}": { GET: route("read", "A verification", auditRunSchema, ofAllTenants) },
  "/api/audit/runs/{runId}/stop": { POST: route("read", "Ends a verification", auditRunSchema, ofAllTenants) },
  "/api/audit/verify": {
    POST: route("read", "Verifies the record", undefined, {
      body: verifyRequestSchema,
      answers: { 202: auditRunSchema },
      ...ofAllTenants,
    }),
  },
  "/api/auth/accounts": {
    GET: route("administer", "All accounts", accountListSchema),
    POST: route("administer", "Makes an account", undefined, {
      body: accountRequestSchema,
      answers: { 201: accountViewSchema },
    }),
  },
  "/api/auth/accounts/{name}": {
    PATCH: route("administer", "Changes an account", accountViewSchema, { body: accountChangeSchema }),
  },
  "/api/auth/invites": {
    POST: route("administer", "Makes an invitation", undefined, {
      body: inviteRequestSchema,
      answers: { 201: inviteSchema },
    }),
  },
  "/api/auth/keys": {
    GET: route("administer", "All API keys", apiKeyListSchema),
    POST: route("administer", "Makes an API key, which is told this once", undefined, {
      body: apiKeyRequestSchema,
      answers: { 201: madeApiKeySchema },
    }),
  },
  "/api/auth/keys/{keyId}": { DELETE: route("administer", "Revokes an API key", "application/json") },
  "/api/auth/login": { POST: route("public", "Logs in", loggedInSchema, { body: loginRequestSchema }) },
  "/api/auth/logout": { POST: route("login", "Ends the session", "application/json") },
  "/api/auth/me": { GET: route("login", "Who asks, and what they may do", callerViewSchema) },
  "/api/auth/oidc/callback": {
    GET: route("public", "Where the OpenID provider sends whoever has logged in", undefined, {
      answers: { 302: undefined },
    }),
  },
  "/api/auth/oidc/login": {
    GET: route("public", "Leads to the OpenID provider", undefined, { answers: { 302: undefined } }),
  },
  "/api/auth/password": {
    POST: route("login", "Changes the password", "application/json", { body: passwordChangeSchema }),
  },
  "/api/auth/refresh": { POST: route("public", "New tokens", tokensSchema, { body: refreshRequestSchema }) },
  "/api/auth/register": {
    POST: route("public", "Makes one's own account", undefined, {
      body: registerRequestSchema,
      answers: { 201: accountViewSchema },
    }),
  },
  "/api/auth/sessions": { GET: route("login", "One's own sessions", sessionListSchema) },
  "/api/auth/sessions/{sessionId}": { DELETE: route("login", "Ends a session", "application/json") },
  "/api/commands/{commandId}": { GET: route("read", "A command and its outcome", commandViewSchema) },
  "/api/dead-letters": {
    GET: route("read", "Dead letters, newest first", deadLetterListSchema, { query: deadLetterQuerySchema }),
  },
  "/api/dead-letters/groups": {
    GET: route("read", "Dead letters by type and error", deadLetterGroupsSchema, {
      query: deadLetterGroupsQuerySchema,
    }),
  },
  "/api/events": {
    GET: route("read", "Live events (server-sent)", "text/event-stream"),
    HEAD: route("read", "Whether one may listen", undefined),
  },
  "/api/health": {
    GET: route("public", "Whether a job that is submitted now can run", undefined, {
      answers: { 200: healthSchema, 503: healthSchema },
    }),
  },
  "/api/health/details": {
    GET: route("read", "Each part, its hazards, and what to do", healthDetailsSchema, ofAllTenants),
  },
  "/api/inputs": {
    GET: route("read", "Files that jobs can read", jobInputListSchema, { query: jobInputQuerySchema, ...ofAllTenants }),
    POST: route("submit", "Uploads a file", undefined, {
      query: jobInputUploadSchema,
      body: "application/octet-stream",
      bodyBytes: limits.inputBytes,
      answers: { 201: jobInputSchema },
      ...ofAllTenants,
    }),
  },
  "/api/jobs": {
    GET: route("read", "The newest 200 events", jobEventsResponseSchema, { query: jobEventsQuerySchema }),
    POST: route("submit", "Submits a job", undefined, {
      body: jobRequestSchema,
      headers: idempotent,
      answers: submitted,
    }),
  },
  "/api/jobs/actions": {
    POST: route("operate", "One command for many jobs", undefined, {
      body: jobActionsSchema,
      answers: { 202: jobActionsResponseSchema },
    }),
  },
  "/api/jobs/bulk": {
    POST: route("submit", "Submits many jobs", bulkResponseSchema, {
      body: bulkRequestSchema,
      bodyBytes: limits.bulkBytes,
    }),
  },
  "/api/jobs/export": {
    GET: route("read", "All that match, as CSV or NDJSON", "text/csv", { query: jobExportQuerySchema }),
  },
  "/api/jobs/search": { GET: route("read", "Searches jobs", jobListSchema, { query: jobSearchQuerySchema }) },
  "/api/jobs/{jobId}": { GET: route("read", "A job and its trail", jobDetailSchema) },
  "/api/jobs/{jobId}/neighbours": {
    GET: route("read", "Who had its lock before and after it", jobNeighboursSchema),
  },
  "/api/jobs/{jobId}/record": {
    GET: route("read", "Its events as their rows are", jobRecordSchema, { query: fromEvent, isEvidence: true }),
  },
  "/api/jobs/{jobId}/{action}": {
    POST: route("operate", "cancel, replay, discard, priority, front or reschedule", undefined, command),
  },
  "/api/locks": {
    GET: route("read", "Lock keys that are held, have work or are stopped", lockListSchema, {
      query: lockListQuerySchema,
    }),
  },
  "/api/locks/{key}": { GET: route("read", "A lock key", lockDetailSchema, { query: ofTenant }) },
  "/api/locks/{key}/history": {
    GET: route("read", "Its holds, attempts and what was done to it", lockHistorySchema, {
      query: lockHistoryQuerySchema,
    }),
  },
  "/api/locks/{key}/line": {
    GET: route("read", "The jobs that wait for it, in order", lockLineSchema, { query: lockLineQuerySchema }),
  },
  "/api/locks/{key}/{action}": {
    POST: route("operate", "pause, resume, policy or unlock", undefined, { ...command, query: ofTenant }),
  },
  "/api/openapi.json": { GET: route("public", "This description", "application/json") },
  "/api/overview": { GET: route("read", "How the whole system stands", overviewSchema) },
  "/api/schedules": {
    GET: route("read", "All schedules", scheduleListSchema, { query: ofTenantId }),
    POST: route("operate", "Makes a schedule", undefined, {
      body: scheduleRequestSchema,
      answers: { 201: scheduleSchema },
    }),
  },
  "/api/schedules/preview": {
    POST: route("read", "The next times of a pattern", cronTimesSchema, { body: cronPreviewSchema }),
  },
  "/api/schedules/{scheduleId}": {
    GET: route("read", "A schedule", scheduleDetailSchema, { query: ofTenantId }),
    PUT: route("operate", "Replaces a schedule", scheduleSchema, {
      query: ofTenantId,
      headers: ["If-Match"],
      body: scheduleRequestSchema,
    }),
    DELETE: route("operate", "Deletes a schedule", undefined, { query: ofTenantId, answers: { 204: undefined } }),
  },
  "/api/schedules/{scheduleId}/pause": {
    POST: route("operate", "Pauses a schedule", scheduleSchema, { query: ofTenantId }),
  },
  "/api/schedules/{scheduleId}/resume": {
    POST: route("operate", "Resumes a schedule", scheduleSchema, { query: ofTenantId }),
  },
  "/api/schedules/{scheduleId}/run": {
    POST: route("operate", "Runs it now", undefined, { query: ofTenantId, headers: idempotent, answers: submitted }),
  },
  "/api/stats": { GET: route("read", "Figures of ended jobs", statsSchema, { query: statsQuerySchema }) },
  "/api/types": { GET: route("read", "Job types that workers know", jobTypeListSchema) },
  "/api/workers": { GET: route("read", "All workers", workerListSchema) },
  "/api/workers/heartbeat/{workerId}": {
    GET: route("operate", "Says that a program is there still", workerViewSchema, ofAllTenants),
  },
  "/api/workers/holds": { GET: route("read", "What workers hold, and what runs there", workerHoldsSchema) },
  "/api/workers/peers": { GET: route("read", "Workers that are not gone", workerListSchema) },
  "/api/workers/register": {
    POST: route("operate", "Registers a program that is no worker of Baton's", undefined, {
      body: externalWorkerSchema,
      bodyBytes: limits.smallBodyBytes,
      answers: { 201: workerViewSchema },
      ...ofAllTenants,
    }),
  },
  "/api/workers/{workerId}/drain": {
    POST: route("operate", "Lets a worker take no new keys, or go on", undefined, {
      body: drainRequestSchema,
      bodyBytes: limits.smallBodyBytes,
      answers: { 202: workerViewSchema },
      ...ofAllTenants,
    }),
  },
};

/** The same for the compiler: by path and method, with the schemas of query, body and answers. */
export type ApiRoutes = typeof methodsByPath;

export const apiRoutes: readonly ApiRoute[] = Object.entries<Methods>(methodsByPath).flatMap(([path, methods]) =>
  Object.entries(methods).map(([name, described]) => {
    const method = name as HttpMethod;
    const of = { method, path, access: described.access };
    return { method, path, bodyBytes: bodyBytesOf(described), rate: rateClassOf(of), ...described };
  }),
);

/** Jobs, schedules and commands may bring a payload; accounts, and requests without a body, are small. */
function bodyBytesOf({ access, body }: AnyDescribed): number {
  const hasPayload = body !== undefined && (access === "submit" || access === "operate");
  return hasPayload ? limits.messageBytes : limits.smallBodyBytes;
}

/** Whether its answer has an ETag to ask again with: what accounts and keys are is kept nowhere. */
export function isRevalidated({ method, path, answers }: ApiRoute): boolean {
  return method === "GET" && !path.startsWith("/api/auth/") && path !== ofRevision && isJson(answers[200]);
}

/** Its ETag is its revision, for `If-Match`: when it ran and will run changes without it. */
const ofRevision = "/api/schedules/{scheduleId}";

function isJson(content: Content): boolean {
  return content === "application/json" || (content !== undefined && typeof content !== "string");
}

/**
 * The route that a request is for; of two that fit, the one that names more.
 * @param path of the address, without its query.
 */
export function apiRouteOf(method: string, path: string): ApiRoute | undefined {
  const segments = path.split("/");
  const fitting = apiRoutes.filter((one) => one.method === method && fits(one.path.split("/"), segments));
  return fitting.toSorted((one, other) => variables(one) - variables(other))[0];
}

function fits(pattern: string[], segments: string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, at) => (isVariable(part) ? segments[at] !== "" : part === segments[at]))
  );
}

function isVariable(part: string): boolean {
  return part.startsWith("{");
}

function variables({ path }: ApiRoute): number {
  return path.split("/").filter(isVariable).length;
}
