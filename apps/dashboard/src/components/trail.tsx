import type { JobEvent } from "@baton/contracts";
import { formatDuration } from "../view/duration.ts";
import { eventTones } from "../view/status-tone.ts";
import { EventBadge } from "./status-badge.tsx";
import { ClockTime } from "./times.tsx";
import { dotClasses } from "./tone-classes.ts";

/** A job's record as a timeline, oldest first. */
export function Trail({ events }: { events: JobEvent[] }) {
  const first = events[0];
  return (
    <ol className="px-4 py-4">
      {events.map((event) => (
        <TrailItem key={event.eventId} event={event} offset={first ? offsetOf(first, event) : ""} />
      ))}
    </ol>
  );
}

function TrailItem({ event, offset }: { event: JobEvent; offset: string }) {
  return (
    <li id={`event-${event.seq}`} className="group relative flex gap-3 pb-4 last:pb-0">
      <span
        aria-hidden="true"
        className="absolute top-3 bottom-[-0.25rem] left-[0.3125rem] w-px bg-line group-last:hidden"
      />
      <span
        aria-hidden="true"
        className={`relative mt-1.5 size-2.75 shrink-0 rounded-full ring-4 ring-surface ${dotClasses[eventTones[event.status]]}`}
      />
      <div className="min-w-0 flex-1 text-sm">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <EventBadge status={event.status} />
          {event.durationMs === undefined ? null : (
            <span className="text-ink-soft text-xs tabular-nums">{formatDuration(event.durationMs)}</span>
          )}
          <span className="ml-auto flex gap-3 text-ink-faint text-xs tabular-nums">
            <span className="hidden sm:inline">{offset}</span>
            <ClockTime iso={event.occurredAt} />
          </span>
        </div>
        <p className="wrap-anywhere mt-1">{event.message}</p>
        <TrailDetails event={event} />
      </div>
    </li>
  );
}

function TrailDetails({ event }: { event: JobEvent }) {
  const facts = factsOf(event);
  return (
    <>
      {facts.length > 0 ? <p className="mt-0.5 text-ink-faint text-xs">{facts.join(" · ")}</p> : null}
      {event.data === undefined ? null : (
        <details className="mt-1 text-xs">
          <summary className="w-fit cursor-pointer text-ink-faint hover:text-ink">Data</summary>
          <pre className="mt-1 max-h-64 overflow-auto rounded-lg bg-sunken px-3 py-2 font-mono leading-relaxed">
            {JSON.stringify(event.data, undefined, 2)}
          </pre>
        </details>
      )}
    </>
  );
}

function factsOf({ step, attempt, fence, workerId, seq }: JobEvent): string[] {
  const facts = [
    step ? `step “${step}”` : undefined,
    attempt !== undefined && attempt > 1 ? `attempt ${attempt}` : undefined,
    workerId,
    fence === undefined ? undefined : `fence ${fence}`,
    seq > 0 ? `#${seq}` : undefined,
  ];
  return facts.filter((fact) => fact !== undefined);
}

function offsetOf(first: JobEvent, event: JobEvent): string {
  const ms = new Date(event.occurredAt).getTime() - new Date(first.occurredAt).getTime();
  return ms > 0 ? `+${formatDuration(ms)}` : "";
}
