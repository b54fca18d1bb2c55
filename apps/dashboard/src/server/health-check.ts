import type { BrokerConnection } from "@baton/broker";
import type { Health, RejectedMessage } from "@baton/contracts";
import type { JobReader, RegisteredWorker, WorkerRegistry } from "@baton/store";
import type { PartState, StorageGate } from "./storage-gate.ts";

export type HealthCheckDeps = {
  gate: StorageGate;
  reader: Pick<JobReader, "rejectedMessages">;
  workers: Pick<WorkerRegistry, "live">;
  broker: Pick<BrokerConnection, "model" | "blockedReason" | "lastError">;
};

/** Every open page asks every few seconds; they share one look. */
const freshMs = 1000;
const startingMs = 30_000;
const rejectedShown = 20;

type Lists = { workerIds: string[]; takesKeys: boolean; rejected: RejectedMessage[] };

export class HealthCheck {
  readonly #deps: HealthCheckDeps;
  readonly #startedAt = performance.now();
  #brokerSeen = false;
  #look: { at: number; lists: Promise<Lists> } | undefined;
  #lastLists: Lists = { workerIds: [], takesKeys: false, rejected: [] };

  constructor(deps: HealthCheckDeps) {
    this.#deps = deps;
  }

  async check(): Promise<Health> {
    return this.#health(await this.#recentLists());
  }

  /** What is known to be missing, without asking anybody: for a page that cannot wait. */
  outage(): Health | undefined {
    const health = this.#health(this.#lastLists);
    return health.storage.status === "up" && health.broker.status === "up" ? undefined : health;
  }

  #health({ workerIds, takesKeys, rejected }: Lists): Health {
    const storage = this.#deps.gate.state;
    const broker = this.#broker();
    return {
      ready: broker.status === "up" && storage.status === "up" && takesKeys,
      broker,
      storage,
      workers: { live: workerIds.length, workerIds },
      rejected,
    };
  }

  #recentLists(): Promise<Lists> {
    const now = performance.now();
    if (!this.#look || now - this.#look.at > freshMs) this.#look = { at: now, lists: this.#readLists() };
    return this.#look.lists;
  }

  async #readLists(): Promise<Lists> {
    const [workers, rejected] = await Promise.all([this.#liveWorkers(), this.#rejected()]);
    const workerIds = workers.map(({ workerId }) => workerId);
    this.#lastLists = { workerIds, takesKeys: workers.some(({ draining }) => !draining), rejected };
    return this.#lastLists;
  }

  #broker(): PartState {
    const { model, blockedReason, lastError } = this.#deps.broker;
    if (model && blockedReason !== undefined) return { status: "down", detail: `takes no jobs now: ${blockedReason}` };
    if (model) {
      this.#brokerSeen = true;
      return { status: "up" };
    }
    const starting = !this.#brokerSeen && performance.now() - this.#startedAt < startingMs;
    return { status: starting ? "starting" : "down", ...(lastError === undefined ? {} : { detail: lastError }) };
  }

  async #liveWorkers(): Promise<RegisteredWorker[]> {
    const live = await this.#deps.gate.use(() => this.#deps.workers.live());
    return live.kind === "ok" ? live.value : [];
  }

  async #rejected(): Promise<RejectedMessage[]> {
    const rejected = await this.#deps.gate.use(() => this.#deps.reader.rejectedMessages(rejectedShown));
    return rejected.kind === "ok" ? rejected.value : [];
  }
}
