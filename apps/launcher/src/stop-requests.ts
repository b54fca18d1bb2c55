/** Ctrl-C reaches us up to three times: from the terminal, from npm, from the start script. */
const onePressMs = 500;

/**
 * Who wants the launcher to stop: signals, the death of the start script, the launcher itself. The first request
 * is `asked`; a later one that is not an echo of it counts as impatience.
 */
export class StopRequests {
  readonly asked: Promise<void>;
  readonly #ask: () => void;
  readonly #onAgain: () => void;
  #firstAt: number | undefined;

  constructor(onAgain: () => void) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.asked = promise;
    this.#ask = resolve;
    this.#onAgain = onAgain;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.#signalled());
    process.once("disconnect", () => this.request());
  }

  request(): void {
    this.#firstAt ??= Date.now();
    this.#ask();
  }

  #signalled(): void {
    if (this.#firstAt === undefined) this.request();
    else if (Date.now() - this.#firstAt > onePressMs) this.#onAgain();
  }
}
