import { randomUUID } from "node:crypto";
import type { DesiredState, ExternalWorker, RunningJob } from "@baton/contracts";
import type { CallCount } from "@baton/runtime";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";

export type WorkerRow = {
  workerId: string;
  incarnation: string;
  host: string;
  /** 0 for an external worker. */
  pid: number;
  version: string;
  /** The job types that it can run. */
  types: string[];
  concurrency: number;
  /** The keys that it holds, by keyId. */
  holds: string[];
  /** What runs in it: as many jobs as a column has room for. */
  running: RunningJob[];
  /** How long their leases lasted at its last beat unless they are renewed again, by keyId. */
  leasesLeftMs?: Record<string, number>;
  startedAt: string;
  /** How far its wall clock is ahead of storage's. */
  clockOffsetMs: number;
  /** It takes no new keys, as it was told. */
  draining: boolean;
  /** By storage's clock. */
  beatAt: string;
  /** What it has used since it started. */
  usage: WorkerUsage;
};

/** A row as it is read. */
export type RegisteredWorker = WorkerRow & {
  /** What an operator wants; the worker learns it with its next beat. */
  desired: DesiredState;
  /** A program that is none of ours and wants to be seen. */
  external: boolean;
};

export type WorkerUsage = {
  /** Requests to storage by kind, every try counted. */
  storageRequests: Record<string, number>;
  ledgerTransactions: number;
  /** The same requests by kind and method, and the broker's messages, with the sizes of their bodies. */
  calls: Record<string, CallCount>;
  /** Processor time of the whole process, job threads included. */
  cpuMs: number;
  rssBytes: number;
  /** Attempts begun. */
  attempts: number;
};

const noUsage: WorkerUsage = {
  storageRequests: {},
  ledgerTransactions: 0,
  calls: {},
  cpuMs: 0,
  rssBytes: 0,
  attempts: 0,
};

const partition = "workers";
const goneAfterMs = 20_000;
const forgottenAfterMs = 24 * 3600 * 1000;

/** Table `Workers`: who is there and what they can run. A worker without a beat for 20 s counts as gone. */
export class WorkerRegistry {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Merged into the row: what an operator wants of the worker stays. */
  async beat(worker: WorkerRow): Promise<void> {
    await this.#storage.workers.upsertEntity(
      { ...toEntity(worker), External: false, SchemaVersion: this.#storage.schemaVersion },
      "Merge",
    );
  }

  /** What an operator wants of a worker. */
  async desiredOf(workerId: string): Promise<DesiredState> {
    return (await this.find(workerId))?.desired ?? "running";
  }

  /** Takes a worker off the list that stops in order; what was wanted of it goes with it. */
  async leave(workerId: string): Promise<void> {
    await this.#storage.workers.deleteEntity(partition, workerId);
  }

  /** False when there is no such worker. */
  async want(workerId: string, desired: DesiredState): Promise<boolean> {
    const row = { partitionKey: partition, rowKey: workerId, Desired: desired };
    const written = this.#storage.workers.updateEntity(row, "Merge", { etag: "*" });
    return (await orUndefinedIfMissing(written)) !== undefined;
  }

  /** Lists a worker that is none of ours. False when one of ours has the name. */
  async register(worker: ExternalWorker): Promise<boolean> {
    const found = await this.find(worker.workerId);
    if (found && !found.external) return false;
    const now = this.#storage.clock.now().toISOString();
    const facts = {
      incarnation: randomUUID(),
      pid: 0,
      holds: [],
      running: [],
      clockOffsetMs: 0,
      draining: false,
      usage: noUsage,
    };
    const row = toEntity({ ...worker, ...facts, startedAt: now, beatAt: now });
    await this.#storage.workers.upsertEntity({ ...row, External: true }, "Merge");
    return true;
  }

  /** A beat of an external worker. @returns undefined when none of that name is registered. */
  async heard(workerId: string): Promise<RegisteredWorker | undefined> {
    const found = await this.find(workerId);
    if (!found?.external) return undefined;
    const beatAt = this.#storage.clock.now().toISOString();
    const row = { partitionKey: partition, rowKey: workerId, BeatAt: beatAt };
    const written = await orUndefinedIfMissing(this.#storage.workers.updateEntity(row, "Merge", { etag: "*" }));
    return written && { ...found, beatAt };
  }

  async find(workerId: string): Promise<RegisteredWorker | undefined> {
    const row = await orUndefinedIfMissing(
      this.#storage.workers.getEntity<Record<string, unknown>>(partition, workerId),
    );
    return row && fromEntity(row);
  }

  /** Every row, ours and external ones. Removes those of workers that have been gone for a day. */
  async all(): Promise<RegisteredWorker[]> {
    const workers: RegisteredWorker[] = [];
    for await (const row of this.#rows()) {
      const worker = fromEntity(row);
      if (this.beatAgeMs(worker) < forgottenAfterMs) workers.push(worker);
      else await this.#forget(worker.workerId, row["etag"] as string);
    }
    return workers;
  }

  /** Our own workers that are there, also those that drain. */
  async live(): Promise<RegisteredWorker[]> {
    return (await this.all()).filter((worker) => !worker.external && !this.isGone(worker));
  }

  /** Our own workers that are there and do not know this stored form; the first release's do not tell theirs. */
  async olderThan(schemaVersion: number): Promise<string[]> {
    const older: string[] = [];
    for await (const row of this.#rows()) {
      const worker = fromEntity(row);
      const knows = Number(row["SchemaVersion"] ?? 1);
      if (!worker.external && knows < schemaVersion && !this.isGone(worker)) older.push(worker.workerId);
    }
    return older;
  }

  #rows(): AsyncIterable<Record<string, unknown>> {
    return this.#storage.workers.listEntities<Record<string, unknown>>({
      queryOptions: { filter: `PartitionKey eq '${partition}'` },
    });
  }

  isGone(worker: WorkerRow): boolean {
    return this.beatAgeMs(worker) >= goneAfterMs;
  }

  beatAgeMs({ beatAt }: WorkerRow): number {
    return Math.max(0, this.#storage.clock.now().getTime() - new Date(beatAt).getTime());
  }

  /** One that beats again after it was read stays. */
  async #forget(workerId: string, etag: string): Promise<void> {
    try {
      await this.#storage.workers.deleteEntity(partition, workerId, { etag });
    } catch (err) {
      if (statusOf(err) !== 412 && statusOf(err) !== 404) throw err;
    }
  }
}

function toEntity(worker: WorkerRow) {
  return {
    partitionKey: partition,
    rowKey: worker.workerId,
    Incarnation: worker.incarnation,
    Host: worker.host,
    Pid: worker.pid,
    Version: worker.version,
    Types: JSON.stringify(worker.types),
    Concurrency: worker.concurrency,
    Holds: JSON.stringify(worker.holds),
    Running: JSON.stringify(fitting(worker.running)),
    LeasesLeftMs: JSON.stringify(worker.leasesLeftMs ?? {}),
    StartedAt: worker.startedAt,
    ClockOffsetMs: worker.clockOffsetMs,
    Draining: worker.draining,
    BeatAt: worker.beatAt,
    Usage: JSON.stringify(worker.usage),
  };
}

/** A text column holds 32K UTF-16 units. */
const runningChars = 30_000;

function fitting(running: RunningJob[]): RunningJob[] {
  let chars = 0;
  return running.filter((job) => {
    chars += JSON.stringify(job).length + 1;
    return chars <= runningChars;
  });
}

function fromEntity(row: Record<string, unknown>): RegisteredWorker {
  return {
    workerId: row["rowKey"] as string,
    incarnation: row["Incarnation"] as string,
    host: row["Host"] as string,
    pid: Number(row["Pid"]),
    version: row["Version"] as string,
    types: JSON.parse(row["Types"] as string) as string[],
    concurrency: Number(row["Concurrency"]),
    holds: JSON.parse(row["Holds"] as string) as string[],
    // A worker of an older version says nothing of it, nor of its usage.
    running: row["Running"] === undefined ? [] : (JSON.parse(row["Running"] as string) as RunningJob[]),
    leasesLeftMs: JSON.parse((row["LeasesLeftMs"] as string | undefined) ?? "{}") as Record<string, number>,
    startedAt: row["StartedAt"] as string,
    clockOffsetMs: Number(row["ClockOffsetMs"] ?? 0),
    draining: row["Draining"] === true,
    beatAt: row["BeatAt"] as string,
    usage: row["Usage"] === undefined ? noUsage : (JSON.parse(row["Usage"] as string) as WorkerUsage),
    desired: row["Desired"] === "draining" ? "draining" : "running",
    external: row["External"] === true,
  };
}
