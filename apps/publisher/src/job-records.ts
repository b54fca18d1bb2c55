import type { JobEvent } from "@baton/contracts";
import { createLogger } from "@baton/runtime";
import type { PublisherConfig } from "./publisher-config.ts";

/** Reads the events that storage has of a job; none when it knows of no such job. */
export type ReadEvents = (jobId: string) => Promise<JobEvent[]>;

/** @returns undefined when no storage is set: then only live events tell. */
export function eventReader(config: PublisherConfig): ReadEvents | undefined {
  const { AZURE_STORAGE_CONNECTION_STRING: connectionString, BATON_NAMESPACE: namespace } = config;
  if (connectionString === undefined) return undefined;
  // Loaded when first needed: the storage libraries take longer to load than all the rest.
  let reader: ReturnType<typeof open> | undefined;
  const open = async () => {
    const { JobReader, Storage } = await import("@baton/store");
    const logger = createLogger({ level: "silent", base: {}, readable: false });
    return new JobReader(new Storage({ connectionString, namespace, auditTable: config.AUDIT_TABLE, logger }));
  };
  return async (jobId) => {
    reader ??= open();
    return (await (await reader).findJob(jobId))?.events ?? [];
  };
}
