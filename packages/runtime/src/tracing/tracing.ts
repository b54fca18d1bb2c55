import type { SpanRecorder } from "./span-recorder.ts";
import type { ThreadSpan } from "./thread-span.ts";
import type { TraceOutput } from "./trace-output.ts";

/** What a span says besides its name, by the names of OpenTelemetry's semantic conventions where there is one. */
export type SpanFacts = Record<string, string | number | boolean>;

export type SpanOptions = {
  kind?: "internal" | "server" | "client" | "producer" | "consumer";
  facts?: SpanFacts;
  /** W3C trace context; default: the active span. */
  parent?: string | undefined;
};

/** A span that begins and ends in different places. */
export type RunningSpan = {
  /** In it the span is the active one. */
  during: <T>(work: () => T) => T;
  /** The first call counts. */
  end: (failedBy?: string) => void;
};

/** Undefined while tracing is off: nothing of OpenTelemetry is loaded then. */
let recorder: SpanRecorder | undefined;

/**
 * Traces of this process go to a collector from now on. Without an endpoint there are none, and nothing is loaded.
 * Whoever sends requests or jobs is made after this.
 * @returns what sends the rest, in a few seconds at most, and ends them.
 */
export async function startTracing(output: TraceOutput): Promise<() => Promise<void>> {
  if (output.endpoint === undefined) return async () => undefined;
  const { sendTraces } = await import("./trace-output.ts");
  const { recorder: started, stop } = sendTraces({ ...output, endpoint: output.endpoint });
  recorder = started;
  return async () => {
    recorder = undefined;
    await stop();
  };
}

/** In a job's thread: its spans are handed to the process, and job code that asks OpenTelemetry's API is answered. */
export async function startThreadTracing(post: (span: ThreadSpan) => void): Promise<void> {
  const { recordInThread } = await import("./thread-recorder.ts");
  recorder = recordInThread(post);
}

export function isTracing(): boolean {
  return recorder !== undefined;
}

/** Does work in a span, which ends with it and has failed if the work does. */
export function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  return recorder ? recorder.inSpan(name, options, work) : work();
}

/** Begins a span; undefined while tracing is off. */
export function openSpan(name: string, options: SpanOptions): RunningSpan | undefined {
  return recorder?.open(name, options);
}

/** Does work for which a span elsewhere is the active one. @param traceparent of that span; without it nothing changes. */
export function underSpan<T>(traceparent: string | undefined, work: () => T): T {
  return recorder && traceparent !== undefined ? recorder.under(traceparent, work) : work();
}

/** The same function, for which the span that is active now is the active one, whoever calls it. */
export function boundToSpan<A extends unknown[], R>(callback: (...given: A) => R): (...given: A) => R {
  return recorder ? recorder.bound(callback) : callback;
}

/** Tells the active span of something. @param failedBy the kind of error, if it has failed. */
export function tellSpan(facts: SpanFacts, failedBy?: string): void {
  recorder?.tell(facts, failedBy);
}

/** The active span as W3C trace context. */
export function activeTraceparent(): string | undefined {
  return recorder?.activeTraceparent;
}

/**
 * Whether a span of this process is active that has not ended: what goes on behind the back of a job, and for other jobs
 * as well, belongs to none.
 */
export function hasOpenSpan(): boolean {
  return recorder?.hasOpenSpan ?? false;
}

/** What a log line says of the active span. */
export function traceOfLogLine(): { trace_id?: string; span_id?: string } {
  return recorder?.activeIds ?? {};
}

/** A span of one of this process's threads has ended. */
export function exportThreadSpan(span: ThreadSpan): void {
  recorder?.exportThreadSpan(span);
}
