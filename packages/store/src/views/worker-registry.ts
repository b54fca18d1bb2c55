import type { CallCount } from "@baton/runtime";
import type { Storage } from "../storage.ts";

export type WorkerRow = {
  workerId: string;
  incarnation: string;
  host: string;
  pid: number;
  version: string;
  /** The job types that it can run. */
  types: string[];
  concurrency: number;
  /** The keys that it holds, by keyId. */
  holds: string[];
  startedAt: string;
  /** How far its wall clock is ahead of storage's. */
  clockOffsetMs: number;
  /** By storage's clock. */
  beatAt: string;
  /** What it has used since it started. */
  usage: WorkerUsage;
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

const goneAfterMs = 20_000;

/** Table `Workers`: who is there and what they can run. A worker without a beat for 20 s counts as gone. */
export class WorkerRegistry {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async beat(worker: WorkerRow): Promise<void> {
    await this.#storage.workers.upsertEntity(
      {
        partitionKey: "workers",
        rowKey: worker.workerId,
        Incarnation: worker.incarnation,
        Host: worker.host,
        Pid: worker.pid,
        Version: worker.version,
        Types: JSON.stringify(worker.types),
        Concurrency: worker.concurrency,
        Holds: JSON.stringify(worker.holds),
        StartedAt: worker.startedAt,
        ClockOffsetMs: worker.clockOffsetMs,
        BeatAt: worker.beatAt,
        Usage: JSON.stringify(worker.usage),
      },
      "Replace",
    );
  }

  /** Takes a worker off the list that stops in order. */
  async leave(workerId: string): Promise<void> {
    await this.#storage.workers.deleteEntity("workers", workerId);
  }

  async live(now: Date = this.#storage.clock.now()): Promise<WorkerRow[]> {
    const workers: WorkerRow[] = [];
    const rows = this.#storage.workers.listEntities<Record<string, unknown>>({
      queryOptions: { filter: "PartitionKey eq 'workers'" },
    });
    for await (const row of rows) workers.push(fromEntity(row));
    return workers.filter((worker) => now.getTime() - new Date(worker.beatAt).getTime() < goneAfterMs);
  }
}

function fromEntity(row: Record<string, unknown>): WorkerRow {
  return {
    workerId: row["rowKey"] as string,
    incarnation: row["Incarnation"] as string,
    host: row["Host"] as string,
    pid: Number(row["Pid"]),
    version: row["Version"] as string,
    types: JSON.parse(row["Types"] as string) as string[],
    concurrency: Number(row["Concurrency"]),
    holds: JSON.parse(row["Holds"] as string) as string[],
    startedAt: row["StartedAt"] as string,
    clockOffsetMs: Number(row["ClockOffsetMs"] ?? 0),
    beatAt: row["BeatAt"] as string,
    // A worker of an older version says nothing of it.
    usage: row["Usage"] === undefined ? noUsage : (JSON.parse(row["Usage"] as string) as WorkerUsage),
  };
}
