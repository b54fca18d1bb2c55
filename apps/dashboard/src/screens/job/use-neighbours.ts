"use client";

import type { EventStatus, JobNeighbours, JobView } from "@baton/contracts";
import { usePolled } from "../../live/use-polled.ts";

const tellsOfTurns = new Set<EventStatus>(["Started", "Completed", "Failed", "Cancelled", "Interrupted", "TimedOut"]);
const refreshMs = 120_000;

/** Who had the lock before and after the job; undefined until the server has said it. */
export function useNeighbours({ jobId, keyId, startedAt }: JobView): JobNeighbours | undefined {
  // A job that never started has none.
  const path = startedAt === undefined ? null : `/api/jobs/${jobId}/neighbours`;
  const { data } = usePolled(path, "jobNeighboursSchema", {
    refreshMs,
    outdatedBy: (events, known) =>
      known?.next === undefined && events.some((event) => event.keyId === keyId && tellsOfTurns.has(event.status)),
  });
  return data;
}
