import {
  type Context,
  context,
  createContextKey,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { parseTraceParent } from "@opentelemetry/core";
import type { TracerProvider } from "@opentelemetry/sdk-trace";
import type { ThreadSpan } from "./thread-span.ts";
import type { RunningSpan, SpanFacts, SpanOptions } from "./tracing.ts";

type Scope = { isOpen: boolean };

const scopeKey = createContextKey("baton span of this process");

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** Makes spans and keeps track of the active one. `tracing.ts` tells what each of its members is for. */
export class SpanRecorder {
  readonly #tracer;
  readonly #exportThreadSpan: (span: ThreadSpan) => void;

  constructor(provider: TracerProvider, onThreadSpan: (span: ThreadSpan) => void) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    this.#tracer = provider.getTracer("baton");
    this.#exportThreadSpan = onThreadSpan;
  }

  async inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
    const span = this.open(name, options);
    try {
      const value = await span.during(work);
      span.end();
      return value;
    } catch (err) {
      // Only its kind: messages may hold what belongs to nobody else.
      span.end(err instanceof Error ? err.name : "error");
      throw err;
    }
  }

  open(name: string, { kind = "internal", facts = {}, parent }: SpanOptions): RunningSpan {
    const outer = parent === undefined ? context.active() : remote(context.active(), parent);
    const span = this.#tracer.startSpan(name, { kind: kinds[kind], attributes: facts }, outer);
    const scope: Scope = { isOpen: true };
    const inner = trace.setSpan(outer, span).setValue(scopeKey, scope);
    return {
      during: (work) => context.with(inner, work),
      end: (failedBy) => {
        if (!scope.isOpen) return;
        scope.isOpen = false;
        if (failedBy !== undefined) fail(span, failedBy);
        span.end();
      },
    };
  }

  under<T>(traceparent: string, work: () => T): T {
    return context.with(remote(context.active(), traceparent), work);
  }

  bound<A extends unknown[], R>(callback: (...given: A) => R): (...given: A) => R {
    return context.bind(context.active(), callback);
  }

  tell(facts: SpanFacts, failedBy: string | undefined): void {
    const span = trace.getActiveSpan();
    span?.setAttributes(facts);
    if (span && failedBy !== undefined) fail(span, failedBy);
  }

  get activeTraceparent(): string | undefined {
    const active = trace.getActiveSpan()?.spanContext();
    if (!active) return undefined;
    return `00-${active.traceId}-${active.spanId}-${active.traceFlags.toString(16).padStart(2, "0")}`;
  }

  get activeIds(): { trace_id: string; span_id: string } | undefined {
    const active = trace.getActiveSpan()?.spanContext();
    return active && { trace_id: active.traceId, span_id: active.spanId };
  }

  get hasOpenSpan(): boolean {
    return (context.active().getValue(scopeKey) as Scope | undefined)?.isOpen ?? false;
  }

  exportThreadSpan(span: ThreadSpan): void {
    this.#exportThreadSpan(span);
  }
}

function fail(span: Span, failedBy: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute("error.type", failedBy);
}

/** What is no trace context changes nothing. */
function remote(outer: Context, traceparent: string): Context {
  const parsed = parseTraceParent(traceparent);
  return parsed ? trace.setSpanContext(outer, { ...parsed, isRemote: true }) : outer;
}
