import type { JobEvent } from "@baton/contracts";

type Kept = { event: JobEvent; at: number };

/** Two beats of a worker: what happened before, its row tells. */
const keptMs = 10_000;
const keptEvents = 5000;

/** The live events of the last seconds: what has started and ended since workers told last. */
export class RecentEvents {
  readonly #now: () => number;
  #kept: Kept[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  readonly note = (event: JobEvent): void => {
    this.#kept.push({ event, at: this.#now() });
    if (this.#kept.length > 2 * keptEvents) this.#kept = this.#kept.slice(-keptEvents);
  };

  /** In the order in which they came. */
  get events(): JobEvent[] {
    const oldest = this.#now() - keptMs;
    this.#kept = this.#kept.filter(({ at }) => at >= oldest).slice(-keptEvents);
    return this.#kept.map(({ event }) => event);
  }
}
