import type { JobEvent } from "@baton/contracts";
import { memo } from "react";
import { MessageText } from "../../components/message-text.tsx";
import { ScrollArea } from "../../components/scroll-area.tsx";
import { EventBadge } from "../../components/status-badge.tsx";
import { ClockTime } from "../../components/times.tsx";
import { dotClasses } from "../../ui/tone-classes.ts";
import { formatDuration } from "../../view/duration.ts";
import { placesOf } from "../../view/message-place.ts";
import { orderOf } from "../../view/order-of.ts";
import { eventTones } from "../../view/status-tone.ts";
import type { LinkState } from "../../view/verify-record.ts";
import { LinkMark } from "./link-mark.tsx";

export type TrailItemProps = {
  event: JobEvent;
  first: JobEvent;
  previous: JobEvent | undefined;
  isLast: boolean;
  /** The address names it. */
  isLinked: boolean;
  state: LinkState | undefined;
};

/** One event of the trail. */
export const TrailItem = memo(function TrailItem(props: TrailItemProps) {
  const { event, first, previous, isLast, isLinked, state } = props;
  const { beside, below } = placesOf(event);
  const facts = newFacts(event, previous);
  return (
    <div
      aria-current={isLinked || undefined}
      className={`relative flex gap-3 px-4 py-2 ${isLinked ? "bg-accent-soft" : ""}`}
    >
      <Rail event={event} isLast={isLast} />
      <div className="min-w-0 flex-1 text-sm">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <EventBadge status={event.status} />
          {beside ? <span className="wrap-anywhere">{beside}</span> : null}
          {event.durationMs === undefined ? null : (
            <span className="text-ink-soft text-xs tabular-nums">took {formatDuration(event.durationMs)}</span>
          )}
          <span className="ml-auto flex items-center gap-3 text-ink-soft text-xs tabular-nums">
            <span className="hidden sm:inline">{offsetOf(first, event)}</span>
            <ClockTime iso={event.occurredAt} />
            {event.seq > 0 ? <EventLink seq={event.seq} /> : null}
            {state ? <LinkMark state={state} /> : null}
          </span>
        </div>
        {below ? (
          <p className="wrap-anywhere mt-1">
            <MessageText message={below} />
          </p>
        ) : null}
        <Order event={event} />
        {facts.length > 0 ? <p className="mt-0.5 text-ink-soft text-xs">{facts.join(" · ")}</p> : null}
        <EventData event={event} />
      </div>
    </div>
  );
});

/** The event's number in the chain; its address can be sent to others. */
function EventLink({ seq }: { seq: number }) {
  return (
    <a
      href={`#event-${seq}`}
      title="A link to this event"
      className="min-w-8 text-right hover:text-accent hover:underline"
    >
      #{seq}
    </a>
  );
}

/** The dot of an event and the line to the next one. */
function Rail({ event, isLast }: { event: JobEvent; isLast: boolean }) {
  return (
    <span aria-hidden="true" className="relative w-2.75 shrink-0">
      {isLast ? null : <span className="absolute top-4 -bottom-4 left-[0.3125rem] w-px bg-line" />}
      <span className={`absolute top-1.5 size-2.75 rounded-full ${dotClasses[eventTones[event.status]]}`} />
    </span>
  );
}

/** Who ordered it, and why. */
function Order({ event }: { event: JobEvent }) {
  const order = orderOf(event);
  if (!order) return null;
  return (
    <dl className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
      <Term term="By">{order.by}</Term>
      <Term term="Reason">{order.reason ?? "none given"}</Term>
    </dl>
  );
}

function Term({ term, children }: { term: string; children: string }) {
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt className="text-ink-soft">{term}</dt>
      <dd className="wrap-anywhere font-medium">
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

function EventData({ event }: { event: JobEvent }) {
  // What Progress carries is its message.
  if (event.data === undefined || event.status === "Progress") return null;
  return (
    <details className="mt-0.5 text-xs">
      <summary className="w-fit cursor-pointer text-ink-soft hover:text-ink">Data</summary>
      <ScrollArea label={`Data of event ${event.seq}`} className="mt-1 max-h-64 rounded-lg bg-sunken px-3 py-2">
        <pre className="font-mono leading-relaxed">{JSON.stringify(event.data, undefined, 2)}</pre>
      </ScrollArea>
    </details>
  );
}

/** Who and where, said when it changes. */
function newFacts(event: JobEvent, previous: JobEvent | undefined): string[] {
  const { attempt, workerId, fence } = event;
  const facts = [
    attempt !== undefined && attempt > 1 && attempt !== previous?.attempt ? `attempt ${attempt}` : undefined,
    workerId === previous?.workerId ? undefined : workerId,
    fence === undefined || fence === previous?.fence ? undefined : `fence ${fence}`,
  ];
  return facts.filter((fact) => fact !== undefined);
}

function offsetOf(first: JobEvent, event: JobEvent): string {
  const ms = new Date(event.occurredAt).getTime() - new Date(first.occurredAt).getTime();
  return ms > 0 ? `+${formatDuration(ms)}` : "";
}
