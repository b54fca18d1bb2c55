import { type Logger, pause } from "@baton/runtime";
import { type Answer, ok, refused } from "./answer.ts";

export type PartState = { status: "up" | "starting" | "down"; detail?: string };

const timeLimitMs = 5000;
const retryMs = 500;
/** An outage at the start counts as "starting" for this long: npm start brings storage up next to us. */
const startingMs = 30_000;

/**
 * Every use of storage goes through here, so that an outage is one known answer instead of an exception in a
 * page. States: starting → up ⇄ down.
 */
export class StorageGate {
  readonly #logger: Logger;
  readonly #startedAt = performance.now();
  #prepared = false;
  #lastFailure: string | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get state(): PartState {
    if (this.#prepared && this.#lastFailure === undefined) return { status: "up" };
    const starting = !this.#prepared && performance.now() - this.#startedAt < startingMs;
    return {
      status: starting ? "starting" : "down",
      ...(this.#lastFailure === undefined ? {} : { detail: this.#lastFailure }),
    };
  }

  /**
   * Repeats `prepare` until storage answers.
   * @returns undefined when `signal` ended the wait.
   * @throws what is no outage, e.g. a schema that is too new.
   */
  async prepare<T>(prepare: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    while (!signal.aborted) {
      try {
        const prepared = await withinTimeLimit(prepare());
        this.#prepared = true;
        this.#noteSuccess();
        return prepared;
      } catch (err) {
        if (!isOutage(err)) throw err;
        this.#noteFailure(err);
        await pause(retryMs, signal);
      }
    }
    return undefined;
  }

  /** @param limitMs how long `work` may take; what waits for more than storage needs more than the usual. */
  async use<T>(work: () => Promise<T>, limitMs = timeLimitMs): Promise<Answer<T>> {
    if (!this.#prepared) return this.#refusal();
    try {
      const value = await withinTimeLimit(work(), limitMs);
      this.#noteSuccess();
      return ok(value);
    } catch (err) {
      if (!isOutage(err)) throw err;
      this.#noteFailure(err);
      return this.#refusal();
    }
  }

  #refusal(): Answer<never> {
    const { status, detail } = this.state;
    return refused(status === "starting" ? "starting" : "storage-unavailable", detail);
  }

  #noteSuccess(): void {
    if (this.#lastFailure !== undefined) this.#logger.info("Storage answers again");
    this.#lastFailure = undefined;
  }

  #noteFailure(err: Error): void {
    if (this.#lastFailure === undefined) this.#logger.warn({ err }, "Storage does not answer");
    this.#lastFailure = describe(err);
  }
}

class TimeLimitError extends Error {
  override name = "TimeLimitError";
}

async function withinTimeLimit<T>(work: Promise<T>, limitMs = timeLimitMs): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeLimitError(`no answer within ${limitMs / 1000} s`)), limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

// The Azure SDK reports refusals by the service and failures of the network alike as RestError; a request that was
// given up after a time of its own as AbortError.
function isOutage(err: unknown): err is Error {
  return err instanceof Error && (["RestError", "AbortError"].includes(err.name) || err instanceof TimeLimitError);
}

/** The first line: the SDK's messages go on with the whole request. */
function describe(err: Error): string {
  return err.message.split("\n", 1)[0] ?? err.name;
}
