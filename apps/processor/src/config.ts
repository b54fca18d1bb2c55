import { hostname } from "node:os";
import { dataFolderOf, type Environment, loadConfig, settings } from "@baton/runtime";
import { z } from "zod";

const schema = z.object({
  BATON_NAMESPACE: settings.BATON_NAMESPACE,
  AMQP_URL: settings.AMQP_URL,
  AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING,
  LOCK_CONTAINER: settings.LOCK_CONTAINER,
  AUDIT_TABLE: settings.AUDIT_TABLE,
  LEASE_SECONDS: settings.LEASE_SECONDS,
  HOLD_LINGER_MS: settings.HOLD_LINGER_MS,
  HOLD_MAX_MS: settings.HOLD_MAX_MS,
  WORKER_CONCURRENCY: settings.WORKER_CONCURRENCY,
  WORKER_ID: settings.WORKER_ID.optional(),
  STOP_GRACE_MS: settings.STOP_GRACE_MS,
  UNKNOWN_TYPE_SECONDS: settings.UNKNOWN_TYPE_SECONDS,
  JOBS_DIR: settings.JOBS_DIR.optional(),
  // Those of shipped job types, which read them in their threads: here a wrong one is named before it fails a job.
  SMTP_URL: settings.SMTP_URL.optional(),
  SMTP_FROM: settings.SMTP_FROM.optional(),
  HTTP_CALL_ALLOW_PRIVATE: settings.HTTP_CALL_ALLOW_PRIVATE,
  PRIORITY_AGEING_SECONDS: settings.PRIORITY_AGEING_SECONDS.optional(),
  REDACT_FIELDS: settings.REDACT_FIELDS,
  RESULT_TTL_HOURS: settings.RESULT_TTL_HOURS.optional(),
  READ_MODEL_TTL_DAYS: settings.READ_MODEL_TTL_DAYS.optional(),
  AUDIT_SIGNING_KEY: settings.AUDIT_SIGNING_KEY.optional(),
  METRICS_HOST: settings.METRICS_HOST,
  METRICS_PORT: settings.METRICS_PORT.optional(),
  CHECKPOINT_SECONDS: settings.CHECKPOINT_SECONDS,
  LOG_LEVEL: settings.LOG_LEVEL,
  OTEL_EXPORTER_OTLP_ENDPOINT: settings.OTEL_EXPORTER_OTLP_ENDPOINT.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: settings.OTEL_EXPORTER_OTLP_HEADERS.optional(),
  OTEL_TRACES_SAMPLER_ARG: settings.OTEL_TRACES_SAMPLER_ARG,
});

export type ProcessorConfig = Omit<z.output<typeof schema>, "WORKER_ID"> & { WORKER_ID: string; dataFolder: string };

export function processorConfig(env: Environment): ProcessorConfig {
  const config = loadConfig(schema, env);
  return { ...config, WORKER_ID: config.WORKER_ID ?? `${hostname()}-${process.pid}`, dataFolder: dataFolderOf(env) };
}
