import { type Attempt, type Hold, type KeyTimeline, type Step, waitingSteps } from "./key-timeline.ts";
import type { Span } from "./time-span.ts";

/** A part of the picture, clipped to its span. */
export type Bar<T> = { of: T; from: number; to: number };
type Lane = { workerId: string; holds: Bar<Hold>[]; attempts: Bar<Attempt>[] };
export type Lanes = { workers: Lane[]; waiting: Step[]; most: number };

/** The picture of a key's past: a lane for each worker, and one for those who waited. */
export function lanesOf({ holds, waits }: KeyTimeline, span: Span, now: number): Lanes {
  const end = Math.min(now, span.to);
  const workers = new Map<string, Lane>();
  for (const hold of holds) {
    const bar = barOf(hold, span, end);
    if (!bar) continue;
    const { workerId } = hold;
    const lane = workers.get(workerId) ?? { workerId, holds: [], attempts: [] };
    workers.set(workerId, lane);
    lane.holds.push(bar);
    lane.attempts.push(...hold.attempts.flatMap((attempt) => barOf(attempt, span, hold.to ?? end) ?? []));
  }
  const waiting = waitingSteps(waits, span.from, end);
  return { workers: [...workers.values()], waiting, most: Math.max(0, ...waiting.map(({ count }) => count)) };
}

function barOf<T extends Hold | Attempt>(of: T, span: Span, open: number): Bar<T> | undefined {
  const from = Math.max(span.from, of.from ?? span.from);
  const to = Math.min(span.to, Math.max(of.to ?? open, of.from ?? Number.NEGATIVE_INFINITY));
  return from <= to && (of.to ?? open) >= span.from ? { of, from, to } : undefined;
}
