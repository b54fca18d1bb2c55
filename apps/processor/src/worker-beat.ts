import type { WhoKnows } from "@baton/engine";
import { type Logger, pause } from "@baton/runtime";
import type { StorageClock, WorkerRegistry, WorkerRow } from "@baton/store";

const beatMs = 5000;
const freshMs = 3000;

/** Keeps this worker's row in the registry fresh, and knows from the others' rows who can run what. */
export class WorkerBeat {
  readonly #registry: WorkerRegistry;
  readonly #describe: () => Omit<WorkerRow, "beatAt" | "clockOffsetMs">;
  readonly #clock: StorageClock;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #beating: Promise<void> | undefined;
  #others: { readAt: number; types: Set<string> } = { readAt: Number.NEGATIVE_INFINITY, types: new Set() };

  constructor(
    registry: WorkerRegistry,
    describe: () => Omit<WorkerRow, "beatAt" | "clockOffsetMs">,
    clock: StorageClock,
    logger: Logger,
  ) {
    this.#registry = registry;
    this.#clock = clock;
    this.#describe = describe;
    this.#logger = logger;
  }

  /** Resolves after the first beat. */
  async start(): Promise<void> {
    await this.#beat();
    this.#beating = this.#beatForEver();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#beating;
    await this.#registry.leave(this.#describe().workerId);
  }

  readonly whoKnows: WhoKnows = async (type) => {
    const self = this.#describe();
    if (self.types.includes(type)) return "here";
    if (performance.now() - this.#others.readAt > freshMs) {
      const others = (await this.#registry.live()).filter(({ workerId }) => workerId !== self.workerId);
      this.#others = { readAt: performance.now(), types: new Set(others.flatMap((other) => other.types)) };
    }
    return this.#others.types.has(type) ? "elsewhere" : "nobody";
  };

  async #beatForEver(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(beatMs, signal);
      if (!signal.aborted) await this.#beat().catch((err) => this.#logger.warn({ err }, "The beat was not written"));
    }
  }

  #beat(): Promise<void> {
    const clockOffsetMs = this.#clock.wallOffsetMs;
    return this.#registry.beat({ ...this.#describe(), clockOffsetMs, beatAt: this.#clock.now().toISOString() });
  }
}
