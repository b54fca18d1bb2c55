import { type Logger, pause } from "@baton/runtime";

export type HeldKeyWatchDeps = {
  /** Who holds a key's lock now: a worker's id, or undefined when it is free. */
  holderOf: (keyId: string) => Promise<string | undefined>;
  /** Called with a key that was found free. */
  onFree: (keyId: string) => Promise<void>;
  hasFreeSlot: () => boolean;
  /** Between two looks; resolves early when the signal aborts. */
  wait?: typeof pause;
  logger: Logger;
};

const lookMs = 500;
const lookJitterMs = 100;
/** The rest is left to the sweep. */
const mostKeys = 64;

/**
 * The keys with work whose lock another worker was seen to hold. It looks at them in turn, one every half second,
 * so what a dead worker's parent gives back is taken soon, for a rate of requests that does not depend on how many
 * keys are busy. Where one key of a worker is free, the others that it held are looked at at once.
 */
export class HeldKeyWatch {
  readonly #deps: HeldKeyWatchDeps;
  /** Holders by key, in the order in which the keys are looked at. */
  readonly #holders = new Map<string, string | undefined>();
  readonly #stopping = new AbortController();
  #watching: Promise<void> | undefined;

  constructor(deps: HeldKeyWatchDeps) {
    this.#deps = deps;
  }

  has(keyId: string): boolean {
    return this.#holders.has(keyId);
  }

  add(keyId: string): void {
    if (this.#holders.has(keyId) || this.#holders.size >= mostKeys || this.#stopping.signal.aborted) return;
    this.#holders.set(keyId, undefined);
    this.#watching ??= this.#watch();
  }

  drop(keyId: string): void {
    this.#holders.delete(keyId);
  }

  /** Leaves alone what has no work any more. */
  keepOnly(isDue: (keyId: string) => boolean): void {
    for (const keyId of this.#holders.keys()) if (!isDue(keyId)) this.#holders.delete(keyId);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    const { wait = pause } = this.#deps;
    while (this.#holders.size > 0 && !signal.aborted) {
      await wait(lookMs + (Math.random() - 0.5) * 2 * lookJitterMs, signal);
      if (!signal.aborted && this.#deps.hasFreeSlot()) await this.#lookAtNext();
    }
    // In the same turn as the last look: nothing can be added in between and be left lying.
    this.#watching = undefined;
  }

  async #lookAtNext(): Promise<void> {
    const [next] = this.#holders;
    if (!next) return;
    const [keyId, lastHolder] = next;
    const isFree = await this.#look(keyId);
    if (!isFree || lastHolder === undefined) return;
    const others = [...this.#holders].filter(([, holder]) => holder === lastHolder).map(([other]) => other);
    for (const other of others) if (this.#deps.hasFreeSlot()) await this.#look(other);
  }

  async #look(keyId: string): Promise<boolean> {
    const { holderOf, onFree, logger } = this.#deps;
    try {
      const holder = await holderOf(keyId);
      this.#holders.delete(keyId);
      if (holder !== undefined) this.#holders.set(keyId, holder);
      else await onFree(keyId);
      return holder === undefined;
    } catch (err) {
      logger.debug({ err, keyId }, "A held key could not be looked at");
      return false;
    }
  }
}
