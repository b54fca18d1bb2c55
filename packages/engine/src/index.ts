export { AttemptRun } from "./attempt-run.ts";
export { AttemptThreads, type AttemptThreadsOptions, isThreadEvent } from "./attempt-threads.ts";
export type { EngineDeps } from "./engine-deps.ts";
export { type HoldEnd, KeyExecutor } from "./key-executor.ts";
export { type Look, lookAt, type WhoKnows } from "./waiting-line.ts";
