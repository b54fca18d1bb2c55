import { hostname } from "node:os";
import { RunningSystem } from "@baton/harness";
import { LockStore } from "@baton/lease";
import type { Storage } from "@baton/store";
import { benchHead, benchRow } from "./bench-row.ts";
import { median } from "./percentiles.ts";

/** What the broker and the storage themselves take, with nothing else going on. Milliseconds. */
export type FloorSamples = { insert: number[]; transaction: number[]; lease: number[]; confirm: number[] };
export type Floors = { insert: number; transaction: number; lease: number; confirm: number };

export const transactionEntities = 14;
const warmUps = 50;
const rounds = 75;
const partition = "floor";

/** The measure of each, in a namespace beside the one that is under test. */
export class FloorMeter {
  readonly #system: RunningSystem;
  readonly #locks: LockStore;
  readonly #samples: FloorSamples = { insert: [], transaction: [], lease: [], confirm: [] };
  #headEtag: string | undefined;
  #rows = 0;

  constructor(options: { amqpUrl: string; connectionString: string; namespace: string }) {
    this.#system = new RunningSystem({ ...options, env: () => ({}) });
    this.#locks = new LockStore({
      connectionString: options.connectionString,
      namespace: options.namespace,
      lockContainer: "job-locks",
      leaseSeconds: 15,
      identity: { workerId: "bench", incarnation: "floor", host: hostname() },
      journal: { note: async () => undefined, over: () => undefined },
      logger: this.#system.logger,
    });
  }

  async start(): Promise<void> {
    await this.#system.start();
    await this.#locks.prepare();
    for (let round = 0; round < warmUps; round += 1) await this.#round();
  }

  /** One series of samples, added to those taken so far. */
  async measure(): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const sample = await this.#round();
      for (const kind of ["insert", "transaction", "lease", "confirm"] as const) {
        this.#samples[kind].push(sample[kind]);
      }
    }
  }

  get floors(): Floors {
    const { insert, transaction, lease, confirm } = this.#samples;
    return {
      insert: median(insert),
      transaction: median(transaction),
      lease: median(lease),
      confirm: median(confirm),
    };
  }

  stop(options: { removeData: boolean }): Promise<void> {
    return this.#system.stop(options);
  }

  async #round(): Promise<Floors> {
    return {
      insert: await timed(() => this.#insert()),
      transaction: await timed(() => this.#transaction()),
      lease: await this.#lease(),
      confirm: await timed(() => this.#system.submit({ type: "bench", payload: { filler: "x".repeat(100) } })),
    };
  }

  async #insert(): Promise<void> {
    await this.#ledger.createEntity(this.#eventRow());
  }

  /** A head that is replaced under its ETag, and thirteen new rows: a short job's whole record. */
  async #transaction(): Promise<void> {
    const head = benchHead(partition);
    const rows = Array.from({ length: transactionEntities - 1 }, () => this.#eventRow());
    const answer = await this.#ledger.submitTransaction([
      this.#headEtag === undefined ? ["create", head] : ["update", head, "Replace", { etag: this.#headEtag }],
      ...rows.map((row): ["create", typeof row] => ["create", row]),
    ]);
    this.#headEtag = answer.subResponses[0]?.etag;
  }

  async #lease(): Promise<number> {
    const startedAt = performance.now();
    const result = await this.#locks.tryAcquire("floor");
    const tookMs = performance.now() - startedAt;
    if (result.kind === "acquired") await result.hold.release();
    return tookMs;
  }

  get #ledger(): Storage["ledger"] {
    return this.#system.storage.ledger;
  }

  #eventRow() {
    this.#rows += 1;
    return benchRow(partition, this.#rows);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
