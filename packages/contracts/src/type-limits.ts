import * as z from "zod";
import { limits } from "./limits.ts";

/** At most `limit` starts in any `perMs` milliseconds. */
export const rateLimitSchema = z.strictObject({
  limit: z.int().min(1).max(limits.maxRateStarts),
  perMs: z.int().min(1).max(limits.maxRateMs),
});
export type RateLimit = z.infer<typeof rateLimitSchema>;

/** When a type's jobs stop being started because they fail, and how they begin again. */
export const circuitSchema = z
  .strictObject({
    /** How many of the last attempts count. */
    windowSize: z.int().min(1).max(limits.maxCircuitWindow).default(20),
    /** With fewer than these the circuit stays closed. */
    minimumAttempts: z.int().min(1).max(limits.maxCircuitWindow).default(10),
    /** The part of failed ones that opens it. */
    failureRate: z.number().gt(0).max(1).default(0.5),
    /** How long nothing starts, milliseconds. */
    openMs: z.int().min(1).max(limits.maxOpenMs).default(60_000),
    /** How many attempts must succeed after that before it closes; no more than these run until then. */
    probes: z.int().min(1).max(limits.maxProbes).default(1),
  })
  .refine(({ windowSize, minimumAttempts }) => minimumAttempts <= windowSize, {
    path: ["minimumAttempts"],
    error: "must not be more than windowSize",
  });
export type CircuitSettings = z.output<typeof circuitSchema>;
export type CircuitOptions = z.input<typeof circuitSchema>;
