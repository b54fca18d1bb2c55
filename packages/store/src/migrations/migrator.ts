import { pause } from "@baton/runtime";
import type { Storage } from "../storage.ts";
import { WorkerRegistry } from "../views/worker-registry.ts";
import { type InstanceRow, refuseNewer, type StoredInstance } from "./instance-row.ts";
import { type Migration, schemaAfter } from "./migration.ts";
import { MigrationLock } from "./migration-lock.ts";

const againMs = 500;
const toldEveryMs = 10_000;

/**
 * Brings a storage of an older schema to this one's, migration by migration, each recorded in the instance's row when it
 * is done: whoever comes after a crash goes on from there. One process migrates, and the others wait for it. Before it
 * begins it says so in that row, which keeps older processes from starting, and waits until the older workers have
 * stopped: none may read or write a form that it does not know.
 */
export class Migrator {
  readonly #storage: Storage;
  readonly #row: InstanceRow;
  readonly #migrations: readonly Migration[];
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(storage: Storage, row: InstanceRow, migrations: readonly Migration[]) {
    this.#storage = storage;
    this.#row = row;
    this.#migrations = migrations;
  }

  /**
   * Resolves when the stored form is this one's.
   * @throws {SchemaTooNewError} when newer code has written here, or is about to.
   * @throws what a migration throws; what was done before it is kept.
   */
  async run(): Promise<StoredInstance> {
    const { logger } = this.#storage;
    for (;;) {
      const found = await this.#read();
      if (found.schemaVersion === this.#target) return found;
      const lock = await MigrationLock.tryTake(this.#storage.payloads);
      if (!lock) {
        if (this.#isToBeTold())
          logger.warn(
            { from: found.schemaVersion, to: this.#target },
            "Another process migrates this storage; waiting",
          );
        await pause(againMs);
        continue;
      }
      try {
        return await this.#migrate(lock);
      } catch (err) {
        if (!lock.lost.aborted) throw err;
        logger.warn({ err }, "The lock of migrations was lost; trying again");
      } finally {
        await lock.release();
      }
    }
  }

  get #target(): number {
    return schemaAfter(this.#migrations);
  }

  async #read(): Promise<StoredInstance> {
    const found = await this.#row.read();
    if (!found) throw new Error("The row of the instance is gone");
    refuseNewer(found, this.#target);
    return found;
  }

  async #migrate(lock: MigrationLock): Promise<StoredInstance> {
    const { logger } = this.#storage;
    let instance = await this.#row.write(await this.#read(), { migratingTo: this.#target });
    await this.#olderWorkersGone(lock);
    const from = instance.schemaVersion;
    for (const migration of this.#migrations.filter(({ to }) => to > from)) {
      const { to, name } = migration;
      lock.lost.throwIfAborted();
      logger.info({ to, migration: name }, "Migrating this storage");
      await migration.run(this.#storage, lock.lost);
      lock.lost.throwIfAborted();
      instance = await this.#row.write(instance, { schemaVersion: to });
    }
    logger.info({ from, to: instance.schemaVersion }, "This storage has been migrated");
    return instance;
  }

  /** They started before the row kept them from it. One that has died counts as gone some seconds later. */
  async #olderWorkersGone(lock: MigrationLock): Promise<void> {
    const registry = new WorkerRegistry(this.#storage);
    for (;;) {
      const workers = await registry.olderThan(this.#target);
      if (workers.length === 0) return;
      if (this.#isToBeTold())
        this.#storage.logger.warn({ workers, to: this.#target }, "Waiting for workers of an older version to stop");
      await pause(againMs, lock.lost);
      lock.lost.throwIfAborted();
    }
  }

  /** That it waits is said now and then. */
  #isToBeTold(): boolean {
    const now = performance.now();
    if (now - this.#toldAt < toldEveryMs) return false;
    this.#toldAt = now;
    return true;
  }
}
