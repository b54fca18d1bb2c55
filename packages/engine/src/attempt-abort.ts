import type { AbortReason } from "@baton/sdk";

type Abort = { reason: AbortReason; graceMs: number };

/** What job code gets between being told to end and being ended. */
const graceMs = 2000;

/** The first reason for which an attempt must end, with the time that its code gets to do so. */
export class AttemptAbort {
  readonly promise: Promise<Abort>;
  readonly #lost: AbortSignal;
  readonly #stopping: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #onLost = () => this.#abort({ reason: "lock-lost", graceMs });
  readonly #onStopping: () => void;
  #resolve: (abort: Abort) => void = () => undefined;
  #reason: AbortReason | undefined;

  constructor(lost: AbortSignal, stopping: AbortSignal, timeoutMs: number, stopGraceMs: number) {
    this.#lost = lost;
    this.#stopping = stopping;
    this.#onStopping = () => this.#abort({ reason: "shutdown", graceMs: stopGraceMs });
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(() => this.#abort({ reason: "timed-out", graceMs }), timeoutMs);
    lost.addEventListener("abort", this.#onLost);
    stopping.addEventListener("abort", this.#onStopping);
    if (lost.aborted) this.#onLost();
    if (stopping.aborted) this.#onStopping();
  }

  get reason(): AbortReason | undefined {
    return this.#reason;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#lost.removeEventListener("abort", this.#onLost);
    this.#stopping.removeEventListener("abort", this.#onStopping);
  }

  #abort(abort: Abort): void {
    this.#reason ??= abort.reason;
    this.#resolve(abort);
  }
}
