import { type Caretaker, EmbeddedStorage, type OwnedProcess } from "@baton/embedded";
import type { DataPaths } from "./launch-config.ts";

/** Storage: someone's that is named in the settings, or the embedded one, which we start. */
export type StoragePart = {
  connectionString: string;
  /** For people. */
  description: string;
  start?: () => Promise<OwnedProcess>;
};

export async function chooseStorage(
  configured: string | undefined,
  paths: DataPaths,
  caretaker: Caretaker,
): Promise<StoragePart> {
  if (configured) return { connectionString: configured, description: describeConfigured(configured) };
  const embedded = await EmbeddedStorage.prepare({ folder: paths.storage, logFile: paths.log("storage"), caretaker });
  return {
    connectionString: embedded.connectionString,
    description: `embedded Azurite, ${endpoint(embedded.connectionString, "BlobEndpoint")}`,
    start: () => embedded.start(),
  };
}

// Never the whole string: it holds the account's key.
function describeConfigured(connectionString: string): string {
  const known = endpoint(connectionString, "BlobEndpoint") ?? endpoint(connectionString, "AccountName");
  return `${known ?? "the local storage emulator"} (AZURE_STORAGE_CONNECTION_STRING)`;
}

function endpoint(connectionString: string, field: string): string | undefined {
  return new RegExp(`(?:^|;)${field}=([^;]+)`, "i").exec(connectionString)?.[1];
}
