import { monotonicNow } from "./trust-clock.ts";

/**
 * The end of a trust window in shared memory, readable from a job's thread without asking anybody. It holds a
 * monotonic time in milliseconds; 0 means that nothing is trusted.
 */
export class SharedDeadline {
  readonly buffer: SharedArrayBuffer;
  readonly #cell: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#cell = new Float64Array(buffer);
  }

  set(monotonicMs: number): void {
    this.#cell[0] = monotonicMs;
  }

  get remainingMs(): number {
    return (this.#cell[0] ?? 0) - monotonicNow();
  }

  get passed(): boolean {
    return this.remainingMs <= 0;
  }
}
