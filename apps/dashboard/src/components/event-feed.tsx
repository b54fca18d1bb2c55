import type { JobEvent } from "@baton/contracts";
import { placesOf } from "../view/message-place.ts";
import { JobLink } from "./job-link.tsx";
import { MessageText } from "./message-text.tsx";
import { EventBadge } from "./status-badge.tsx";
import { RelativeTime } from "./times.tsx";

export function EventFeed({ events }: { events: JobEvent[] }) {
  return (
    <ol className="divide-y divide-line text-sm">
      {events.map((event) => (
        <FeedItem key={event.eventId} event={event} />
      ))}
    </ol>
  );
}

function FeedItem({ event }: { event: JobEvent }) {
  const { beside, below } = placesOf(event);
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-center gap-3">
        <EventBadge status={event.status} />
        {beside ? <span className="min-w-0 truncate">{beside}</span> : null}
        <span className="ml-auto text-ink-faint text-xs">
          <RelativeTime iso={event.occurredAt} />
        </span>
      </div>
      {below ? (
        <p className="wrap-anywhere mt-1 line-clamp-4">
          <MessageText message={below} />
        </p>
      ) : null}
      <p className="mt-0.5 truncate text-ink-faint text-xs">
        <EventSubject event={event} />
      </p>
    </li>
  );
}

/** Whom an event is about: its job, or the lock key of a hold. */
function EventSubject({ event }: { event: JobEvent }) {
  const worker = event.workerId ? ` · ${event.workerId}` : "";
  if (event.jobId === undefined) {
    return (
      <>
        lock key <bdi>{event.lockKey}</bdi>
        {worker}
      </>
    );
  }
  return (
    <>
      <JobLink jobId={event.jobId}>{event.jobName ?? event.jobId}</JobLink>
      {worker}
    </>
  );
}
