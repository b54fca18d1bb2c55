import type { LockStore } from "@baton/lease";

const keys = 16;

/** Makes a worker's calls for locks: each write takes or gives back one, each read asks who has one. */
export class ReplayedLocks {
  readonly #locks: LockStore;
  readonly #taken: (() => Promise<void>)[] = [];
  #next = 0;

  constructor(locks: LockStore) {
    this.#locks = locks;
  }

  /** Makes the blobs, so that from now on taking a lock is one request. */
  async prepare(): Promise<void> {
    await this.#locks.prepare();
    for (let key = 0; key < keys; key += 1) await this.#take();
    await Promise.all(this.#taken.splice(0).map((giveBack) => giveBack()));
  }

  async call(method: string): Promise<void> {
    if (method !== "PUT") return void (await this.#locks.holder("replay-0"));
    const giveBack = this.#taken.length >= keys / 2 ? this.#taken.shift() : undefined;
    return giveBack ? giveBack() : this.#take();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#taken.splice(0).map((giveBack) => giveBack()));
  }

  async #take(): Promise<void> {
    this.#next += 1;
    const result = await this.#locks.tryAcquire(`replay-${this.#next % keys}`);
    if (result.kind === "acquired") this.#taken.push(() => result.hold.release());
  }
}
