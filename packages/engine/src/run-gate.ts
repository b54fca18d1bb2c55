/**
 * Lets the attempts of a worker run side by side, or one of them alone. Whoever asks to be alone keeps new ones from
 * beginning until it has been.
 */
export class RunGate {
  readonly #inside = new Set<object>();
  readonly #onLeave = new Set<() => void>();
  #reservedBy: object | undefined;

  /** Only one attempt runs here, or is about to: no other key can be served. */
  get isReserved(): boolean {
    return this.#reservedBy !== undefined;
  }

  /** True when `who` may run now, side by side with others. */
  enter(who: object): boolean {
    if (this.#reservedBy !== undefined && this.#reservedBy !== who) return false;
    this.#inside.add(who);
    return true;
  }

  /** Resolves true when `who` is the only one inside; false when another wants the same, or the signal aborts. */
  async enterAlone(who: object, signal: AbortSignal): Promise<boolean> {
    if (this.#reservedBy !== undefined) return false;
    this.#reservedBy = who;
    while (this.#inside.size > 0 && !signal.aborted) await this.#someoneLeaves(signal);
    if (signal.aborted) this.leave(who);
    else this.#inside.add(who);
    return !signal.aborted;
  }

  leave(who: object): void {
    this.#inside.delete(who);
    if (this.#reservedBy === who) this.#reservedBy = undefined;
    for (const wake of this.#onLeave) wake();
  }

  #someoneLeaves(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#onLeave.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#onLeave.add(wake);
      signal.addEventListener("abort", wake);
    });
  }
}
