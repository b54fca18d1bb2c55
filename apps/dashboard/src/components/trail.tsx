import type { JobEvent } from "@baton/contracts";
import { formatDuration } from "../view/duration.ts";
import { placesOf } from "../view/message-place.ts";
import { eventTones } from "../view/status-tone.ts";
import { MessageText } from "./message-text.tsx";
import { EventBadge } from "./status-badge.tsx";
import { ClockTime } from "./times.tsx";
import { dotClasses } from "./tone-classes.ts";

/** A job's record as a timeline, oldest first. */
export function Trail({ events }: { events: JobEvent[] }) {
  return (
    <ol className="px-4 py-4">
      {events.map((event, place) => (
        <TrailItem key={event.eventId} event={event} first={events[0] ?? event} previous={events[place - 1]} />
      ))}
    </ol>
  );
}

type TrailItemProps = { event: JobEvent; first: JobEvent; previous: JobEvent | undefined };

function TrailItem({ event, first, previous }: TrailItemProps) {
  const facts = newFacts(event, previous);
  const { beside, below } = placesOf(event);
  return (
    <li id={`event-${event.seq}`} className="group relative flex gap-3 pb-4 last:pb-0">
      <Rail event={event} />
      <div className="min-w-0 flex-1 text-sm">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <EventBadge status={event.status} />
          {beside ? <span>{beside}</span> : null}
          {event.durationMs === undefined ? null : (
            <span className="text-ink-soft text-xs tabular-nums">took {formatDuration(event.durationMs)}</span>
          )}
          <span className="ml-auto flex gap-3 text-ink-faint text-xs tabular-nums">
            <span className="hidden sm:inline">{offsetOf(first, event)}</span>
            <ClockTime iso={event.occurredAt} />
            {event.seq > 0 ? <span className="hidden w-10 text-right sm:inline">#{event.seq}</span> : null}
          </span>
        </div>
        {below ? (
          <p className="wrap-anywhere mt-1">
            <MessageText message={below} />
          </p>
        ) : null}
        {facts.length > 0 ? <p className="mt-0.5 text-ink-faint text-xs">{facts.join(" · ")}</p> : null}
        <EventData event={event} />
      </div>
    </li>
  );
}

/** The dot of an event and the line to the next one. */
function Rail({ event }: { event: JobEvent }) {
  return (
    <>
      <span aria-hidden="true" className="absolute top-3 -bottom-1 left-[0.3125rem] w-px bg-line group-last:hidden" />
      <span
        aria-hidden="true"
        className={`relative mt-1 size-2.75 shrink-0 rounded-full ring-4 ring-surface ${dotClasses[eventTones[event.status]]}`}
      />
    </>
  );
}

function EventData({ event }: { event: JobEvent }) {
  // What Progress carries is its message.
  if (event.data === undefined || event.status === "Progress") return null;
  return (
    <details className="mt-0.5 text-xs">
      <summary className="w-fit cursor-pointer text-ink-faint hover:text-ink">Data</summary>
      <pre className="mt-1 max-h-64 overflow-auto rounded-lg bg-sunken px-3 py-2 font-mono leading-relaxed">
        {JSON.stringify(event.data, undefined, 2)}
      </pre>
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
