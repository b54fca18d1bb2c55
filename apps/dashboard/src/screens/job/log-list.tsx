"use client";

import type { JobEvent } from "@baton/contracts";
import { useState } from "react";
import { ScrollArea } from "../../components/scroll-area.tsx";
import { ClockTime } from "../../components/times.tsx";

const pageSize = 500;

/** What the job said, a line each, as text: nothing of it is rendered or followed. */
export function LogList({ events }: { events: JobEvent[] }) {
  const [limit, setLimit] = useState(pageSize);
  const shown = events.slice(-limit);
  return (
    <>
      {shown.length < events.length ? (
        <button
          type="button"
          onClick={() => setLimit((before) => before + pageSize)}
          className="w-full border-line border-b px-4 py-2 text-accent text-sm hover:bg-sunken"
        >
          Show {Math.min(pageSize, events.length - shown.length)} earlier lines
        </button>
      ) : null}
      <ScrollArea label="Logs, scrolls" className="max-h-[70dvh]">
        <ol aria-label="Logs" className="py-2 font-mono text-xs leading-relaxed">
          {shown.map((event) => (
            <li key={event.eventId} className="flex gap-3 px-4 py-0.5 hover:bg-sunken">
              <span className="shrink-0 text-ink-soft">
                <ClockTime iso={event.occurredAt} />
              </span>
              <span className="wrap-anywhere min-w-0 whitespace-pre-wrap">
                {event.message}
                {event.data === undefined ? null : <span className="text-ink-soft"> {JSON.stringify(event.data)}</span>}
              </span>
            </li>
          ))}
        </ol>
      </ScrollArea>
    </>
  );
}
