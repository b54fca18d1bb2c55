import * as z from "zod";
import { limits } from "./limits.ts";
import { runningJobSchema } from "./running-job.ts";

/** `draining`: it beats and takes no new keys; `gone`: no beat for 20 s. */
export const workerStateSchema = z.enum(["live", "draining", "gone"]);
export type WorkerState = z.infer<typeof workerStateSchema>;

/** What an operator wants of a worker. */
const desiredStateSchema = z.enum(["running", "draining"]);
export type DesiredState = z.infer<typeof desiredStateSchema>;

/** A worker as the registry knows it. */
export const workerViewSchema = z.object({
  workerId: z.string(),
  state: workerStateSchema,
  desired: desiredStateSchema,
  /** A program that wants to be seen; it takes no jobs from here. */
  external: z.boolean(),
  /** New with every start. */
  incarnation: z.string(),
  host: z.string(),
  version: z.string(),
  /** The job types that it can run. */
  types: z.array(z.string()),
  /** Of how many keys it runs jobs at once. */
  concurrency: z.int(),
  /** The keys that it holds, by keyId. */
  holds: z.array(z.string()),
  /** What runs in it, as it said with its last beat. */
  running: z.array(runningJobSchema),
  startedAt: z.string(),
  beatAt: z.string(),
  beatAgeMs: z.number(),
  /** How far its wall clock is ahead of storage's. */
  clockOffsetMs: z.number(),
});
export type WorkerView = z.infer<typeof workerViewSchema>;

/** `GET /api/workers`: all that were heard of in the last day; `GET /api/workers/peers`: those that are not gone. */
export const workerListSchema = z.object({ workers: z.array(workerViewSchema) });
export type WorkerList = z.infer<typeof workerListSchema>;

/** A key that a worker holds, and the job of it that runs there. */
const workerHoldSchema = z.object({
  workerId: z.string(),
  keyId: z.string(),
  tenantId: z.string(),
  lockKey: z.string(),
  /** Up to where in the key's ledger this is told. */
  seq: z.int(),
  running: z.object({ jobId: z.string(), name: z.string().optional(), startedAt: z.string() }).optional(),
});
export type WorkerHold = z.infer<typeof workerHoldSchema>;

/** `GET /api/workers/holds`: 100 at most; `isWhole`: there are no others. As workers said it last, up to 5 s ago. */
export const workerHoldsSchema = z.object({ holds: z.array(workerHoldSchema), isWhole: z.boolean() });
export type WorkerHolds = z.infer<typeof workerHoldsSchema>;

const shortText = z.string().max(limits.nameChars);

/** The same as for `WORKER_ID`. */
export const workerIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "expected up to 63 letters, digits, dots and dashes");

/** `POST /api/workers/register`, 201: a worker that is not one of Baton's own. It must be heard of every 20 s. */
export const externalWorkerSchema = z.strictObject({
  workerId: workerIdSchema,
  host: shortText.default(""),
  version: shortText.default(""),
  types: z.array(z.string().max(limits.typeChars)).max(200).default([]),
  concurrency: z.int().min(1).max(100_000).default(1),
});
export type ExternalWorker = z.infer<typeof externalWorkerSchema>;

/** `POST /api/workers/{id}/drain`, 202. */
export const drainRequestSchema = z.strictObject({ desired: desiredStateSchema.default("draining") });
