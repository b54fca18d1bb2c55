import type { EventStatus, JobEvent, LockHistory } from "@baton/contracts";
import type { LiveResource } from "../../live/resources.ts";

type KeyHistoryResource = LiveResource<LockHistory, "lockHistorySchema"> & {
  /** Adds an older page. @returns all that is known then. */
  extend: (older: LockHistory) => LockHistory;
};

/** A page that is left open keeps so many events; older ones can be loaded again. */
const keptEvents = 3000;

const untold: ReadonlySet<EventStatus> = new Set(["Submitted", "Step", "Progress", "Resumed", "Replayed", "Discarded"]);

/**
 * A key's history as the server tells it, kept up to date by live events. What was known stays known: an answer holds
 * the newest events, and older pages are added to it.
 * @param live whether its span ends now.
 */
export function keyHistoryResource(
  path: string,
  key: { tenantId: string; lockKey: string },
  live: boolean,
): KeyHistoryResource {
  let known: LockHistory | undefined;
  const know = (history: LockHistory) => {
    known = cut(history);
    return known;
  };
  const isOwn = (event: JobEvent) =>
    event.lockKey === key.lockKey && event.tenantId === key.tenantId && event.seq > 0 && isTold(event);
  return {
    path,
    name: "lockHistorySchema",
    pick: (answer) => know(known && meets(answer, known) ? joined(answer, known) : answer),
    apply: (current, events) => {
      const own = live ? events.filter(isOwn) : [];
      return own.length === 0 ? current : know({ ...current, events: merged(own, current.events) });
    },
    outdatedBy: () => false,
    extend: (older) => know(known ? joined(known, older) : older),
  };
}

/** Nothing lies between the two. */
function meets(newer: LockHistory, older: LockHistory): boolean {
  const newest = older.events[0]?.seq ?? 0;
  return newer.cursor === undefined || newest >= Number(newer.cursor);
}

function joined(newer: LockHistory, older: LockHistory): LockHistory {
  // An answer without a cursor tells all that there is in the span.
  const cursor = newer.cursor === undefined ? undefined : older.cursor;
  return { events: merged(newer.events, older.events), ...(cursor === undefined ? {} : { cursor }) };
}

function merged(one: readonly JobEvent[], other: readonly JobEvent[]): JobEvent[] {
  const bySeq = new Map([...other, ...one].map((event) => [event.seq, event]));
  return [...bySeq.values()].toSorted((a, b) => b.seq - a.seq);
}

function cut(history: LockHistory): LockHistory {
  if (history.events.length <= keptEvents) return history;
  const events = history.events.slice(0, keptEvents);
  return { events, cursor: String(events.at(-1)?.seq) };
}

/** As the server sorts out what a history tells. */
function isTold({ status, jobId }: JobEvent): boolean {
  return status === "Log" ? jobId === undefined : !untold.has(status);
}
