import type { BrokerConnection } from "@baton/broker";
import type { Health, RejectedMessage } from "@baton/contracts";
import type { JobReader, WorkerRegistry } from "@baton/store";
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

export class HealthCheck {
  readonly #deps: HealthCheckDeps;
  readonly #startedAt = performance.now();
  #brokerSeen = false;
  #look: { at: number; health: Promise<Health> } | undefined;

  constructor(deps: HealthCheckDeps) {
    this.#deps = deps;
  }

  check(): Promise<Health> {
    const now = performance.now();
    if (!this.#look || now - this.#look.at > freshMs) this.#look = { at: now, health: this.#examine() };
    return this.#look.health;
  }

  async #examine(): Promise<Health> {
    const [workers, rejected] = await Promise.all([this.#liveWorkers(), this.#rejected()]);
    const storage = this.#deps.gate.state;
    const broker = this.#broker();
    return {
      ready: broker.status === "up" && storage.status === "up" && workers.length > 0,
      broker,
      storage,
      workers: { live: workers.length, workerIds: workers },
      rejected,
    };
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

  async #liveWorkers(): Promise<string[]> {
    const live = await this.#deps.gate.use(() => this.#deps.workers.live());
    return live.kind === "ok" ? live.value.map(({ workerId }) => workerId) : [];
  }

  async #rejected(): Promise<RejectedMessage[]> {
    const rejected = await this.#deps.gate.use(() => this.#deps.reader.rejectedMessages(rejectedShown));
    return rejected.kind === "ok" ? rejected.value : [];
  }
}
