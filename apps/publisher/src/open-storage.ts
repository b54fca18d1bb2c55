import { createLogger } from "@baton/runtime";
import type { Storage } from "@baton/store";
import type { PublisherConfig } from "./publisher-config.ts";

export type OpenStorage = { store: typeof import("@baton/store"); storage: Storage };

/**
 * The storage of the settings, with the library that reads it.
 * Loaded when first needed: the storage libraries take longer to load than all the rest.
 * @returns undefined when no storage is set.
 */
export function storageOpener(config: PublisherConfig): (() => Promise<OpenStorage>) | undefined {
  const { AZURE_STORAGE_CONNECTION_STRING: connectionString, BATON_NAMESPACE: namespace } = config;
  if (connectionString === undefined) return undefined;
  const open = async () => {
    const store = await import("@baton/store");
    const logger = createLogger({ level: "silent", base: {}, readable: false });
    const storage = new store.Storage({ connectionString, namespace, auditTable: config.AUDIT_TABLE, logger });
    return { store, storage };
  };
  let opened: Promise<OpenStorage> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}
