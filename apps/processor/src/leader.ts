import type { LeaseHold, LockStore } from "@baton/lease";
import { type Logger, pause } from "@baton/runtime";

/** One time as leader. */
export type LeaderTerm = {
  /** Rises with every term. */
  fence: number;
  /** Aborts when another may be leader: nothing may be written after that. */
  lost: AbortSignal;
  /** Aborts when this worker stops, too: nothing new is begun after that. */
  stopping: AbortSignal;
};

/** What one worker at a time does for all. */
export type LeaderDuty = {
  name: string;
  /** How long it rests between two times. */
  restMs: number | ((tookMs: number) => number);
  /** Does it once. What it throws is logged, and it is called again at its time. */
  run(term: LeaderTerm): Promise<void>;
};

/** The lock of the leader; no key's name begins like this. */
const leaderKey = "~leader";
const standForMs = { least: 10_000, spread: 5000 };

/**
 * Makes this worker the leader whenever nobody is. States: candidate ⇄ leader → stopped. The lock is a lease like
 * those of the keys: renewed, taken over when it runs out, given back by the parent when this process dies.
 */
export class Leader {
  readonly #locks: LockStore;
  readonly #duties: LeaderDuty[];
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #standing: Promise<void> | undefined;

  constructor(locks: LockStore, duties: LeaderDuty[], logger: Logger) {
    this.#locks = locks;
    this.#duties = duties;
    this.#logger = logger;
  }

  start(): void {
    this.#standing ??= this.#stand();
  }

  /** Lets what is being written end, and gives the lock back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#standing;
  }

  async #stand(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const result = await this.#locks.tryAcquire(leaderKey);
        if (result.kind === "acquired") await this.#lead(result.hold);
      } catch (err) {
        this.#logger.debug({ err }, "Standing for leader failed; trying again");
      }
      await pause(standForMs.least + Math.random() * standForMs.spread, signal);
    }
  }

  async #lead(hold: LeaseHold): Promise<void> {
    try {
      const fence = await hold.mint(0);
      const stopping = AbortSignal.any([hold.lost, this.#stopping.signal]);
      this.#logger.info({ fence }, "This worker is leader");
      await Promise.all(this.#duties.map((duty) => this.#perform(duty, { fence, lost: hold.lost, stopping })));
    } finally {
      await hold.release();
      this.#logger.info("This worker is leader no longer");
    }
  }

  async #perform(duty: LeaderDuty, term: LeaderTerm): Promise<void> {
    const { restMs } = duty;
    while (!term.stopping.aborted) {
      const from = performance.now();
      try {
        await duty.run(term);
      } catch (err) {
        if (!term.lost.aborted) this.#logger.error({ err, duty: duty.name }, "A duty of the leader failed");
      }
      await pause(typeof restMs === "number" ? restMs : restMs(performance.now() - from), term.stopping);
    }
  }
}
