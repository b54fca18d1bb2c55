import { propagation, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { AlwaysOffSampler, ParentBasedSampler, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { SpanRecorder } from "./span-recorder.ts";
import { type ThreadSpan, toThreadSpan } from "./thread-span.ts";

/**
 * Spans of a job's thread are posted as they end, so the attempt's end comes after all of them: no queue of a thread's own
 * can be lost with it, and what reaches the collector is known to the process alone.
 */
export function recordInThread(post: (span: ThreadSpan) => void): SpanRecorder {
  const posting: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => post(toThreadSpan(span)),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  // What goes on in no attempt is nobody's trace.
  const sampler = new ParentBasedSampler({ root: new AlwaysOffSampler() });
  const provider = new TracerProvider({ sampler, spanProcessors: [posting] });
  const recorder = new SpanRecorder(provider, () => undefined);
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return recorder;
}
