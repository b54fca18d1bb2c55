"use client";

import type { JobEvent } from "@baton/contracts";
import dynamic from "next/dynamic";
import { useEffect } from "react";
import type { LinkState } from "../../view/verify-record.ts";
import { TrailItem } from "./trail-item.tsx";

export type TrailProps = {
  /** Oldest first. */
  events: JobEvent[];
  /** The event that the address names. */
  linked: number | undefined;
  stateOf: (seq: number) => LinkState | undefined;
};

/** So many are in the page as they are; of more, only those in sight. */
const wholeUpTo = 200;
const LongTrail = dynamic(() => import("./long-trail.tsx").then(({ LongTrail }) => LongTrail));

/** A job's record as a timeline, oldest first. */
export function Trail(props: TrailProps) {
  return props.events.length > wholeUpTo ? <LongTrail {...props} /> : <WholeTrail {...props} />;
}

function WholeTrail({ events, linked, stateOf }: TrailProps) {
  const isThere = events.some(({ seq }) => seq === linked);
  // The browser itself goes to an event only if it was there when the page came.
  useEffect(() => {
    if (isThere) document.getElementById(`event-${linked}`)?.scrollIntoView({ block: "center" });
  }, [linked, isThere]);
  return (
    <ol aria-label="Trail" className="py-2">
      {events.map((event, place) => (
        <li key={event.eventId} id={`event-${event.seq}`}>
          <TrailItem
            event={event}
            first={events[0] ?? event}
            previous={events[place - 1]}
            isLast={place === events.length - 1}
            isLinked={event.seq > 0 && event.seq === linked}
            state={stateOf(event.seq)}
          />
        </li>
      ))}
    </ol>
  );
}
