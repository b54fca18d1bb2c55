import { formatDuration } from "../../view/duration.ts";

/** Less is the way to the storage and back. */
const inStepMs = 100;
/** From here on times in logs cannot be compared by eye, and something is wrong with the host's clock. */
const offMs = 2000;

/** How far a worker's clock is from the storage's. @param offsetMs how far it is ahead. */
export function clockText(offsetMs: number): string {
  const size = Math.abs(offsetMs);
  return size < inStepMs ? "in step" : `${formatDuration(size)} ${offsetMs > 0 ? "ahead" : "behind"}`;
}

export function isClockOff(offsetMs: number): boolean {
  return Math.abs(offsetMs) >= offMs;
}
