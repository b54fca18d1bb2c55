import type { RateLimit } from "@baton/contracts";

/** The last starts under a rate limit, oldest first, in milliseconds of storage's time; no more than its limit. */
export type StartLog = RateLimit & { starts: number[] };

/** A log as it is kept: times in base 36, each as the distance from the one before. */
export type KeptStartLog = RateLimit & { starts: string };

/**
 * Starts come one at a time, so far apart if the rate leaves room for it: between a grant and the start there is a
 * little time, more or less of it, and without the gap the starts of two windows would run into each other.
 */
const maxGapMs = 100;

/** @param rate as it is today; what was kept may be of another. */
export function startLog({ limit, perMs }: RateLimit, kept: KeptStartLog | undefined): StartLog {
  return { limit, perMs, starts: kept ? timesFrom(kept.starts).slice(-limit) : [] };
}

export function keptLog({ limit, perMs, starts }: StartLog): KeptStartLog {
  const distances = starts.map((at, place) => at - (starts[place - 1] ?? 0));
  return { limit, perMs, starts: distances.map((distance) => distance.toString(36)).join(".") };
}

/** When another start is within the limit; in the past when it is now. */
export function nextStartAt({ limit, perMs, starts }: StartLog): number {
  const last = starts.at(-1);
  if (last === undefined) return 0;
  const firstOfFull = starts.at(-limit);
  const windowOver = firstOfFull === undefined ? 0 : firstOfFull + perMs;
  return Math.max(windowOver, last + Math.min(maxGapMs, Math.floor(perMs / limit / 2)));
}

export function withStart(log: StartLog, at: number): StartLog {
  return { ...log, starts: [...log.starts, Math.max(at, log.starts.at(-1) ?? at)].slice(-log.limit) };
}

/** A start that was granted and did not come. */
export function withoutStart(log: StartLog, at: number): StartLog {
  const place = log.starts.lastIndexOf(at);
  return { ...log, starts: log.starts.filter((_, other) => other !== place) };
}

/** Nothing of it holds anything back any more. */
export function isOutdated({ perMs, starts }: StartLog, now: number): boolean {
  return (starts.at(-1) ?? 0) + perMs <= now;
}

function timesFrom(text: string): number[] {
  const times: number[] = [];
  if (text === "") return times;
  for (const distance of text.split(".")) times.push((times.at(-1) ?? 0) + Number.parseInt(distance, 36));
  return times;
}
