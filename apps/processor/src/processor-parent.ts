import type { HeldLease, LockStore } from "@baton/lease";
import { type Environment, type Logger, pause } from "@baton/runtime";
import { exitCodes, type FromChild } from "./parent-protocol.ts";
import { type ChildExit, WorkingChild } from "./working-child.ts";

export type ProcessorParentOptions = {
  env: Environment;
  /** Called when there is something to give back. */
  locks: () => Promise<LockStore>;
  logger: Logger;
  /** Our own supervisor, if there is one. */
  pass: (message: FromChild) => void;
};

const restartMs = { first: 200, most: 10_000 };
/** A child that has worked for so long gets the short pause again. */
const healthyMs = 60_000;
const releaseTries = 20;

/**
 * The processor's parent: knows its child's lease ids and nothing else. When the child dies, it ends what is
 * left of the child's process group, gives the leases back, so that other workers need not wait for their
 * end, and starts a new child.
 */
export class ProcessorParent {
  readonly #options: ProcessorParentOptions;
  readonly #stopping = new AbortController();
  #child: WorkingChild | undefined;

  constructor(options: ProcessorParentOptions) {
    this.#options = options;
  }

  /** Resolves with the exit code of the processor when there will be no further child. */
  async run(): Promise<number> {
    let restartAfterMs = restartMs.first;
    for (;;) {
      const startedAt = performance.now();
      this.#child = new WorkingChild(this.#options.env, this.#options.pass);
      const exit = await this.#child.exited;
      await this.#cleanUpAfter(this.#child, exit);
      if (this.#isFinal(exit)) return exit.code ?? exitCodes.stoppedAtOnce;
      if (performance.now() - startedAt > healthyMs) restartAfterMs = restartMs.first;
      await pause(restartAfterMs, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return exitCodes.stopped;
      restartAfterMs = Math.min(restartAfterMs * 2, restartMs.most);
    }
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

  async #cleanUpAfter(child: WorkingChild, { code, signal }: ChildExit): Promise<void> {
    await child.endGroup();
    const { leases } = child;
    const facts = { code, signal, leases: leases.length };
    if (signal !== null || leases.length > 0)
      this.#options.logger.warn(facts, "The working child has died; its leases are given back");
    if (leases.length === 0) return;
    const locks = await this.#options.locks();
    await Promise.all(leases.map((lease) => this.#release(locks, lease)));
  }

  async #release(locks: LockStore, lease: HeldLease): Promise<void> {
    for (let attempt = 1; attempt <= releaseTries; attempt += 1) {
      try {
        return await locks.releaseFor(lease);
      } catch (err) {
        this.#options.logger.debug({ err, ...lease }, "Lease not given back yet");
        await pause(500);
      }
    }
    this.#options.logger.warn(lease, "Lease not given back; it runs out by itself");
  }
}
