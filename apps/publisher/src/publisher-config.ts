import { settings } from "@baton/runtime";
import { z } from "zod";

/** What tells whether jobs go to a dashboard or to the broker. */
export const wayConfigSchema = z.object({
  BATON_URL: settings.BATON_URL.optional(),
  BATON_API_KEY: settings.BATON_API_KEY.optional(),
  /** Looked at when it is needed. */
  AMQP_URL: z.string().optional(),
  /** Set under `npm start`, where the end of the console ends everything. */
  BATON_SUPERVISED: z.literal("1").optional(),
});
export type WayConfig = z.output<typeof wayConfigSchema>;

export const publisherConfigSchema = z.object({
  AMQP_URL: settings.AMQP_URL,
  BATON_NAMESPACE: settings.BATON_NAMESPACE,
  /** Optional here: with it, what live events did not tell is read from the record. */
  AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING.optional(),
  AUDIT_TABLE: settings.AUDIT_TABLE,
  OTEL_EXPORTER_OTLP_ENDPOINT: settings.OTEL_EXPORTER_OTLP_ENDPOINT.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: settings.OTEL_EXPORTER_OTLP_HEADERS.optional(),
  OTEL_TRACES_SAMPLER_ARG: settings.OTEL_TRACES_SAMPLER_ARG,
});
export type PublisherConfig = z.output<typeof publisherConfigSchema>;
