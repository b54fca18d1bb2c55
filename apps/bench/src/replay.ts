import { hostname } from "node:os";
import { BrokerConnection } from "@baton/broker";
import { LockStore } from "@baton/lease";
import { type CallCount, createLogger, RequestCounter } from "@baton/runtime";
import { Storage } from "@baton/store";
import { type CallMix, callsBetween } from "./call-mix.ts";
import type { ReplayResult, ReplayTask } from "./replay-protocol.ts";
import { ReplayedBroker } from "./replayed-broker.ts";
import { ReplayedLocks } from "./replayed-locks.ts";
import { ReplayedTable } from "./replayed-table.ts";

const deliveries = "broker DELIVERY";
const noCalls: CallCount = { count: 0, sent: 0, received: 0 };

/** Makes the calls of a mix, as many and as large, in any order, with nothing of a worker around them. */
export class Replay {
  readonly #task: ReplayTask;
  readonly #counter = new RequestCounter();
  readonly #storage: Storage;
  readonly #tables: Record<string, ReplayedTable>;
  readonly #locks: ReplayedLocks;
  readonly #broker: ReplayedBroker;

  constructor(task: ReplayTask) {
    this.#task = task;
    const { amqpUrl: url, connectionString, namespace } = task;
    const logger = createLogger({ level: "silent", base: {}, readable: false });
    const counter = this.#counter;
    this.#storage = new Storage({ connectionString, namespace, requests: counter, logger });
    const { ledger, inbox, feed, jobKeys, workers, heads } = this.#storage;
    this.#tables = {
      ledger: new ReplayedTable(ledger, "replay"),
      inbox: new ReplayedTable(inbox, "replay"),
      markers: new ReplayedTable(inbox, "~marker:0"),
      "read-models": new ReplayedTable(feed, "replay"),
      "job-keys": new ReplayedTable(jobKeys, "replay"),
      registry: new ReplayedTable(workers, "replay"),
      checkpoints: new ReplayedTable(heads, "replay"),
    };
    this.#broker = new ReplayedBroker(
      new BrokerConnection({ url, namespace, name: "baton bench replay", messages: counter, logger }),
    );
    this.#locks = new ReplayedLocks(
      new LockStore({
        connectionString,
        namespace,
        lockContainer: "job-locks",
        leaseSeconds: 15,
        identity: { workerId: "bench", incarnation: "replay", host: hostname() },
        journal: { note: async () => undefined, over: () => undefined },
        requests: counter,
        logger,
      }),
    );
  }

  async run(): Promise<ReplayResult> {
    const { mix, warmUp } = this.#task;
    await this.#prepare();
    await this.#make(warmUp);
    await this.#broker.prepare(mix[deliveries] ?? noCalls);
    const before = this.#counter.calls;
    const startedAt = process.cpuUsage();
    await this.#make(mix);
    const { user, system } = process.cpuUsage(startedAt);
    const calls = callsBetween(before, this.#counter.calls);
    await this.#locks.stop();
    await this.#broker.stop();
    return { cpuMs: (user + system) / 1000, calls };
  }

  async #prepare(): Promise<void> {
    const { mix, warmUp } = this.#task;
    await this.#storage.prepare();
    for (const [name, table] of Object.entries(this.#tables)) {
      const removals = (mix[`${name} DELETE`]?.count ?? 0) + (warmUp[`${name} DELETE`]?.count ?? 0);
      await table.prepare(removals + 1);
    }
    await this.#locks.prepare();
    await this.#broker.start();
    await this.#broker.prepare(warmUp[deliveries] ?? noCalls);
  }

  async #make(mix: CallMix): Promise<void> {
    const calls = inTurns(mix);
    const lane = async () => {
      for (let call = calls.pop(); call !== undefined; call = calls.pop()) await this.#call(call, mix[call] ?? noCalls);
    };
    await Promise.all([
      this.#broker.take(mix[deliveries]?.count ?? 0),
      ...Array.from({ length: this.#task.lanes }, lane),
    ]);
  }

  async #call(name: string, size: CallCount): Promise<void> {
    const [kind = "", method = ""] = name.split(" ");
    if (kind === "broker") return this.#broker.call(method, size);
    if (kind === "lease") return this.#locks.call(method);
    return this.#tables[kind === "ledger-read" ? "ledger" : kind]?.call(method, size);
  }
}

/** Every call as often as it is to be made, evenly mixed. */
function inTurns(mix: CallMix): string[] {
  return Object.entries(mix)
    .filter(([call]) => call !== deliveries)
    .flatMap(([call, { count }]) => Array.from({ length: count }, (_, at) => ({ call, at: (at + 0.5) / count })))
    .sort((one, other) => one.at - other.at)
    .map(({ call }) => call);
}
