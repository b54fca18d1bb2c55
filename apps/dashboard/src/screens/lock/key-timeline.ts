import type { EventStatus, JobEvent } from "@baton/contracts";

/** Times are milliseconds since 1970. */
export type Attempt = {
  jobId: string;
  jobName: string | undefined;
  attempt: number;
  /** Missing when it began before what is known. */
  from: number | undefined;
  /** Missing while it runs, and when its end is not known. */
  to: number | undefined;
  outcome: EventStatus | undefined;
};

export type Hold = {
  fence: number;
  workerId: string;
  /** Missing when it began before what is known. */
  from: number | undefined;
  /** Missing while it goes on. */
  to: number | undefined;
  end: "open" | "released" | "lost";
  attempts: Attempt[];
};

/** A job's time in line, until its attempt began. */
export type Wait = { jobId: string; jobName: string | undefined; from: number; to: number | undefined };

/** What happened in a key, oldest first. */
export type KeyTimeline = { holds: Hold[]; waits: Wait[]; happenings: JobEvent[] };

/** Less is no wait, but the way into the line. */
const leastWaitMs = 100;

const attemptEnds: ReadonlySet<EventStatus> = new Set(["Completed", "Failed", "TimedOut", "Interrupted", "Cancelled"]);
const keyHappenings: ReadonlySet<EventStatus> = new Set([
  "KeyPaused",
  "KeyResumed",
  "KeyParked",
  "ForceUnlocked",
  "LockLost",
]);

/**
 * @param events of the key, newest first.
 * @param heldFence of the hold that goes on by the word of the lock; 0: none does; undefined: that is not known.
 */
export function timelineOf(events: readonly JobEvent[], heldFence: number | undefined): KeyTimeline {
  const oldestFirst = events.toReversed();
  return {
    holds: holdsOf(oldestFirst, heldFence),
    waits: waitsOf(oldestFirst),
    happenings: oldestFirst.filter(isHappening),
  };
}

/** What was done to the key, or happened to it, other than its jobs. */
function isHappening({ status, jobId }: JobEvent): boolean {
  return keyHappenings.has(status) || (status === "Log" && jobId === undefined);
}

function holdsOf(events: readonly JobEvent[], heldFence: number | undefined): Hold[] {
  const holds = new Map<number, Hold & { seenAt: number }>();
  const attempts = new Map<string, Attempt>();
  for (const event of events) {
    const { fence, jobId, attempt, status } = event;
    // What is told of a job's time in line is told by whoever starts it.
    if (fence === undefined || status === "Queued" || status === "Deferred") continue;
    const at = Date.parse(event.occurredAt);
    const hold = holds.get(fence) ?? newHold(fence, event.workerId ?? "");
    holds.set(fence, { ...advanced(hold, status, at), seenAt: at });
    if (jobId === undefined || attempt === undefined) continue;
    const known = attempts.get(`${jobId}:${attempt}`);
    const next = advancedAttempt(known, event, at);
    if (!next) continue;
    attempts.set(`${jobId}:${attempt}`, next);
    // The next holder closes what a lost one left open: it stays where it began.
    if (!known) hold.attempts.push(next);
  }
  return withEnds(
    [...holds.values()].toSorted((one, other) => one.fence - other.fence),
    heldFence,
  );
}

function newHold(fence: number, workerId: string): Hold & { seenAt: number } {
  return { fence, workerId, from: undefined, to: undefined, end: "open", attempts: [], seenAt: 0 };
}

function advanced(hold: Hold, status: EventStatus, at: number): Hold {
  if (status === "LockAcquired") return { ...hold, from: at };
  if (status === "LockReleased") return { ...hold, to: at, end: "released" };
  return status === "LockLost" ? { ...hold, to: at, end: "lost" } : hold;
}

function advancedAttempt(known: Attempt | undefined, event: JobEvent, at: number): Attempt | undefined {
  const { jobId = "", jobName, attempt = 0, status, durationMs } = event;
  if (status === "Started") return { jobId, jobName, attempt, from: at, to: undefined, outcome: undefined };
  if (!attemptEnds.has(status)) return undefined;
  const from = durationMs === undefined ? undefined : at - durationMs;
  return Object.assign(known ?? { jobId, jobName, attempt, from }, { to: at, outcome: status });
}

/** A hold that told nothing of its end lasted until the next one began, at the longest. */
function withEnds(holds: (Hold & { seenAt: number })[], heldFence: number | undefined): Hold[] {
  return holds.map(({ seenAt, ...hold }, place) => {
    if (hold.end !== "open") return hold;
    const next = holds[place + 1];
    if (next) return { ...hold, to: next.from ?? seenAt, end: "lost" };
    const goesOn = heldFence === undefined || heldFence === hold.fence;
    return goesOn ? hold : { ...hold, to: seenAt, end: "lost" };
  });
}

function waitsOf(events: readonly JobEvent[]): Wait[] {
  const waits: Wait[] = [];
  const since = new Map<string, number>();
  for (const event of events) {
    const { jobId, jobName, status } = event;
    if (jobId === undefined) continue;
    const begins = waitBegin(event);
    if (begins !== undefined) since.set(jobId, begins);
    else if (status === "Started" || status === "Cancelled" || status === "DeadLettered") {
      const from = since.get(jobId);
      const to = Date.parse(event.occurredAt);
      if (from !== undefined && to - from >= leastWaitMs) waits.push({ jobId, jobName, from, to });
      since.delete(jobId);
    }
  }
  return waits;
}

function waitBegin({ status, occurredAt, data }: JobEvent): number | undefined {
  if (status === "Queued" || status === "Deferred" || status === "Interrupted") return Date.parse(occurredAt);
  if (status !== "RetryScheduled" && status !== "Rescheduled") return undefined;
  // It waits for its own time until then.
  const nextAt = (data as { nextAt?: unknown } | undefined)?.nextAt;
  return typeof nextAt === "string" ? Date.parse(nextAt) : Date.parse(occurredAt);
}

/** The waits that were going on in a span, each job once, the longest waiting first. */
export function waitsDuring(waits: readonly Wait[], from: number, to: number): Wait[] {
  const during = waits.filter((wait) => wait.from < to && (wait.to ?? Number.POSITIVE_INFINITY) > from);
  const byJob = new Map(during.toSorted((one, other) => other.from - one.from).map((wait) => [wait.jobId, wait]));
  return [...byJob.values()].toReversed();
}

export type Step = { from: number; to: number; count: number };

/** How many waited, from each change to the next. */
export function waitingSteps(waits: readonly Wait[], from: number, to: number): Step[] {
  const inside = waits.map((wait) => [Math.max(from, wait.from), Math.min(to, wait.to ?? to)] as const);
  const changes = inside
    .filter(([begin, end]) => begin < end)
    .flatMap(([begin, end]) => [
      { at: begin, by: 1 },
      { at: end, by: -1 },
    ])
    .toSorted((one, other) => one.at - other.at);
  const steps: Step[] = [];
  let count = 0;
  for (const [place, { at, by }] of changes.entries()) {
    count += by;
    const end = changes[place + 1]?.at ?? to;
    if (count > 0 && end > at) steps.push({ from: at, to: end, count });
  }
  return steps;
}
