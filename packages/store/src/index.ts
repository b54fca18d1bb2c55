export { Storage, type StorageOptions } from "./storage.ts";
export { JobReader } from "./views/job-reader.ts";
export { SubmittedJobs } from "./views/submitted-jobs.ts";
export { WorkerRegistry, type WorkerRow } from "./views/worker-registry.ts";
