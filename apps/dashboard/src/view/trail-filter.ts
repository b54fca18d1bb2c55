import type { EventStatus, JobEvent } from "@baton/contracts";

/** What a reader looks for in a trail. */
export const trailKinds = ["all", "attempts", "steps", "progress", "logs", "orders", "lock"] as const;
export type TrailKind = (typeof trailKinds)[number];

export const trailKindLabels: Record<TrailKind, string> = {
  all: "Everything",
  attempts: "Attempts and their ends",
  steps: "Steps",
  progress: "Progress",
  logs: "Logs",
  orders: "What people ordered",
  lock: "Waiting and lock",
};

const kindOf: Record<EventStatus, Exclude<TrailKind, "all">> = {
  Submitted: "lock",
  Queued: "lock",
  Deferred: "lock",
  LockAcquired: "lock",
  Started: "attempts",
  Step: "steps",
  Progress: "progress",
  Log: "logs",
  Completed: "attempts",
  Failed: "attempts",
  TimedOut: "attempts",
  RetryScheduled: "attempts",
  Interrupted: "attempts",
  Resumed: "attempts",
  Cancelled: "orders",
  DeadLettered: "attempts",
  Replayed: "orders",
  Discarded: "orders",
  DuplicateIgnored: "lock",
  LockReleased: "lock",
  LockLost: "lock",
  KeyPaused: "orders",
  KeyResumed: "orders",
  KeyParked: "lock",
  PriorityChanged: "orders",
  Rescheduled: "orders",
  ForceUnlocked: "orders",
};

export type TrailFilter = { kind: TrailKind; text: string };

/** @param text is looked for in message, status, step, worker and data, in any case. */
export function filterTrail(events: JobEvent[], { kind, text }: TrailFilter): JobEvent[] {
  const sought = text.trim().toLowerCase();
  return events.filter(
    (event) => (kind === "all" || kindOf[event.status] === kind) && (sought === "" || textOf(event).includes(sought)),
  );
}

export function countByKind(events: JobEvent[]): Record<TrailKind, number> {
  const counts: Record<TrailKind, number> = {
    all: events.length,
    attempts: 0,
    steps: 0,
    progress: 0,
    logs: 0,
    orders: 0,
    lock: 0,
  };
  for (const { status } of events) counts[kindOf[status]] += 1;
  return counts;
}

function textOf({ status, message, step, workerId, data }: JobEvent): string {
  return [status, message, step, workerId, data === undefined ? "" : JSON.stringify(data)].join("\n").toLowerCase();
}
