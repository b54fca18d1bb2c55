export { MissingPackageError } from "@baton/embedded";
export { AppProcess } from "./app-process.ts";
export { type EventuallyOptions, eventually } from "./eventually.ts";
export { OwnService } from "./own-service.ts";
export { PrivateServices } from "./private-services.ts";
export { overlaps, type Proof, prove } from "./proof.ts";
export { RunningSystem } from "./running-system.ts";
export { type TimedRun, TimedRunFile } from "./timed-run.ts";
