import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import {
  type AppProcess,
  eventually,
  type OwnService,
  PrivateServices,
  RunningSystem,
  type ThreadNote,
  ThreadNotes,
} from "@baton/harness";
import { LockStore } from "@baton/lease";
import { cloneFolder, type Lifecycle } from "@baton/runtime";
import { JobStream } from "./job-stream.ts";

export type GroundOptions = { workers: number; keys: number; leaseSeconds: number };

/** A worker with jobs under way. */
export type Victim = { name: string; worker: AppProcess; childPid: number; lockKeys: string[] };

const patienceMs = 120_000;

/** The running copy of the system on which faults are done: own broker, storage, workers, and jobs without end. */
export class DrillGround {
  readonly system: RunningSystem;
  readonly broker: OwnService;
  readonly storage: OwnService;
  readonly locks: LockStore;
  readonly notes: ThreadNotes;
  readonly stream: JobStream;
  readonly leaseMs: number;
  readonly #workers = new Map<string, AppProcess>();

  private constructor(services: PrivateServices, system: RunningSystem, options: GroundOptions) {
    this.system = system;
    this.broker = services.broker;
    this.storage = services.storage;
    this.leaseMs = options.leaseSeconds * 1000;
    this.notes = new ThreadNotes(system.env["NOTES_FILE"] ?? "");
    this.stream = new JobStream(system, this.notes, options.keys);
    this.locks = new LockStore({
      connectionString: services.storage.address,
      namespace: system.namespace,
      lockContainer: "job-locks",
      leaseSeconds: options.leaseSeconds,
      identity: { workerId: "drill", incarnation: "drill", host: hostname() },
      journal: { note: async () => undefined, over: () => undefined },
      logger: system.logger,
    });
  }

  static async start(options: GroundOptions, lifecycle: Lifecycle): Promise<DrillGround> {
    const services = await PrivateServices.start();
    lifecycle.onClose("services", () => services.stop());
    const system = new RunningSystem({
      amqpUrl: services.broker.address,
      connectionString: services.storage.address,
      namespace: `drill${randomBytes(6).toString("hex")}`,
      env: (folder) => ({
        JOBS_DIR: join(cloneFolder, "apps/drill/jobs"),
        NOTES_FILE: join(folder, "notes.log"),
        LEASE_SECONDS: String(options.leaseSeconds),
      }),
    });
    lifecycle.onClose("workers", () => system.stop());
    await system.start();
    const ground = new DrillGround(services, system, options);
    const names = Array.from({ length: options.workers }, (_, at) => `drill-worker-${at + 1}`);
    await Promise.all(names.map((name) => ground.startWorker(name)));
    ground.stream.start();
    return ground;
  }

  async startWorker(name: string): Promise<void> {
    this.#workers.set(name, await this.system.startWorker(name));
  }

  get workerNames(): string[] {
    return [...this.#workers.keys()];
  }

  /** Waits until a worker has jobs under way whose code has recorded something; the busiest one. */
  victim(): Promise<Victim> {
    return eventually("a worker with jobs under way", async () => {
      const newest = [...this.notes.newest().values()];
      const busy = await Promise.all(
        [...this.#workers].map(async ([name, worker]): Promise<Victim> => {
          const childPid = await this.system.childPid(name);
          return { name, worker, childPid, lockKeys: keysUnderWay(newest, childPid, this.stream.keys) };
        }),
      );
      const [busiest] = busy.toSorted((one, other) => other.lockKeys.length - one.lockKeys.length);
      return busiest && busiest.lockKeys.length > 0 && busiest;
    });
  }

  /**
   * Waits until job code has run on each of the keys after a moment, in another process than `notIn`.
   * @returns when the last of them moved
   */
  async moved(lockKeys: readonly string[], sinceMs: number, notIn?: number): Promise<number> {
    return eventually(
      `jobs to go on with ${lockKeys.join(", ")}`,
      () => {
        const later = this.notes.all.filter(({ atMs, pid }) => atMs > sinceMs && pid !== notIn);
        const firsts = lockKeys.map((key) => later.find(({ lockKey }) => lockKey === key)?.atMs);
        return firsts.every((ms) => ms !== undefined) && Math.max(...firsts);
      },
      { withinMs: patienceMs },
    );
  }

  /** Waits for the end of a job's code. @returns when it ended */
  async ran(jobId: string, withinMs = patienceMs): Promise<number> {
    const end = await eventually(
      `the code of job ${jobId} to end`,
      () => this.notes.all.find((note) => note.jobId === jobId && note.event === "end"),
      { withinMs },
    );
    return end.atMs;
  }
}

function keysUnderWay(newest: readonly ThreadNote[], pid: number, lockKeys: readonly string[]): string[] {
  return newest
    .filter((note) => note.pid === pid && note.event === "alive" && lockKeys.includes(note.lockKey))
    .map(({ lockKey }) => lockKey);
}
