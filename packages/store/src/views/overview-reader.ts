import { type Count, isTenantOf, type Tenants } from "@baton/contracts";
import { Inbox } from "../inbox/inbox.ts";
import { type Marker, Markers } from "../inbox/markers.ts";
import { isKeyOf } from "../key-id.ts";
import type { Circuit } from "../limits/circuit.ts";
import { Circuits } from "../limits/circuits.ts";
import type { Storage } from "../storage.ts";
import { DeadLetters } from "./dead-letters.ts";
import { LineCounts } from "./line-counts.ts";
import { type RegisteredWorker, WorkerRegistry } from "./worker-registry.ts";
import { workerWithin } from "./worker-view.ts";

/** How the system stands for whoever sees some tenants or all, as far as a fixed number of requests tells. */
export type SystemLook = {
  /** Ours that are there. */
  workers: RegisteredWorker[];
  waiting: Count;
  scheduled: Count;
  deadLettered: Count;
  /** Keys that have work now, whether somebody holds them or not: as many slots could be busy. */
  dueKeys: Count;
  /** Keys whose line is held back. */
  stopped: Marker[];
  /** Those that are not closed. */
  circuits: Circuit[];
};

/**
 * Looks at small partitions only: workers, markers, circuits, dead letters, a request each, and the lines of a few
 * keys. It is to be kept: what it counted at one look it knows at the next.
 */
export class OverviewReader {
  readonly #workers: WorkerRegistry;
  readonly #markers: Markers;
  readonly #circuits: Circuits;
  readonly #dead: DeadLetters;
  readonly #lines: LineCounts;
  readonly #now: () => Date;

  constructor(storage: Storage) {
    this.#workers = new WorkerRegistry(storage);
    this.#markers = new Markers(storage);
    this.#circuits = new Circuits(storage);
    this.#dead = new DeadLetters(storage.index);
    this.#lines = new LineCounts(new Inbox(storage));
    this.#now = () => storage.clock.now();
  }

  /** @param isRunning of a job, besides those of which workers have told. @param tenants of which is to be told. */
  async look(isRunning: (jobId: string) => boolean, tenants: Tenants = "all"): Promise<SystemLook> {
    const [workers, { markers, isWhole }, circuits, dead] = await Promise.all([
      this.#workers.live(),
      this.#markers.firstLook(),
      this.#circuits.list(),
      this.#dead.countOpen(),
    ]);
    const told = new Set(workers.flatMap(({ running }) => running.map(({ jobId }) => jobId)));
    const keyIds = markers.map(({ keyId }) => keyId);
    const isShown = (keyId: string) => isKeyOf(tenants, keyId);
    const isUnderWay = (jobId: string) => told.has(jobId) || isRunning(jobId);
    const { waiting, scheduled } = await this.#lines.look(keyIds, isUnderWay, isShown);
    const now = this.#now();
    const isDue = ({ keyId, dueAt, stopped }: Marker) => dueAt <= now && stopped === undefined && isShown(keyId);
    return {
      workers: workers.map((worker) => workerWithin(worker, tenants)),
      waiting: { ...waiting, isAll: waiting.isAll && isWhole },
      scheduled: { ...scheduled, isAll: scheduled.isAll && isWhole },
      deadLettered: { count: countWithin(dead.counts, tenants), isAll: dead.isAll },
      dueKeys: { count: markers.filter(isDue).length, isAll: isWhole },
      stopped: markers.filter(({ keyId, stopped }) => stopped !== undefined && isShown(keyId)),
      circuits: circuits.filter(({ phase }) => phase !== "closed"),
    };
  }
}

function countWithin(counts: ReadonlyMap<string, number>, tenants: Tenants): number {
  return [...counts].reduce((sum, [tenantId, count]) => (isTenantOf(tenants, tenantId) ? sum + count : sum), 0);
}
