/** A moment on both clocks. */
export type Mark = { monotonicMs: number; wallMs: number };

/**
 * Measures how long a lease has been running, for the worse of two clocks: the monotonic one, and the wall
 * clock where it went further forward (a suspended machine stops the first one, not the second). A wall clock
 * that is set back changes nothing.
 */
export class TrustClock {
  mark(): Mark {
    return { monotonicMs: monotonicNow(), wallMs: Date.now() };
  }

  elapsedSince(mark: Mark): number {
    return Math.max(monotonicNow() - mark.monotonicMs, Date.now() - mark.wallMs);
  }
}

/** Milliseconds on the clock that all threads of this machine share and nobody can set. */
export function monotonicNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
