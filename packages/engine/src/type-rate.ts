import type { RateLimit } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import {
  type KeptStartLog,
  keptLog,
  type LimitRow,
  nextStartAt,
  type StartLog,
  type StorageClock,
  startLog,
  type TypeStarts,
  withoutStart,
  withStart,
} from "@baton/store";

export type TypeRateDeps = {
  starts: Pick<TypeStarts, "replace">;
  clock: Pick<StorageClock, "now" | "latestNow">;
  logger: Logger;
};

/** A turn that was not used by then is free again. */
const turnLapsesMs = 1000;
/** More keys than these share the last one. */
const mostTurns = 1000;

/**
 * A worker's view of one type's rate limit. Every start is granted by a conditional write to the row that all workers
 * share. Keys that wait are told different times, so that they do not all come for the same start.
 */
export class TypeRate {
  readonly #type: string;
  readonly #limit: RateLimit;
  readonly #deps: TypeRateDeps;
  #row: LimitRow<KeptStartLog> | undefined;
  /** When which key may try again. */
  readonly #turns = new Map<string, number>();
  #taking: Promise<unknown> = Promise.resolve();

  constructor(type: string, limit: RateLimit, deps: TypeRateDeps) {
    this.#type = type;
    this.#limit = limit;
    this.#deps = deps;
  }

  /** Until when a key's job waits, by what this worker knows; undefined when it may try. Asks nobody. */
  waitsUntil(keyId: string): number | undefined {
    const now = this.#now();
    const turn = this.#turns.get(keyId);
    if (turn !== undefined && turn > now) return turn;
    if (nextStartAt(turn === undefined ? this.#planned(now) : this.#log) <= now) return undefined;
    this.#turns.delete(keyId);
    const next = nextStartAt(this.#planned(now));
    if (this.#turns.size < mostTurns) this.#turns.set(keyId, next);
    return next;
  }

  /** @returns the start that was granted, or undefined when there is none to grant now. */
  take(keyId: string): Promise<number | undefined> {
    const taking = this.#taking.then(() => this.#take(keyId));
    this.#taking = taking.catch(() => undefined);
    return taking;
  }

  /** A start that was granted did not come. */
  giveBack(start: number): void {
    const giving = this.#taking.then(() => this.#change((log) => withoutStart(log, start)));
    this.#taking = giving.catch((err) => {
      this.#deps.logger.debug({ err, type: this.#type }, "A start was not given back; its window has one less");
    });
  }

  async #take(keyId: string): Promise<number | undefined> {
    // By the latest that it can be now, so that no clock makes a window shorter.
    const granted = await this.#change((log) =>
      nextStartAt(log) > this.#now() ? undefined : withStart(log, this.#deps.clock.latestNow().getTime()),
    );
    if (granted) this.#turns.delete(keyId);
    return granted?.starts.at(-1);
  }

  async #change(change: (log: StartLog) => StartLog | undefined): Promise<StartLog | undefined> {
    for (;;) {
      const log = change(this.#log);
      if (!log) return undefined;
      const { isWritten, row } = await this.#deps.starts.replace(this.#type, keptLog(log), this.#row);
      this.#row = row;
      if (isWritten) return log;
    }
  }

  get #log(): StartLog {
    return startLog(this.#limit, this.#row?.state);
  }

  /** What has started, and what other keys have been told. */
  #planned(now: number): StartLog {
    for (const [keyId, at] of this.#turns) if (at < now - turnLapsesMs) this.#turns.delete(keyId);
    const turns = [...this.#turns.values()].sort((one, other) => one - other);
    return turns.reduce(withStart, this.#log);
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}
