import type { DesiredState } from "@baton/contracts";
import type { WhoKnows } from "@baton/engine";
import { type Logger, pause } from "@baton/runtime";
import type { StorageClock, WorkerRegistry, WorkerRow } from "@baton/store";

const beatMs = 5000;
const freshMs = 3000;

export type BeatingWorker = {
  workerId: string;
  /** The job types that it can run. */
  types: ReadonlyMap<string, unknown>;
  describe: () => Omit<WorkerRow, "beatAt" | "workerId" | "types" | "clockOffsetMs">;
  /** Called with each beat, before it says how things stand. */
  obey: (desired: DesiredState) => void;
};

/**
 * Keeps this worker's row in the registry fresh, reads in it what an operator wants, and knows from the others' rows
 * who can run what.
 */
export class WorkerBeat {
  readonly #registry: WorkerRegistry;
  readonly #worker: BeatingWorker;
  readonly #clock: StorageClock;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #unknownSince = new Map<string, number>();
  #beating: Promise<void> | undefined;
  #beatenAt = Number.NEGATIVE_INFINITY;
  #others: { readAt: number; types: Set<string> } = { readAt: Number.NEGATIVE_INFINITY, types: new Set() };

  constructor(registry: WorkerRegistry, worker: BeatingWorker, clock: StorageClock, logger: Logger) {
    this.#registry = registry;
    this.#worker = worker;
    this.#clock = clock;
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
    await this.#registry.leave(this.#worker.workerId);
  }

  /** Since the last beat that storage took. */
  get sinceBeatMs(): number {
    return performance.now() - this.#beatenAt;
  }

  readonly whoKnows: WhoKnows = async (type) => {
    const { workerId, types } = this.#worker;
    if (types.has(type)) return "here";
    if (performance.now() - this.#others.readAt > freshMs) {
      const others = (await this.#registry.live()).filter((other) => other.workerId !== workerId);
      this.#others = { readAt: performance.now(), types: new Set(others.flatMap((other) => other.types)) };
    }
    const isKnown = this.#others.types.has(type);
    if (isKnown) this.#unknownSince.delete(type);
    else if (!this.#unknownSince.has(type)) this.#unknownSince.set(type, performance.now());
    return isKnown ? "elsewhere" : "nobody";
  };

  /** For how long this worker has known of nobody who can run it; 0 when somebody can. */
  unknownForMs(type: string): number {
    const since = this.#unknownSince.get(type);
    return since === undefined ? 0 : performance.now() - since;
  }

  async #beatForEver(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(beatMs, signal);
      if (!signal.aborted) await this.#beat().catch((err) => this.#logger.warn({ err }, "The beat was not written"));
    }
  }

  async #beat(): Promise<void> {
    const { workerId, types, describe, obey } = this.#worker;
    obey(await this.#registry.desiredOf(workerId));
    await this.#registry.beat({
      ...describe(),
      workerId,
      types: [...types.keys()],
      clockOffsetMs: this.#clock.wallOffsetMs,
      beatAt: this.#clock.now().toISOString(),
    });
    this.#beatenAt = performance.now();
  }
}
