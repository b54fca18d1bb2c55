import { eventStatusSchema, jobStatusSchema } from "@baton/contracts";
import { z } from "zod";
import type { JobRow } from "../ledger/job-row.ts";
import type { LedgerEvent } from "../ledger/ledger-event.ts";

// An evidence pack is one file of JSON lines: manifest, checkpoint lines, then for each key a segment of its chain
// with the job rows, large values, and an end, so that a pack that was cut is noticed.

const storedTextSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("inline"), text: z.string() }),
  z.strictObject({ kind: z.literal("blob"), blob: z.string() }),
]);

const eventSchema = z.strictObject({
  keyId: z.string(),
  seq: z.int(),
  fence: z.int(),
  workerId: z.string(),
  writeId: z.string(),
  prevHash: z.string(),
  hash: z.string(),
  jobId: z.string().optional(),
  status: eventStatusSchema,
  message: z.string(),
  occurredAt: z.string(),
  attempt: z.int().optional(),
  step: z.string().optional(),
  durationMs: z.number().optional(),
  data: storedTextSchema.optional(),
});

const jobRowSchema = z.looseObject({
  jobId: z.string(),
  tenantId: z.string(),
  lockKey: z.string(),
  status: jobStatusSchema,
  request: storedTextSchema,
  result: storedTextSchema.optional(),
  attempts: z.array(z.looseObject({ attempt: z.int() })),
  ranges: z.array(z.tuple([z.int(), z.int().nullable()])),
});

const packScopeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("job"), jobId: z.string(), keyId: z.string() }),
  z.strictObject({ kind: z.literal("key"), keyId: z.string() }),
  z.strictObject({ kind: z.literal("since"), since: z.string() }),
]);
export type PackScope = z.infer<typeof packScopeSchema>;

const packLineSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("manifest"),
    version: z.literal(1),
    madeAt: z.string(),
    instanceId: z.string(),
    namespace: z.string(),
    scope: packScopeSchema,
    /** As in `key` lines; for the reader's information, not for trust. */
    publicKeys: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal("checkpoint"), text: z.string() }),
  z.strictObject({
    kind: z.literal("segment"),
    keyId: z.string(),
    tenantId: z.string(),
    lockKey: z.string(),
    first: z.int().min(1),
    last: z.int().min(0),
    /** What the key's head said: the chain may have gone on behind the segment. */
    head: z.strictObject({ seq: z.int(), hash: z.string() }),
  }),
  z.strictObject({ kind: z.literal("event"), event: eventSchema }),
  z.strictObject({ kind: z.literal("job"), keyId: z.string(), row: jobRowSchema }),
  /** A large value: its content is optional, its name ends with the hash of it. */
  z.strictObject({ kind: z.literal("blob"), keyId: z.string(), name: z.string(), base64: z.string().optional() }),
  z.strictObject({ kind: z.literal("end"), lines: z.int() }),
]);

type Parsed = z.infer<typeof packLineSchema>;
export type PackLine =
  | Exclude<Parsed, { kind: "event" | "job" }>
  | { kind: "event"; event: LedgerEvent }
  | { kind: "job"; keyId: string; row: JobRow };
export type Manifest = Extract<Parsed, { kind: "manifest" }>;
export type Segment = Extract<Parsed, { kind: "segment" }>;

/** @returns undefined when the text is no line of a pack. */
export function parsePackLine(text: string): PackLine | undefined {
  try {
    const parsed = packLineSchema.safeParse(JSON.parse(text)).data;
    return parsed as PackLine | undefined;
  } catch {
    return undefined;
  }
}
