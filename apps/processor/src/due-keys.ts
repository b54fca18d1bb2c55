import type { WakeLadder } from "@baton/broker";
import type { Logger } from "@baton/runtime";

export type DueKeysDeps = {
  ladder: Pick<WakeLadder, "wakeIn">;
  /** Storage's time. */
  now: () => Date;
  /** A key's time has come. */
  onDue: (keyId: string) => Promise<void>;
  workerId: string;
  logger: Logger;
};

/** What is due later than this is left to the sweep, which comes by before. */
export const timersAheadMs = 5000;
const mostTimers = 10_000;
const mostRemembered = 10_000;

/**
 * When keys without due work become due. Their markers say so, too, and are the truth; this only makes haste: a timer
 * for what is due soon, and for the rest a wake from the broker, so that a key is taken in time when this worker is gone
 * by then.
 */
export class DueKeys {
  readonly #deps: DueKeysDeps;
  readonly #timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();
  /** For what time a wake has been sent, by key. */
  readonly #sent = new Map<string, number>();

  constructor(deps: DueKeysDeps) {
    this.#deps = deps;
  }

  /** This worker has postponed a key. */
  postponed(keyId: string, dueAt: Date): void {
    this.expect(keyId, dueAt);
    if (this.#sent.get(keyId) === dueAt.getTime()) return;
    this.#sent.delete(keyId);
    this.#sent.set(keyId, dueAt.getTime());
    if (this.#sent.size > mostRemembered) this.#forgetOldest();
    const { ladder, now, workerId, logger } = this.#deps;
    const seconds = (dueAt.getTime() - now().getTime()) / 1000;
    const body = Buffer.from(JSON.stringify({ keyId, from: workerId, dueAt: dueAt.toISOString() }));
    ladder
      .wakeIn(seconds, body)
      .catch((err) => logger.debug({ err, keyId }, "No wake was sent; the sweep finds the key"));
  }

  /** @param lagMs lets the worker that postponed it go first. */
  expect(keyId: string, dueAt: Date, lagMs = 0): void {
    const inMs = dueAt.getTime() - this.#deps.now().getTime();
    if (inMs > timersAheadMs) return;
    const known = this.#timers.get(keyId);
    const at = performance.now() + Math.max(0, inMs) + lagMs;
    if (known ? known.at <= at : this.#timers.size >= mostTimers) return;
    clearTimeout(known?.timer);
    this.#timers.set(keyId, { at, timer: setTimeout(() => this.#fire(keyId), Math.max(0, inMs) + lagMs) });
  }

  stop(): void {
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #fire(keyId: string): void {
    const { onDue, logger } = this.#deps;
    this.#timers.delete(keyId);
    onDue(keyId).catch((err) => logger.debug({ err, keyId }, "A due key was not looked at; the sweep does it"));
  }

  #forgetOldest(): void {
    const oldest = this.#sent.keys().next();
    if (!oldest.done) this.#sent.delete(oldest.value);
  }
}
