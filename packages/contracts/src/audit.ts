import * as z from "zod";
import { auditActionSchema } from "./audit-action.ts";
import { lockKeySchema, tenantIdSchema } from "./job-request.ts";

/** A place where the record does not hold. Empty `keyId`, `lockKey` and `tenantId`: the checkpoint lines themselves. */
export const recordBreakSchema = z.object({
  keyId: z.string(),
  lockKey: z.string(),
  tenantId: z.string(),
  /** `event 12`, `head`, `job:<id>`, or `checkpoint line 3`. */
  at: z.string(),
  /** The event's number in its chain, when the place is one. */
  seq: z.int().optional(),
  what: z.string(),
  foundAt: z.string(),
});
export type FoundBreak = z.infer<typeof recordBreakSchema>;

const checkpointLineViewSchema = z.object({
  n: z.int(),
  at: z.string(),
  /** `key`: names the key that signs the lines behind it. */
  kind: z.enum(["heads", "key"]),
  /** The daily line over every lock key. */
  all: z.boolean(),
  /** How many lock keys it signs. */
  keys: z.int(),
  /** The fingerprint of the key that signed it. */
  by: z.string(),
});
export type CheckpointLineView = z.infer<typeof checkpointLineViewSchema>;

/** What a verification looks at: everything, or one lock key. */
const auditScopeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("key"), keyId: z.string(), lockKey: z.string(), tenantId: z.string() }),
]);
export type AuditScope = z.infer<typeof auditScopeSchema>;

/** `stopped`: ended before it had seen everything; what it had seen by then counts. */
const auditRunStateSchema = z.enum(["running", "done", "failed", "stopped"]);
export type AuditRunState = z.infer<typeof auditRunStateSchema>;

/** `GET /api/audit/runs/{id}`: a verification, running or over. */
export const auditRunSchema = z.object({
  runId: z.string(),
  scope: auditScopeSchema,
  state: auditRunStateSchema,
  startedAt: z.string(),
  endedAt: z.string().optional(),
  /** How many lock keys it has looked at. */
  keys: z.int(),
  /** How many there are to look at, as far as it is known. */
  keysToCheck: z.int(),
  events: z.int(),
  breaks: z.int(),
  checkpointLines: z.int(),
  /** Who vouches for the key that signed the checkpoint lines; missing until they have been read. */
  trust: z.enum(["given-key", "first-line", "no-lines"]).optional(),
  /** Why it ended early. */
  error: z.string().optional(),
});
export type AuditRun = z.infer<typeof auditRunSchema>;

/** `GET /api/audit` */
export const auditSummarySchema = z.object({
  /** The newest checkpoint line; missing while there is none. */
  checkpoint: checkpointLineViewSchema.optional(),
  /** The newest lines of its day, newest first. */
  lines: z.array(checkpointLineViewSchema),
  /** How many lock keys the lines of that day sign: all that there are, if `isWhole`. */
  signedKeys: z.int(),
  isWhole: z.boolean(),
  /** What workers have noted since the newest line: a change of these, made whole, would not be found yet. */
  younger: z.object({ keys: z.int(), events: z.int() }),
  /** What is known to be broken, by the last look at each place; 100 at most. */
  breaks: z.array(recordBreakSchema),
  /** The last verification that has seen everything. */
  lastWhole: auditRunSchema.optional(),
  /** The newest verifications, newest first; a running one is among them. */
  runs: z.array(auditRunSchema),
});
export type AuditSummary = z.infer<typeof auditSummarySchema>;

const auditKeySchema = z.object({
  keyId: z.string(),
  /** Missing for a long name that only its ledger tells. */
  lockKey: z.string().optional(),
  tenantId: z.string().optional(),
  /** Its newest event that a checkpoint line signs. */
  signed: z.object({ seq: z.int(), line: z.int(), at: z.string() }).optional(),
  /** Up to which event it was found to hold, or to be broken, when. */
  verified: z.object({ at: z.string(), seq: z.int(), signedSeq: z.int() }).optional(),
  broken: recordBreakSchema.optional(),
});
export type AuditKey = z.infer<typeof auditKeySchema>;

/** `GET /api/audit/keys` */
export const auditKeyListSchema = z.object({ keys: z.array(auditKeySchema), cursor: z.string().optional() });
export type AuditKeyList = z.infer<typeof auditKeyListSchema>;

const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z.string().max(500).optional(),
};
export const auditPageQuerySchema = z.strictObject(pageQuery);

/** `GET /api/audit/actions`: newest first. */
export const auditActionListSchema = z.object({ actions: z.array(auditActionSchema), cursor: z.string().optional() });
export type AuditActionList = z.infer<typeof auditActionListSchema>;

/** `POST /api/audit/verify`: one lock key; without it, everything. */
export const verifyRequestSchema = z.strictObject({
  lockKey: lockKeySchema.optional(),
  tenant: tenantIdSchema.optional(),
});

/** `GET /api/audit/evidence`: of one job, one lock key, or everything since a time. */
export const evidenceQuerySchema = z
  .strictObject({
    job: z.uuid().optional(),
    key: lockKeySchema.optional(),
    tenant: tenantIdSchema.optional(),
    since: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}/, "expected a time like 2026-11-22T10:00:00Z")
      .refine((text) => !Number.isNaN(Date.parse(text)), "expected a time like 2026-11-22T10:00:00Z")
      .optional(),
    /** With the contents of large values, not only their names. */
    contents: z.enum(["true", "false"]).default("false"),
  })
  .refine(({ job, key, since }) => [job, key, since].filter((given) => given !== undefined).length === 1, {
    message: "expected one of job, key and since",
  })
  .refine(({ key, tenant }) => tenant === undefined || key !== undefined, {
    path: ["tenant"],
    message: "expected together with key",
  });
export type EvidenceQuery = z.infer<typeof evidenceQuerySchema>;
