import { monotonicNow } from "./trust-clock.ts";

/**
 * The end of a trust window in shared memory, readable from a job's thread without asking anybody: a monotonic
 * time in microseconds; 0 means that nothing is trusted. An integer, because only those are never seen half written.
 */
export class SharedDeadline {
  readonly buffer: SharedArrayBuffer;
  readonly #cell: BigInt64Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#cell = new BigInt64Array(buffer);
  }

  /** @param monotonicMs on the clock of `monotonicNow`. */
  set(monotonicMs: number): void {
    Atomics.store(this.#cell, 0, microseconds(monotonicMs));
  }

  get remainingMs(): number {
    return Number(Atomics.load(this.#cell, 0)) / 1000 - monotonicNow();
  }

  get passed(): boolean {
    return this.remainingMs <= 0;
  }
}

export function microseconds(ms: number): bigint {
  return BigInt(Math.floor(ms * 1000));
}
