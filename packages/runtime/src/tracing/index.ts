export { blobSpans, tableSpans } from "./request-spans.ts";
export type { ThreadSpan } from "./thread-span.ts";
export {
  activeTraceparent,
  boundToSpan,
  exportThreadSpan,
  hasOpenSpan,
  inSpan,
  isTracing,
  openSpan,
  type RunningSpan,
  type SpanFacts,
  type SpanOptions,
  startThreadTracing,
  startTracing,
  tellSpan,
  traceOfLogLine,
  underSpan,
} from "./tracing.ts";
