import { type Environment, loadConfig, settings } from "@baton/runtime";
import { z } from "zod";

const configSchema = z.object({
  AMQP_URL: settings.AMQP_URL,
  AUDIT_TABLE: settings.AUDIT_TABLE,
  AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING,
  BATON_NAMESPACE: settings.BATON_NAMESPACE,
  HOST: settings.HOST,
  LOG_LEVEL: settings.LOG_LEVEL,
  PORT: settings.PORT,
});
export type DashboardConfig = z.output<typeof configSchema>;

export function loadDashboardConfig(env: Environment): DashboardConfig {
  return loadConfig(configSchema, env);
}
