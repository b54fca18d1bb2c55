import type { JobEvent, JobType } from "@baton/contracts";
import type { OpenStorage } from "./open-storage.ts";

/** Reads the events that storage has of a job; none when it knows of no such job. */
export function eventReader(open: () => Promise<OpenStorage>): (jobId: string) => Promise<JobEvent[]> {
  return async (jobId) => {
    const { store, storage } = await open();
    return (await new store.JobReader(storage).findJob(jobId))?.events ?? [];
  };
}

/** Reads the job types that live workers can run. */
export function typeReader(open: () => Promise<OpenStorage>): () => Promise<JobType[]> {
  return async () => {
    const { store, storage } = await open();
    return new store.JobTypes(storage).known();
  };
}
