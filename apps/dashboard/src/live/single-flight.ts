/**
 * Runs `work` at most once at a time and once in `everyMs`, however often it is asked for; a request that
 * comes meanwhile is served by one more run.
 */
export class SingleFlight {
  readonly #everyMs: number;
  readonly #work: () => Promise<void>;
  #lastStart = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #requested = false;

  constructor(everyMs: number, work: () => Promise<void>) {
    this.#everyMs = everyMs;
    this.#work = work;
  }

  request(): void {
    this.#requested = true;
    if (this.#running || this.#timer !== undefined) return;
    const waitMs = Math.max(0, this.#lastStart + this.#everyMs - performance.now());
    this.#timer = setTimeout(() => void this.#run(), waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#requested = false;
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#requested = false;
    this.#running = true;
    this.#lastStart = performance.now();
    try {
      await this.#work();
    } finally {
      this.#running = false;
      if (this.#requested) this.request();
    }
  }
}
