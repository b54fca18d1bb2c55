import type { Logger } from "./logger.ts";

type Release = { name: string; release: () => Promise<unknown> | unknown };

/**
 * What an app has acquired, given back in reverse order. `close` is idempotent; a release that fails is
 * logged and does not keep the others from running.
 */
export class Lifecycle {
  readonly #releases: Release[] = [];
  readonly #logger: Logger;
  #closing: Promise<void> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  onClose(name: string, release: Release["release"]): void {
    this.#releases.push({ name, release });
  }

  close(): Promise<void> {
    this.#closing ??= this.#releaseAll();
    return this.#closing;
  }

  async #releaseAll(): Promise<void> {
    for (const { name, release } of this.#releases.toReversed()) {
      try {
        await release();
      } catch (err) {
        this.#logger.warn({ err, name }, "A part did not stop cleanly");
      }
    }
  }

  /**
   * First SIGTERM, SIGINT or SIGHUP stops in order and exits 0; a second one exits at once with 130. Under a
   * supervisor that speaks IPC, its death stops in order, too, and does not count as a signal.
   */
  stopOnSignals(): void {
    let signals = 0;
    const stop = (reason: string) => {
      if (this.#closing) return;
      this.#logger.info({ reason }, "Stopping");
      void this.close().then(() => process.exit(0));
    };
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      process.on(signal, () => {
        signals += 1;
        if (signals > 1) process.exit(130);
        stop(signal);
      });
    }
    // It may have died while this process was loading its modules.
    if (process.connected === false) stop("supervisor gone");
    else process.once("disconnect", () => stop("supervisor gone"));
  }
}
