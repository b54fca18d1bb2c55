import { Worker } from "node:worker_threads";
import { microseconds } from "./shared-deadline.ts";
import { monotonicNow } from "./trust-clock.ts";

/** More than the slots of a worker and its leader; each takes 16 bytes. */
const places = 256;
/** In the memory that both threads share: the cell that ends the watch, then a pair a place. */
const firstPlace = 1;

/**
 * Ends this process when an attempt is still under way although the trust in its lock is long over: when neither
 * the abort nor the end of its thread have stopped it, or the event loop that should have seen to them is stuck. It
 * is a thread of its own that waits for nothing but its own timer, and knows what it must from shared memory.
 */
export class Watchdog {
  readonly #cells = new BigInt64Array(
    new SharedArrayBuffer((firstPlace + places * 2) * BigInt64Array.BYTES_PER_ELEMENT),
  );
  readonly #free = Array.from({ length: places }, (_, place) => place).reverse();
  #thread: Worker | undefined;

  /** @param killAfterMs how long after the end of trust an attempt may still be under way. */
  start(killAfterMs: number): void {
    this.#thread = new Worker(new URL("./watchdog-thread.ts", import.meta.url), {
      workerData: { buffer: this.#cells.buffer, firstPlace, places, killAfterMs },
      // It needs next to nothing.
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    });
    this.#thread.unref();
  }

  async stop(): Promise<void> {
    await this.#thread?.terminate();
  }

  /** A place for one hold. */
  watch(): WatchedHold {
    const place = this.#free.pop();
    if (place === undefined) throw new Error(`More than ${places} holds at once`);
    const at = firstPlace + place * 2;
    const store = (offset: number, value: bigint) => void Atomics.store(this.#cells, at + offset, value);
    return {
      trustedUntil: (monotonicMs) => store(0, microseconds(monotonicMs)),
      lost: () => store(0, microseconds(Math.min(monotonicNow(), Number(Atomics.load(this.#cells, at)) / 1000))),
      attempt: (isUnderWay) => store(1, isUnderWay ? 1n : 0n),
      over: () => {
        store(1, 0n);
        if (!this.#free.includes(place)) this.#free.push(place);
      },
    };
  }
}

/** What the watchdog knows of a hold. */
export type WatchedHold = {
  trustedUntil(monotonicMs: number): void;
  /** Trust ended now, or before. */
  lost(): void;
  attempt(isUnderWay: boolean): void;
  /** The hold is over, and no attempt of it is under way. */
  over(): void;
};
