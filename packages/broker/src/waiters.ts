type Waiter = { holds: () => boolean; resolve: (held: boolean) => void };

/** Those who wait for something to change; whoever changes it wakes them. */
export class Waiters {
  readonly #waiters = new Set<Waiter>();

  /** @returns true as soon as `holds` does; false when `ms` have passed before. */
  until(holds: () => boolean, ms: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(waiter, false), ms);
      const waiter: Waiter = {
        holds,
        resolve: (held) => {
          clearTimeout(timer);
          resolve(held);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /** Lets those go for whom it holds now. */
  wake(): void {
    for (const waiter of this.#waiters) if (waiter.holds()) this.#settle(waiter, true);
  }

  #settle(waiter: Waiter, held: boolean): void {
    this.#waiters.delete(waiter);
    waiter.resolve(held);
  }
}
