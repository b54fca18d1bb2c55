import path from "node:path";
import { parseArgs } from "node:util";

export type AzuriteSettings = { location: string; blobPort: number; tablePort: number };

/** Azurite's own standard ports, which `UseDevelopmentStorage=true` means. */
const standard = { blobPort: 10_000, tablePort: 10_002 };

/** Loopback only, whatever is asked for: the account's key is public. */
export const host = "127.0.0.1";

export function readSettings(args: string[]): AzuriteSettings {
  const { values } = parseArgs({
    args,
    options: {
      location: { type: "string", default: path.resolve(import.meta.dirname, "../.data/azurite") },
      "blob-port": { type: "string", default: String(standard.blobPort) },
      "table-port": { type: "string", default: String(standard.tablePort) },
    },
  });
  return {
    location: path.resolve(values.location),
    blobPort: Number(values["blob-port"]),
    tablePort: Number(values["table-port"]),
  };
}
