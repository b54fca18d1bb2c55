import * as z from "zod";
import { jobStatusSchema } from "./job-status.ts";
import { jsonSchema } from "./json.ts";
import { limits } from "./limits.ts";
import { headFailureSchema } from "./retry-policy.ts";

const reason = z.string().trim().min(1).max(limits.messageChars);
const jobId = z.string();
const optionalReason = { reason: reason.optional() };

/** What an operator can ask the holder of a key to do. What destroys or overrides needs a reason. */
export const commandSchema = z.discriminatedUnion("kind", [
  /** Ends a job that waits, is scheduled, retrying or running. */
  z.strictObject({ kind: z.literal("cancel"), jobId, reason }),
  /** Makes a new job of one that has ended, with another payload if one is given. */
  z.strictObject({
    kind: z.literal("replay"),
    jobId,
    newJobId: jobId,
    payload: jsonSchema.optional(),
    ...optionalReason,
  }),
  /** Takes a dead-lettered job off the list of those that need somebody. */
  z.strictObject({ kind: z.literal("discard"), jobId, reason }),
  z.strictObject({
    kind: z.literal("set-priority"),
    jobId,
    priority: z.int().min(0).max(limits.maxPriority),
    ...optionalReason,
  }),
  z.strictObject({ kind: z.literal("move-to-front"), jobId, ...optionalReason }),
  z.strictObject({ kind: z.literal("reschedule"), jobId, runAt: z.iso.datetime({ offset: true }), ...optionalReason }),
  /** Nothing more starts in the key; what runs goes on. */
  z.strictObject({ kind: z.literal("pause"), reason }),
  /** Ends a pause, or what parked the key. */
  z.strictObject({ kind: z.literal("resume"), ...optionalReason }),
  /** Goes before what job types say; `null` takes it back. */
  z.strictObject({ kind: z.literal("set-policy"), policy: headFailureSchema.nullable(), ...optionalReason }),
  /** Only told: the lock itself was broken by whoever gives this command. */
  z.strictObject({ kind: z.literal("force-unlock"), reason, mayOverlap: z.boolean().default(false) }),
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandKind = Command["kind"];

/** What the address of a request for a command tells. */
const addressed = new Set(["kind", "jobId", "newJobId"]);

/** The bodies of `POST /api/jobs/{jobId}/{action}` and `POST /api/locks/{key}/{action}`: what of a command is not in the address. */
export const orderRequestSchema = z.union(
  commandSchema.options.map(({ shape }) =>
    z.strictObject(Object.fromEntries(Object.entries(shape).filter(([name]) => !addressed.has(name)))),
  ),
);

/** Who gave a command. */
export const operatorSchema = z.object({ name: z.string(), address: z.string().optional() });
export type Operator = z.infer<typeof operatorSchema>;

/** What is ordered, in which key, by whom. */
export type Order = { tenantId: string; lockKey: string; command: Command; by: Operator };

/** What became of a command. */
export const commandOutcomeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("done"), status: jobStatusSchema.optional(), newJobId: z.string().optional() }),
  /** The job had reached its end before. */
  z.object({ kind: z.literal("already-finished"), status: jobStatusSchema }),
  z.object({ kind: z.literal("unknown-job") }),
  /** It makes no sense for the job or key as it stands. */
  z.object({ kind: z.literal("refused"), because: z.string() }),
]);
export type CommandOutcome = z.infer<typeof commandOutcomeSchema>;

/** `GET /api/commands/{id}` */
export const commandViewSchema = z.object({
  commandId: z.string(),
  kind: z.string(),
  tenantId: z.string(),
  lockKey: z.string(),
  jobId: z.string().optional(),
  by: operatorSchema,
  reason: z.string().optional(),
  createdAt: z.string(),
  /** Missing while no holder of the key has obeyed it. */
  outcome: commandOutcomeSchema.optional(),
});
export type CommandView = z.infer<typeof commandViewSchema>;

/** What whoever gave a command is told: 200 with its outcome, 202 while no holder of the key has obeyed it. */
export const commandAnswerSchema = z.object({
  commandId: z.string(),
  /** The id of the job that a replay makes. */
  newJobId: z.string().optional(),
  outcome: commandOutcomeSchema.optional(),
});
export type CommandAnswer = z.infer<typeof commandAnswerSchema>;
