import { createRequire } from "node:module";
import path from "node:path";
import { type AzuriteSettings, host } from "./settings.ts";

export type AzuriteServer = { start(): Promise<void>; close(): Promise<void> };

// Azurite's command line always starts queues, too; its classes do not. It ships no types.
const require = createRequire(import.meta.url);
const { default: BlobServer } = require("azurite/dist/src/blob/BlobServer.js");
const { default: BlobConfiguration } = require("azurite/dist/src/blob/BlobConfiguration.js");
const { default: TableServer } = require("azurite/dist/src/table/TableServer.js");
const { default: TableConfiguration } = require("azurite/dist/src/table/TableConfiguration.js");
const { configLogger } = require("azurite/dist/src/common/Logger.js");

const keepAliveSeconds = 60;
const accessLog = false;
const debugLog = false;
/** Refuse what Azurite does not know instead of ignoring it. */
const loose = false;
/** The Azure SDK may be newer than Azurite. */
const skipApiVersionCheck = true;

export function createServers(settings: AzuriteSettings): AzuriteServer[] {
  configLogger(debugLog);
  return [blobServer(settings), tableServer(settings)];
}

function blobServer({ location, blobPort }: AzuriteSettings): AzuriteServer {
  const files = [{ locationId: "Default", locationPath: path.join(location, "__blobstorage__"), maxConcurrency: 50 }];
  const configuration = new BlobConfiguration(
    host,
    blobPort,
    keepAliveSeconds,
    path.join(location, "__azurite_db_blob__.json"),
    path.join(location, "__azurite_db_blob_extent__.json"),
    files,
    accessLog,
    undefined,
    debugLog,
    undefined,
    loose,
    skipApiVersionCheck,
  );
  return new BlobServer(configuration);
}

function tableServer({ location, tablePort }: AzuriteSettings): AzuriteServer {
  // Here debug log and access log have changed places.
  const configuration = new TableConfiguration(
    host,
    tablePort,
    keepAliveSeconds,
    path.join(location, "__azurite_db_table__.json"),
    debugLog,
    accessLog,
    undefined,
    undefined,
    loose,
    skipApiVersionCheck,
  );
  return new TableServer(configuration);
}
