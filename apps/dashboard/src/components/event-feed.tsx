import type { JobEvent } from "@baton/contracts";
import { JobLink } from "./job-link.tsx";
import { EventBadge } from "./status-badge.tsx";
import { RelativeTime } from "./times.tsx";

export function EventFeed({ events }: { events: JobEvent[] }) {
  return (
    <ol className="divide-y divide-line text-sm">
      {events.map((event) => (
        <li key={event.eventId} className="px-4 py-2.5">
          <div className="flex items-center justify-between gap-3">
            <EventBadge status={event.status} />
            <span className="text-ink-faint text-xs">
              <RelativeTime iso={event.occurredAt} />
            </span>
          </div>
          <p className="wrap-anywhere mt-1 line-clamp-3">{event.message}</p>
          <p className="mt-0.5 truncate text-ink-faint text-xs">
            <EventSubject event={event} />
          </p>
        </li>
      ))}
    </ol>
  );
}

/** Whom an event is about: its job, or the lock key of a hold. */
function EventSubject({ event }: { event: JobEvent }) {
  const worker = event.workerId ? ` · ${event.workerId}` : "";
  if (event.jobId === undefined) return `lock key ${event.lockKey}${worker}`;
  return (
    <>
      <JobLink jobId={event.jobId}>{event.jobName ?? event.jobId}</JobLink>
      {worker}
    </>
  );
}
