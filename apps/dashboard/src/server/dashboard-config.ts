import { isLoopback } from "@baton/doctor";
import { ConfigError, dataFolderOf, type Environment, loadConfig, settings } from "@baton/runtime";
import { z } from "zod";
import { oidcSettings } from "./access/oidc/oidc-settings.ts";

const configSchema = z.object({
  AMQP_URL: settings.AMQP_URL,
  /** Only its public half is used, to tell whether the checkpoint lines are signed by whom they should be. */
  AUDIT_SIGNING_KEY: settings.AUDIT_SIGNING_KEY.optional(),
  AUDIT_TABLE: settings.AUDIT_TABLE,
  API_RATE_AUTH: settings.API_RATE_AUTH.optional(),
  API_RATE_OPERATE: settings.API_RATE_OPERATE.optional(),
  API_RATE_READ: settings.API_RATE_READ.optional(),
  API_RATE_SUBMIT: settings.API_RATE_SUBMIT.optional(),
  API_STREAMS: settings.API_STREAMS.optional(),
  AUTH_ADMIN_NAME: settings.AUTH_ADMIN_NAME,
  AUTH_ADMIN_PASSWORD: settings.AUTH_ADMIN_PASSWORD.optional(),
  AUTH_MODE: settings.AUTH_MODE,
  AUTH_REGISTRATION: settings.AUTH_REGISTRATION,
  AUTH_SECRET: settings.AUTH_SECRET.optional(),
  OIDC_ADMINS: settings.OIDC_ADMINS,
  OIDC_CLIENT_ID: settings.OIDC_CLIENT_ID.optional(),
  OIDC_CLIENT_SECRET: settings.OIDC_CLIENT_SECRET.optional(),
  OIDC_ISSUER: settings.OIDC_ISSUER.optional(),
  OIDC_ROLE_CLAIM: settings.OIDC_ROLE_CLAIM.optional(),
  OIDC_ROLES: settings.OIDC_ROLES.optional(),
  OIDC_SCOPES: settings.OIDC_SCOPES,
  PUBLIC_URL: settings.PUBLIC_URL.optional(),
  AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING,
  BATON_NAMESPACE: settings.BATON_NAMESPACE,
  HOST: settings.HOST,
  LOCK_CONTAINER: settings.LOCK_CONTAINER,
  LOG_LEVEL: settings.LOG_LEVEL,
  METRICS_HOST: settings.METRICS_HOST,
  METRICS_PORT: settings.METRICS_PORT.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: settings.OTEL_EXPORTER_OTLP_ENDPOINT.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: settings.OTEL_EXPORTER_OTLP_HEADERS.optional(),
  OTEL_TRACES_SAMPLER_ARG: settings.OTEL_TRACES_SAMPLER_ARG,
  PORT: settings.PORT,
  REDACT_FIELDS: settings.REDACT_FIELDS,
  TRACE_URL_TEMPLATE: settings.TRACE_URL_TEMPLATE.optional(),
});
type Settings = z.output<typeof configSchema>;
type Quotas = Record<Extract<keyof Settings, `API_${string}`>, number>;
export type DashboardConfig = Omit<Settings, keyof Quotas> & Quotas & { dataFolder: string };

/**
 * Requests a minute, and streams at a time, of one account, key or unknown address. A person with many tabs, and a
 * program that submits one by one, stay far below them.
 */
const withAccounts: Quotas = {
  API_RATE_AUTH: 300,
  API_RATE_OPERATE: 3000,
  API_RATE_READ: 6000,
  API_RATE_SUBMIT: 30_000,
  API_STREAMS: 20,
};
/** Whoever reaches it has this machine to themselves. */
const withoutAccounts: Quotas = {
  API_RATE_AUTH: 0,
  API_RATE_OPERATE: 0,
  API_RATE_READ: 0,
  API_RATE_SUBMIT: 0,
  API_STREAMS: 0,
};

/** @throws {ConfigError} */
export function loadDashboardConfig(env: Environment): DashboardConfig {
  const config = loadConfig(configSchema, env);
  if (config.AUTH_MODE === "none" && !isLoopback(config.HOST))
    throw new ConfigError(
      `HOST is ${config.HOST}, which others can reach, and AUTH_MODE is none: they could do everything.\n` +
        "Set AUTH_MODE=password or oidc, or HOST to 127.0.0.1.",
    );
  if (config.AUTH_MODE === "oidc") oidcSettings(config);
  const quotas = config.AUTH_MODE === "none" ? withoutAccounts : withAccounts;
  return { ...quotas, ...given(config), dataFolder: dataFolderOf(env) };
}

function given(config: Settings): Settings & Quotas {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)) as Settings & Quotas;
}
