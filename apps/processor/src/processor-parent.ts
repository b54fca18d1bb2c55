import type { HeldLease, LockStore } from "@baton/lease";
import { type Environment, type Logger, pause } from "@baton/runtime";
import { exitCodes, type FromChild, type ParentSecrets } from "./parent-protocol.ts";
import { type ChildExit, WorkingChild } from "./working-child.ts";

export type ProcessorParentOptions = {
  env: Environment;
  /** They are not in `env`. */
  secrets: ParentSecrets;
  leaseSeconds: number;
  /** Called when there is something to give back. */
  locks: () => Promise<LockStore>;
  logger: Logger;
  /** Our own supervisor, if there is one. */
  pass: (message: FromChild) => void;
};

const restartMs = { first: 200, most: 10_000 };
/** A child that has worked for so long gets the short pause again. */
const healthyMs = 60_000;
const releaseEveryMs = 500;

/**
 * The processor's parent: knows its child's lease ids and nothing else. When the child dies, it ends what is
 * left of the child's process group, gives the leases back, so that other workers need not wait for their
 * end, and starts a new child.
 */
export class ProcessorParent {
  readonly #options: ProcessorParentOptions;
  readonly #stopping = new AbortController();
  #child: WorkingChild | undefined;
  /** One that differs from what the environment says. */
  #logLevel: string | undefined;

  constructor(options: ProcessorParentOptions) {
    this.#options = options;
  }

  /** Resolves with the exit code of the processor when there will be no further child. */
  async run(): Promise<number> {
    let restartAfterMs = restartMs.first;
    for (;;) {
      const startedAt = performance.now();
      this.#child = new WorkingChild(this.#options);
      if (this.#logLevel !== undefined) this.#child.setLogLevel(this.#logLevel);
      const exit = await this.#child.exited;
      await this.#cleanUpAfter(this.#child, exit);
      if (this.#isFinal(exit)) return exit.code ?? exitCodes.stoppedAtOnce;
      if (performance.now() - startedAt > healthyMs) restartAfterMs = restartMs.first;
      await pause(restartAfterMs, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return exitCodes.stopped;
      restartAfterMs = Math.min(restartAfterMs * 2, restartMs.most);
    }
  }

  /** For this child and those that come after it. */
  setLogLevel(level: string): void {
    this.#logLevel = level;
    this.#child?.setLogLevel(level);
  }

  /** Lets the child stop in order. */
  stop(): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    this.#child?.signal("SIGTERM");
  }

  /** Ends the child at once; what it held is given back. */
  stopNow(): void {
    this.#stopping.abort();
    this.#child?.signal("SIGKILL");
  }

  #isFinal({ code }: ChildExit): boolean {
    if (this.#stopping.signal.aborted) return true;
    return code === exitCodes.stopped || code === exitCodes.wrongSettings || code === exitCodes.cannotGoOn;
  }

  async #cleanUpAfter(child: WorkingChild, exit: ChildExit): Promise<void> {
    await child.endGroup();
    const { leases } = child;
    this.#tellOf(exit, leases.length);
    if (leases.length === 0) return;
    const locks = await this.#options.locks();
    await Promise.all(leases.map((lease) => this.#release(locks, lease)));
  }

  #tellOf({ code, signal, failure }: ChildExit, leases: number): void {
    const { logger } = this.#options;
    if (failure) logger.error({ err: failure }, "The working child could not be started");
    else if (leases > 0)
      logger.warn({ code, signal, leases }, "The working child has ended; its leases are given back");
    else if (signal !== null) logger.warn({ code, signal }, "The working child was ended; it held no lease");
  }

  /** Tries for as long as there can be a lease: then it has run out, and nobody waits for us to stop. */
  async #release(locks: LockStore, lease: HeldLease): Promise<void> {
    const until = performance.now() + this.#options.leaseSeconds * 1000;
    while (performance.now() < until) {
      try {
        return await locks.releaseFor(lease);
      } catch (err) {
        this.#options.logger.debug({ err, ...lease }, "Lease not given back yet");
        await pause(releaseEveryMs);
      }
    }
    this.#options.logger.warn(lease, "Lease not given back; it has run out by itself");
  }
}
