import * as z from "zod";
import { jsonSchema } from "./json.ts";
import { limits } from "./limits.ts";
import { backoffSchema, maxAttemptsSchema } from "./retry-policy.ts";

export const currentSchemaVersion = 1;

// Control characters and lone surrogates have no place in a name that ends up in keys, logs and terminals.
const isPlainText = (text: string) => text.isWellFormed() && !/\p{Cc}/u.test(text);
const plainText = (maxChars: number) =>
  z.string().min(1).max(maxChars).refine(isPlainText, "expected text without control characters or lone surrogates");

export const lockKeySchema = plainText(limits.lockKeyChars).transform((key) => key.normalize("NFC"));
export const tenantIdSchema = z
  .string()
  .max(limits.tenantIdChars)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    "expected letters, digits, dot, dash or underscore, starting with a letter or digit",
  );
/** By which a submission that is repeated is recognised, within its tenant. */
export const idempotencyKeySchema = plainText(limits.idempotencyKeyChars);

/** W3C trace context. */
export const traceparentSchema = z.string().regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);

const isoTime = z.iso.datetime({ offset: true });

/** The fields alone: what one may not say together with another is `jobRequestSchema`'s. */
export const jobRequestFields = z.strictObject({
  /** UUIDv7. Any other UUID or text is taken as the submitter's own id and mapped to a new UUIDv7. */
  jobId: plainText(200).optional(),
  type: z
    .string()
    .max(limits.typeChars)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "expected letters, digits, dot, dash or underscore"),
  /** Default: the type. */
  name: plainText(limits.nameChars).optional(),
  description: z.string().max(limits.descriptionChars).optional(),
  /** Any JSON value, 1 MiB at most. */
  payload: jsonSchema.default({}),
  /** Jobs with the same lock key never run at the same time. */
  lockKey: lockKeySchema.default("default"),
  /** 0–9, higher first. */
  priority: z.int().min(0).max(limits.maxPriority).default(0),
  tenantId: tenantIdSchema.default("default"),
  correlationId: plainText(200).optional(),
  createdAt: isoTime.optional(),
  submittedBy: plainText(200).optional(),
  /** Not before this time. */
  runAt: isoTime.optional(),
  /** The same, in milliseconds from the submission. */
  delayMs: z.int().min(0).max(limits.maxDelayMs).optional(),
  /** How often the job may fail before it is dead-lettered; default: its type's, or 3. */
  maxAttempts: maxAttemptsSchema.optional(),
  /** Default: its type's. */
  backoff: backoffSchema.optional(),
  /** Time limit of one attempt, milliseconds; default 1 h. */
  timeoutMs: z.int().min(1).max(limits.maxTimeoutMs).optional(),
  /** Seconds after its end for which the result is kept; default: as the workers are set, for ever unless told otherwise. */
  resultTtl: z.int().min(1).max(limits.maxResultTtl).optional(),
  replayOf: z.uuid().optional(),
  /** W3C trace context. */
  traceparent: traceparentSchema.optional(),
  schemaVersion: z.literal(currentSchemaVersion).default(currentSchemaVersion),
});

/**
 * A job as its submitter describes it: the body of `POST /api/jobs` and of a message on the jobs queue.
 * Only `type` must be given. Unknown fields are refused: a misspelt `lockKey` would run under another lock.
 */
export const jobRequestSchema = jobRequestFields.refine(
  ({ runAt, delayMs }) => runAt === undefined || delayMs === undefined,
  { path: ["delayMs"], message: "expected either runAt or delayMs, not both" },
);

/** What a submitter may write. */
export type JobRequest = z.input<typeof jobRequestSchema>;
/** The same after validation, with defaults filled in. */
export type ValidJobRequest = z.output<typeof jobRequestSchema>;

/** A request with everything that the system needs decided. */
export type Job = Omit<ValidJobRequest, "jobId" | "name" | "createdAt"> & {
  jobId: string;
  name: string;
  createdAt: string;
};
