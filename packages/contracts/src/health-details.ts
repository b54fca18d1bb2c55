import * as z from "zod";
import { partSchema } from "./api.ts";
import { workerViewSchema } from "./worker-view.ts";

/** `problem`: jobs do not run, or the record is in danger; `hazard`: that may come of it; `note`: good to know. */
const findingLevelSchema = z.enum(["problem", "hazard", "note"]);
export type FindingLevel = z.infer<typeof findingLevelSchema>;

/** Something about a part of the system, and what to do about it. The code is stable. */
const findingSchema = z.object({ code: z.string(), level: findingLevelSchema, what: z.string(), remedy: z.string() });
export type Finding = z.infer<typeof findingSchema>;

/** A check of the doctor that found nothing. */
const passedCheckSchema = z.object({
  code: z.string(),
  part: z.enum(["broker", "storage", "machine"]),
  what: z.string(),
});
export type PassedCheck = z.infer<typeof passedCheckSchema>;

const queueSchema = z.object({
  name: z.string(),
  purpose: z.string(),
  /** Ready messages and consumers; missing when nobody has made the queue yet. */
  messages: z.int().optional(),
  consumers: z.int().optional(),
});
export type QueueReport = z.infer<typeof queueSchema>;

const settingSchema = z.object({
  name: z.string(),
  /** Secrets are hidden. */
  value: z.string(),
  isDefault: z.boolean(),
});
export type ShownSetting = z.infer<typeof settingSchema>;

/** `GET /api/health/details`, always 200: each part tells of itself, whatever the others do. */
export const healthDetailsSchema = z.object({
  at: z.string(),
  /** A job that is submitted now can run. */
  ready: z.boolean(),
  broker: partSchema.extend({
    /** `RabbitMQ`. */
    product: z.string().optional(),
    version: z.string().optional(),
    address: z.string(),
    /** How long it took to answer. */
    latencyMs: z.number().optional(),
    /** ISO date: until when the community supports, or supported, this version. */
    supportedUntil: z.string().optional(),
    queues: z.array(queueSchema),
    findings: z.array(findingSchema),
  }),
  storage: partSchema.extend({
    kind: z.enum(["azure", "azurite"]).optional(),
    /** As the service names itself. */
    server: z.string().optional(),
    address: z.string(),
    latencyMs: z.number().optional(),
    instanceId: z.string().optional(),
    schemaVersion: z.int().optional(),
    findings: z.array(findingSchema),
  }),
  workers: z.object({
    /** All that were heard of in the last day; undefined while storage, which knows them, is away. */
    known: z.array(workerViewSchema).optional(),
    findings: z.array(findingSchema),
  }),
  dashboard: z.object({
    node: z.string(),
    startedAt: z.string(),
    /** How far this machine's wall clock is ahead of storage's. */
    clockOffsetMs: z.number(),
    settings: z.array(settingSchema),
    findings: z.array(findingSchema),
  }),
  /** What the doctor tried last, and when; what it found stands with the parts. Missing until it has looked. */
  checks: z.object({ at: z.string(), passed: z.array(passedCheckSchema) }).optional(),
});
export type HealthDetails = z.infer<typeof healthDetailsSchema>;
