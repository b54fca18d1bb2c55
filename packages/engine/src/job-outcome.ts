import type { JobError } from "@baton/contracts";
import type { CommandRow } from "@baton/store";

/** How an attempt ended. A closed set: each maps to its events in one place, `outcome-events.ts`. */
export type JobOutcome =
  | { kind: "completed"; resultText: string | undefined; durationMs: number }
  /** The job's own fault. `strike`: its thread did not survive it. */
  | { kind: "failed"; error: JobError; strike: boolean; durationMs: number }
  /** By an operator; the code reacted to it, or was ended. */
  | { kind: "cancelled"; order: CommandRow; durationMs: number }
  /** Ours: costs the job nothing. After a lost lock there is no outcome: nothing can be recorded under that hold. */
  | { kind: "interrupted"; by: "shutdown"; durationMs: number }
  | { kind: "timed-out"; afterMs: number; durationMs: number };
