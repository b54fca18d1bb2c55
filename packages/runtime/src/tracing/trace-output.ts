import { setTimeout as delay } from "node:timers/promises";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Logger } from "../logger.ts";
import { SpanRecorder } from "./span-recorder.ts";
import { toReadableSpan } from "./thread-span.ts";
import { ToldOnceExporter } from "./told-once-exporter.ts";

export type TraceOutput = {
  /** Of the collector, without `/v1/traces`; undefined: no traces. */
  endpoint: string | undefined;
  headers?: Record<string, string> | undefined;
  /** The part of traces that begin here which is sent, 0 to 1; default: all. */
  ratio?: number | undefined;
  /** `service.name`, `service.instance.id` and what else all spans of this process say. */
  resource: Record<string, string>;
  logger: Pick<Logger, "info" | "warn">;
};

/** So many spans wait for the collector at most; what is over is dropped. */
const maxQueueSize = 4096;
const everyMs = 1000;
const requestMs = 5000;
const stopMs = 3000;

/** Sends spans to a collector, by OTLP over HTTP. */
export function sendTraces({
  endpoint,
  headers,
  ratio = 1,
  resource: facts,
  logger,
}: TraceOutput & { endpoint: string }): {
  recorder: SpanRecorder;
  stop: () => Promise<void>;
} {
  const url = `${endpoint.replace(/\/+$/, "")}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: requestMs, ...(headers ? { headers } : {}) });
  const processor = new BatchSpanProcessor({
    exporter: new ToldOnceExporter(exporter, logger),
    maxQueueSize,
    scheduledDelayMillis: everyMs,
    exportTimeoutMillis: requestMs * 2,
  });
  const resource = resourceFromAttributes(facts);
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  const provider = new TracerProvider({ resource, sampler, spanProcessors: [processor] });
  return {
    recorder: new SpanRecorder(provider, (span) => processor.onEnd(toReadableSpan(span, resource))),
    // A collector that is away must not hold up the end of the process.
    stop: () => Promise.race([provider.shutdown().catch(() => undefined), delay(stopMs, undefined, { ref: false })]),
  };
}
