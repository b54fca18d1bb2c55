import type { Attributes, HrTime, Link, SpanContext, SpanKind, SpanStatus } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

type Ids = Pick<SpanContext, "traceId" | "spanId" | "traceFlags">;

/** A span of a thread that has ended, as it is posted: plain values only. */
export type ThreadSpan = {
  name: string;
  kind: SpanKind;
  ids: Ids;
  parent: Ids | undefined;
  startTime: HrTime;
  endTime: HrTime;
  duration: HrTime;
  status: SpanStatus;
  attributes: Attributes;
  events: ReadableSpan["events"];
  links: { ids: Ids; attributes: Attributes }[];
  scope: { name: string; version?: string };
  dropped: { attributes: number; events: number; links: number };
};

export function toThreadSpan(span: ReadableSpan): ThreadSpan {
  const { name, kind, startTime, endTime, duration, status, attributes, events } = span;
  const { name: scopeName, version } = span.instrumentationScope;
  return {
    ...{ name, kind, startTime, endTime, duration, status, attributes, events },
    ids: idsOf(span.spanContext()),
    parent: span.parentSpanContext && idsOf(span.parentSpanContext),
    links: span.links.map(({ context, attributes: ofLink = {} }) => ({ ids: idsOf(context), attributes: ofLink })),
    scope: { name: scopeName, ...(version === undefined ? {} : { version }) },
    dropped: {
      attributes: span.droppedAttributesCount,
      events: span.droppedEventsCount,
      links: span.droppedLinksCount,
    },
  };
}

/** The same span as an exporter takes it. @param resource of the process in which its thread runs. */
export function toReadableSpan(span: ThreadSpan, resource: Resource): ReadableSpan {
  const { name, kind, startTime, endTime, duration, status, attributes, events, ids, parent, dropped } = span;
  return {
    ...{ name, kind, startTime, endTime, duration, status, attributes, events, resource },
    spanContext: () => ids,
    ...(parent ? { parentSpanContext: parent } : {}),
    links: span.links.map((link): Link => ({ context: link.ids, attributes: link.attributes })),
    ended: true,
    instrumentationScope: span.scope,
    droppedAttributesCount: dropped.attributes,
    droppedEventsCount: dropped.events,
    droppedLinksCount: dropped.links,
  };
}

/** Without the trace state, which is an object with methods. */
function idsOf({ traceId, spanId, traceFlags }: SpanContext): Ids {
  return { traceId, spanId, traceFlags };
}
