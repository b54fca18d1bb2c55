import type { JobEvent } from "@baton/contracts";
import { pause } from "@baton/runtime";
import type { JobSystem } from "./job-system.ts";

export type MissedEventsDeps = {
  system: Pick<JobSystem, "onFlow">;
  readEvents: NonNullable<JobSystem["readEvents"]>;
  /** The jobs whose end is still to come, oldest first. */
  openJobs: () => { jobId: string; heardAt: number }[];
  take: (event: JobEvent) => void;
};

const everyMs = 1000;
const silentMs = 10_000;
// The oldest are those that run; that the others wait will still be true later.
const atOnce = 20;

/**
 * Live events are hints: those of a time without connection, ours or a worker's, never come. This asks the record
 * about jobs that have been silent for a while, and about every open job after a reconnection.
 */
export class MissedEvents {
  readonly #deps: MissedEventsDeps;
  readonly #stopping = new AbortController();
  readonly #askedAt = new Map<string, number>();
  #connectedAt = 0;

  constructor(deps: MissedEventsDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    await this.#deps.system.onFlow(() => {
      this.#connectedAt = Date.now();
    });
    void this.#watch();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(everyMs, signal);
      const due = this.#deps.openJobs().filter((job) => this.#isDue(job));
      for (const { jobId } of due.slice(0, atOnce)) await this.#ask(jobId);
    }
  }

  #isDue({ jobId, heardAt }: { jobId: string; heardAt: number }): boolean {
    const knownAt = Math.max(heardAt, this.#askedAt.get(jobId) ?? 0);
    return knownAt < this.#connectedAt || Date.now() - knownAt > silentMs;
  }

  async #ask(jobId: string): Promise<void> {
    const askedAt = Date.now();
    try {
      for (const event of await this.#deps.readEvents(jobId)) this.#deps.take(event);
      this.#askedAt.set(jobId, askedAt);
    } catch {
      // Storage is away: it is asked again in a moment.
    }
  }
}
