import type { Job, JobError, TypeSettings } from "@baton/contracts";
import type { ThreadSpan } from "@baton/runtime/tracing";
import type { AbortReason } from "@baton/sdk";

/** A step that is on the record, with its result as JSON text (undefined when it returned nothing). */
export type RecordedStep = { name: string; resultText: string | undefined };

/** What a thread needs for one attempt. */
export type AttemptTask = {
  job: Omit<Job, "payload">;
  /** JSON text, because the exact numbers of a parsed payload cannot be posted to a thread. */
  payloadText: string;
  attempt: number;
  /** The fencing token that job code sees. */
  fence: number;
  /** In the order of the record. */
  recordedSteps: RecordedStep[];
  /** How much of what the thread said is not on the record yet, in shared memory. */
  backlog: SharedArrayBuffer;
  /** The end of the hold's trust window, in shared memory. */
  deadline: SharedArrayBuffer;
  /** The attempt's span, with tracing on. */
  traceparent?: string | undefined;
};

export type JobTypeInfo = TypeSettings & {
  type: string;
  /** As the job's definition has it. This and the schema: only from a thread that was asked to describe its types. */
  description?: string;
  /** JSON Schema of the payload as it is submitted. */
  inputSchemaText?: string;
};

export type ToThread =
  | { kind: "run"; task: AttemptTask }
  | { kind: "abort"; reason: AbortReason }
  | { kind: "step-recorded"; stepId: number };

export type FromThread =
  /** `task` is the thread's folder below /proc, where there is one. */
  | { kind: "ready"; types: JobTypeInfo[]; task: string | undefined }
  /** Job code has started a process. */
  | { kind: "spawned"; pid: number }
  | { kind: "spawn-over"; pid: number }
  | { kind: "span"; span: ThreadSpan }
  | {
      kind: "step";
      stepId: number;
      name: string;
      message: string;
      resultText: string | undefined;
      durationMs: number;
      /** Nobody waits for its record. */
      gather: boolean;
      /** The step's span, which ends when its record is there. */
      traceparent?: string | undefined;
    }
  | { kind: "progress"; done: number; total: number; message: string }
  | { kind: "log"; message: string; dataText: string | undefined }
  /** What job code wrote to standard output or standard error. */
  | { kind: "output"; stream: "stdout" | "stderr"; text: string }
  | { kind: "returned"; resultText: string | undefined }
  | { kind: "threw"; error: JobError };
