import { dataFolderOf, type Environment, loadConfig, settings } from "@baton/runtime";
import { z } from "zod";

const schema = z.object({
  AMQP_URL: settings.AMQP_URL.optional(),
  BATON_NAMESPACE: settings.BATON_NAMESPACE,
  AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING,
  AUDIT_TABLE: settings.AUDIT_TABLE,
  LOCK_CONTAINER: settings.LOCK_CONTAINER,
  AUDIT_SIGNING_KEY: settings.AUDIT_SIGNING_KEY.optional(),
});

export type CliConfig = z.output<typeof schema> & { dataFolder: string };

/** For what is submitted from here; the rest needs no broker. */
const brokerSchema = z.object({ BATON_NAMESPACE: settings.BATON_NAMESPACE, AMQP_URL: settings.AMQP_URL });
export type CliBrokerConfig = z.output<typeof brokerSchema>;

/** For the doctor: who relies on this system, beside what it is made of. */
const doctorSchema = z.object({
  AMQP_URL: settings.AMQP_URL,
  AUTH_MODE: settings.AUTH_MODE,
  NODE_ENV: z.string().optional(),
});

/** For what asks a dashboard. */
const dashboardSchema = z.object({
  BATON_URL: settings.BATON_URL.optional(),
  BATON_API_KEY: settings.BATON_API_KEY.optional(),
});

export function cliDashboardConfig(env: Environment): z.output<typeof dashboardSchema> {
  return loadConfig(dashboardSchema, env);
}

export function cliDoctorConfig(env: Environment): z.output<typeof doctorSchema> {
  return loadConfig(doctorSchema, env);
}

export function cliBrokerConfig(env: Environment): CliBrokerConfig {
  return loadConfig(brokerSchema, env);
}

export function cliConfig(env: Environment): CliConfig {
  return { ...loadConfig(schema, env), dataFolder: dataFolderOf(env) };
}
