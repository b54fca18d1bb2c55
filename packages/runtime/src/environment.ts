import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import type { Environment } from "./config.ts";
import { runningSystem } from "./run-file.ts";

/** The folder of this clone: where package.json, `.env` and `.data` lie. */
export const cloneFolder = path.resolve(import.meta.dirname, "../../..");

/** What job code has no business with: keys that sign the record and sessions, and by which somebody logs in. */
const notForJobs = new Set([
  "AUDIT_SIGNING_KEY",
  "AUTH_SECRET",
  "AUTH_ADMIN_PASSWORD",
  "OIDC_CLIENT_SECRET",
  "BATON_API_KEY",
  "OTEL_EXPORTER_OTLP_HEADERS",
]);

/** The settings as job code may see them. */
export function withoutSecrets(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !notForJobs.has(name)));
}

/** Where this clone keeps its data: `BATON_DATA_DIR`, else `.data`. */
export function dataFolderOf(env: Environment): string {
  return path.resolve(cloneFolder, env["BATON_DATA_DIR"] || ".data");
}

/**
 * The settings of an app: those given, then the clone's `.env` (or the file named by `BATON_ENV_FILE`), then
 * the addresses of the system that `npm start` runs from this clone, if it does. Empty strings count as not set.
 */
export function appEnvironment(given: Environment = process.env): Environment {
  const settings = { ...fileSettings(given), ...withoutEmpty(given) };
  return { ...runningAddresses(settings), ...settings };
}

function fileSettings(given: Environment): Environment {
  const file = path.resolve(cloneFolder, given["BATON_ENV_FILE"] || ".env");
  try {
    return withoutEmpty(parseEnv(readFileSync(file, "utf8")));
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw err;
  }
}

function runningAddresses(settings: Environment): Environment {
  const running = runningSystem(dataFolderOf(settings));
  if (!running) return {};
  return withoutEmpty({
    AMQP_URL: running.amqpUrl,
    // A storage account given by name is a choice, too.
    AZURE_STORAGE_CONNECTION_STRING: settings["AZURE_STORAGE_ACCOUNT"] ? undefined : running.storageConnectionString,
    BATON_NAMESPACE: running.namespace,
  });
}

function withoutEmpty(settings: Environment): Environment {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== ""));
}
