import path from "node:path";
import { type Environment, loadConfig, settings } from "@baton/runtime";
import { z } from "zod";

const schema = z.object({
  BATON_NAMESPACE: settings.BATON_NAMESPACE,
  AMQP_URL: settings.AMQP_URL.optional(),
  AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING.optional(),
  PORT: settings.PORT,
  HOST: settings.HOST,
  STOP_GRACE_MS: settings.STOP_GRACE_MS,
});
export type LaunchConfig = z.output<typeof schema>;

export function loadLaunchConfig(env: Environment): LaunchConfig {
  // Some shells export HOST as the machine's name; nobody asked to open the dashboard to the network with it.
  const { HOST, ...others } = env;
  return loadConfig(schema, HOST && /^[\d.]+$|:|^localhost$/.test(HOST) ? env : others);
}

/** Where things lie in the data folder. */
export function dataPaths(dataFolder: string) {
  const logs = path.join(dataFolder, "logs");
  return {
    folder: dataFolder,
    logs,
    log: (name: string) => path.join(logs, `${name}.log`),
    runFile: path.join(dataFolder, "run.json"),
    storage: path.join(dataFolder, "azurite"),
    broker: path.join(dataFolder, "rabbitmq"),
  };
}
export type DataPaths = ReturnType<typeof dataPaths>;
