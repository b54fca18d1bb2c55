export { AttemptThreads, type AttemptThreadsOptions } from "./attempt-threads.ts";
export { type EngineDeps, type HoldEnd, KeyExecutor } from "./key-executor.ts";
export type { WhoKnows } from "./waiting-line.ts";
