/** How many attempts run now, and how many have begun. */
export class RunningJobs {
  readonly #tell: (running: number) => void;
  #running = 0;
  #told = 0;
  #attempts = 0;
  #telling: NodeJS.Timeout | undefined;

  /** @param tell called soon after a change: short jobs in a row are no news. */
  constructor(tell: (running: number) => void) {
    this.#tell = tell;
  }

  get attempts(): number {
    return this.#attempts;
  }

  change(by: 1 | -1): void {
    this.#running += by;
    if (by > 0) this.#attempts += by;
    this.#telling ??= setTimeout(() => this.#tellChange(), tellAfterMs).unref();
  }

  #tellChange(): void {
    this.#telling = undefined;
    if (this.#told === this.#running) return;
    this.#told = this.#running;
    this.#tell(this.#running);
  }
}

const tellAfterMs = 50;
