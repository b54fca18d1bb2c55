import type { AbortReason } from "@baton/sdk";

export type Abort = { reason: AbortReason; graceMs: number };

/** What job code gets between being told to end and being ended. */
export const graceMs = 2000;

/** The first reason for which an attempt must end, with the time that its code gets to do so. */
export class AttemptAbort {
  readonly promise: Promise<Abort>;
  /** Settles when the lock is lost, also while a longer grace is running: that one is over then. */
  readonly lockLost: Promise<void>;
  readonly #lost: AbortSignal;
  readonly #stopping: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #onLost = () => {
    this.#resolve({ reason: "lock-lost", graceMs });
    this.#resolveLost();
  };
  readonly #onStopping: () => void;
  #resolve: (abort: Abort) => void = () => undefined;
  #resolveLost: () => void = () => undefined;

  constructor(lost: AbortSignal, stopping: AbortSignal, timeoutMs: number, stopGraceMs: number) {
    this.#lost = lost;
    this.#stopping = stopping;
    this.#onStopping = () => this.#resolve({ reason: "shutdown", graceMs: stopGraceMs });
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.lockLost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
    this.#timer = setTimeout(() => this.#resolve({ reason: "timed-out", graceMs }), timeoutMs);
    lost.addEventListener("abort", this.#onLost);
    stopping.addEventListener("abort", this.#onStopping);
    if (lost.aborted) this.#onLost();
    if (stopping.aborted) this.#onStopping();
  }

  cancel(): void {
    this.#resolve({ reason: "cancelled", graceMs });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#lost.removeEventListener("abort", this.#onLost);
    this.#stopping.removeEventListener("abort", this.#onStopping);
  }
}
