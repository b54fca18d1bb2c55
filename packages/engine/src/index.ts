export { Admission } from "./admission.ts";
export { AttemptRun } from "./attempt-run.ts";
export { AttemptThreads, type AttemptThreadsOptions, isThreadEvent } from "./attempt-threads.ts";
export type { EngineDeps } from "./engine-deps.ts";
export { JobModuleError } from "./job-module-error.ts";
export { type HoldEnd, KeyExecutor } from "./key-executor.ts";
export type { LimitRule, NotPicked } from "./not-picked.ts";
export { RunGate } from "./run-gate.ts";
export { type LineDeps, type LineStop, type Look, lookAt, WaitingLine, type WhoKnows } from "./waiting-line.ts";
