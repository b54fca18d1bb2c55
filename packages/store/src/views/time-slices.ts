const hourMs = 3_600_000;
const narrowestMs = 60_000;
const widestMs = 24 * hourMs;
const quickMs = 250;
const slowMs = 1000;

/**
 * How much time one request looks back on. The service looks through all rows of the range for those that match, and
 * nobody knows how many there are: as long as it answers quickly, the next range is twice as long.
 */
export class TimeSlices {
  #ms = hourMs;

  /** Where the slice that begins (at its newer end) at `time` ends. */
  endOf(time: Date): Date {
    return new Date(time.getTime() - this.#ms);
  }

  /** @param tookMs how long the request for the last slice took. */
  note(tookMs: number): void {
    if (tookMs < quickMs) this.#ms = Math.min(widestMs, this.#ms * 2);
    if (tookMs > slowMs) this.#ms = Math.max(narrowestMs, this.#ms / 2);
  }
}
