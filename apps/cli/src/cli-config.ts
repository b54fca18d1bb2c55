import { dataFolderOf, type Environment, loadConfig, settings } from "@baton/runtime";
import { z } from "zod";

const schema = z.object({
  BATON_NAMESPACE: settings.BATON_NAMESPACE,
  AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING,
  AUDIT_TABLE: settings.AUDIT_TABLE,
  AUDIT_SIGNING_KEY: settings.AUDIT_SIGNING_KEY.optional(),
});

export type CliConfig = z.output<typeof schema> & { dataFolder: string };

export function cliConfig(env: Environment): CliConfig {
  return { ...loadConfig(schema, env), dataFolder: dataFolderOf(env) };
}
