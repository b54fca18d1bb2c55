import type { JobError } from "@baton/contracts";

/** How an attempt ended. A closed set: each maps to its events in one place, `outcome-events.ts`. */
export type JobOutcome =
  | { kind: "completed"; resultText: string | undefined; durationMs: number }
  /** The job's own fault. */
  | { kind: "failed"; error: JobError; durationMs: number }
  /** Ours: costs the job nothing. */
  | { kind: "interrupted"; by: "shutdown" | "lock-lost"; durationMs: number }
  | { kind: "timed-out"; afterMs: number; durationMs: number };
