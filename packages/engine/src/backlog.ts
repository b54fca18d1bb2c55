const most = 500;
// A bound for a wait that nobody ends any more, because the attempt was given up.
const waitMs = 1000;

/**
 * Counts, in memory that both sides share, what a thread has said and the record does not have yet. A thread
 * that floods its log waits here, instead of burying the worker in messages.
 */
export class Backlog {
  readonly buffer: SharedArrayBuffer;
  readonly #count: Int32Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#count = new Int32Array(buffer);
  }

  /** In the thread, before it says something: blocks it while too much is under way. */
  add(): void {
    const count = Atomics.add(this.#count, 0, 1) + 1;
    if (count > most) Atomics.wait(this.#count, 0, count, waitMs);
  }

  /** In the worker, when that has been recorded, or never will be. */
  taken(): void {
    Atomics.sub(this.#count, 0, 1);
    Atomics.notify(this.#count, 0);
  }
}
