import type { JobEvent } from "@baton/contracts";

/** The history with live events added: newest first, each once, `limit` at most. */
export function mergeHistory(history: JobEvent[], arrived: JobEvent[], limit: number): JobEvent[] {
  return withoutForerunners([...arrived, ...history])
    .toSorted(newestFirst)
    .slice(0, limit);
}

/** A job's trail with live events added: oldest first, each once. */
export function mergeTrail(trail: JobEvent[], arrived: JobEvent[]): JobEvent[] {
  return withoutForerunners([...trail, ...arrived]).toSorted((a, b) => newestFirst(b, a));
}

// Before the ledger says "Queued", the event is told once without a place in it (seq 0); when the ledger has
// it, only that one counts.
function withoutForerunners(events: JobEvent[]): JobEvent[] {
  const unique = [...new Map(events.map((event) => [event.eventId, event])).values()];
  const recorded = new Set(unique.filter(({ seq }) => seq > 0).map(meaning));
  return unique.filter((event) => event.seq > 0 || !recorded.has(meaning(event)));
}

function meaning(event: JobEvent): string {
  return `${event.jobId ?? ""}:${event.status}`;
}

// Within a key the ledger's order is the truth; between keys there is only the time.
function newestFirst(a: JobEvent, b: JobEvent): number {
  if (a.keyId === b.keyId && a.seq > 0 && b.seq > 0) return b.seq - a.seq;
  return b.occurredAt.localeCompare(a.occurredAt) || b.seq - a.seq;
}
