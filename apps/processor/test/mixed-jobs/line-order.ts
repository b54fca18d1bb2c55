import type { LedgerEvent } from "@baton/store";

/** What decides on a job's place in the line of its key. */
export type PlaceInLine = { priority: number; runAt?: Date };

/** How many pairs of jobs were compared, and which were the wrong way round. */
export type LineOrder = { compared: number; faults: string[] };

/**
 * Longer than it can take until a holder acts on what was ingested by another worker: its look at the inbox may be 2 s
 * old and what it chose from that 2 s more, on a machine that is busy; and a worker's clock is not storage's.
 */
const seenWithinMs = 8000;

/** What moves a job in the line, or keeps the line from moving: then the order is not the first one any more. */
const moves: ReadonlySet<string> = new Set([
  "RetryScheduled",
  "PriorityChanged",
  "Rescheduled",
  "Cancelled",
  "KeyPaused",
  "KeyResumed",
]);

/**
 * Goes through one key's record. At each start, of all jobs that had been received and were due `seenWithinMs` before
 * and had not ended, none may come before the one that starts: by higher priority, then by lower job id. Not asked are
 * keys with events that move jobs, and the starts of jobs whose worker was lost: they wait until they can run alone,
 * and may have been chosen long before.
 */
export function lineOrder(chain: readonly LedgerEvent[], places: ReadonlyMap<string, PlaceInLine>): LineOrder {
  if (chain.some(({ status }) => moves.has(status))) return { compared: 0, faults: [] };
  const lostAlready = new Set<string>();
  const ended = new Set<string>();
  const received = receivedTimes(chain);
  const pairs = chain.flatMap(({ jobId = "", status, occurredAt }) => {
    if (status === "Interrupted") lostAlready.add(jobId);
    if (status === "Completed" || status === "DeadLettered") ended.add(jobId);
    if (status !== "Started" || lostAlready.has(jobId)) return [];
    const seenFrom = Date.parse(occurredAt) - seenWithinMs;
    const others = [...received].filter(([other, atMs]) => {
      const dueAtMs = Math.max(atMs, places.get(other)?.runAt?.getTime() ?? 0);
      return other !== jobId && !ended.has(other) && dueAtMs < seenFrom;
    });
    return others.map(([other]) => ({ first: jobId, second: other }));
  });
  const wrong = pairs.filter(({ first, second }) => isBefore(second, first, places));
  return {
    compared: pairs.length,
    faults: wrong.map(({ first, second }) => `job ${first} started although job ${second} was before it in line`),
  };
}

function receivedTimes(chain: readonly LedgerEvent[]): Map<string, number> {
  const queued = chain.filter(({ status }) => status === "Queued");
  return new Map(queued.map(({ jobId = "", occurredAt }) => [jobId, Date.parse(occurredAt)]));
}

function isBefore(one: string, other: string, places: ReadonlyMap<string, PlaceInLine>): boolean {
  const [first, second] = [places.get(one)?.priority ?? 0, places.get(other)?.priority ?? 0];
  return first === second ? one < other : first > second;
}
