import { childrenOfTask, childrenOfThisProcess, endTrees } from "./process-tree.ts";
import type { FromThread } from "./thread-protocol.ts";

/**
 * The processes that the job code of one thread has started. The thread tells of those that run beside it. One
 * that it waits for in a synchronous call it cannot tell of; on Linux the system knows which thread started it.
 * A process that has left its parent (a daemon) belongs to no thread any more and is not found.
 */
export class SpawnedProcesses {
  readonly #told = new Set<number>();
  #task: string | undefined;

  receive(message: FromThread): void {
    if (message.kind === "ready") this.#task = message.task;
    if (message.kind === "spawned") this.#told.add(message.pid);
    if (message.kind === "spawn-over") this.#told.delete(message.pid);
  }

  /** Ends what an attempt has left behind. Its code has returned, so it waits for nothing. */
  async endLeftovers(): Promise<void> {
    if (this.#told.size > 0) await this.endAll();
  }

  /** Ends everything, also what the thread waits for. */
  async endAll(): Promise<void> {
    // A pid that is no child of ours has passed to someone else's process.
    const ours = this.#told.size > 0 ? await childrenOfThisProcess() : new Set<number>();
    const told = [...this.#told].filter((pid) => ours.has(pid));
    this.#told.clear();
    const awaited = this.#task === undefined ? [] : childrenOfTask(this.#task);
    await endTrees([...new Set([...told, ...awaited])]);
  }
}
