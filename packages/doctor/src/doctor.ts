import { type BrokerConnection, type BrokerTrial, tryBroker } from "@baton/broker";
import type { Health } from "@baton/contracts";
import { tryLease } from "@baton/lease";
import { pause } from "@baton/runtime";
import { type Instance, probeStorage, type Storage, type StorageProbe, storageReason, tryStorage } from "@baton/store";
import { brokerFindings } from "./broker-findings.ts";
import { type Check, checked } from "./check.ts";
import { judgeTrials } from "./judge-trials.ts";
import { machineFacts } from "./machine-facts.ts";
import { tableAddressOf } from "./storage-address.ts";
import { storageFindings, storageKind } from "./storage-findings.ts";
import type { Trials } from "./trials.ts";

export type DoctorDeps = {
  broker: BrokerConnection;
  storage: Storage;
  config: { AMQP_URL: string; AZURE_STORAGE_CONNECTION_STRING: string; LOCK_CONTAINER: string };
  dataFolder: string;
  /** People rely on this system. */
  isProduction: boolean;
};

/** A part that does not answer must not keep the others' news waiting. */
const patienceMs = 30_000;
const connectMs = 2000;

type ProbedStorage = { state: Health["storage"]; probe?: StorageProbe };

/** Looks at broker, storage and this machine, and tries each under names of its own. Leaves nothing behind. */
export class Doctor {
  readonly #deps: DoctorDeps;

  constructor(deps: DoctorDeps) {
    this.#deps = deps;
  }

  /** Everything at once, for somebody who has just asked; the broker's connection is begun. */
  async examine(): Promise<Check[]> {
    const { broker } = this.#deps;
    await decided(broker);
    const probed = await this.#probe();
    const trials = await this.tryAll();
    const now = new Date();
    const state = brokerState(broker);
    const context = {
      broker: { isUp: state.status === "up", version: broker.server?.version },
      storage: { isUp: probed.state.status === "up" },
      now,
    };
    return [...this.#broker(state, now), ...this.#storage(probed), ...judgeTrials(trials, context)];
  }

  /** What needs more than a look. Does not throw for a part that is away. */
  async tryAll(): Promise<Trials> {
    const { storage, dataFolder, config } = this.#deps;
    const locks = {
      connectionString: config.AZURE_STORAGE_CONNECTION_STRING,
      lockContainer: config.LOCK_CONTAINER,
      namespace: storage.namespace,
    };
    const instance = await inTime(storage.instance());
    const [broker, stored, lease] = await Promise.all([
      this.#tryBroker(instance),
      instance && inTime(tryStorage(storage)),
      instance && inTime(tryLease(locks)),
    ]);
    const at = new Date().toISOString();
    const machine = await machineFacts(dataFolder, instance && storage.clock.wallOffsetMs);
    return { at, broker, storage: stored, lease, instance, machine };
  }

  /** A broker that blocks publications would not answer one; the connection tells by what it is blocked. */
  async #tryBroker(instance: Instance | undefined): Promise<BrokerTrial | undefined> {
    const { model, blockedReason, namespace } = this.#deps.broker;
    if (!model || blockedReason !== undefined) return undefined;
    return inTime(tryBroker(model, namespace, instance?.instanceId));
  }

  async #probe(): Promise<ProbedStorage> {
    try {
      return { state: { status: "up" }, probe: await probeStorage(this.#deps.storage) };
    } catch (err) {
      return { state: { status: "down", detail: storageReason(err) } };
    }
  }

  #broker(state: Health["broker"], now: Date): Check[] {
    const { broker, config } = this.#deps;
    const { server, blockedReason, oddQueues } = broker;
    const facts = { state, url: config.AMQP_URL, version: server?.version, blockedReason, oddQueues };
    const well = `${server?.product} ${server?.version} answers, its queues are Baton’s, and nothing is known against this version.`;
    return checked("broker", "broker", well, brokerFindings(facts, now));
  }

  #storage({ state, probe }: ProbedStorage): Check[] {
    const { config, isProduction } = this.#deps;
    const address = tableAddressOf(config.AZURE_STORAGE_CONNECTION_STRING);
    const kind = storageKind(probe?.server, address);
    const facts = { state, address, kind, isProduction };
    const well = `${probe?.server ?? "Storage"} answers (API version ${probe?.apiVersion ?? "unknown"}).`;
    return checked("storage", "storage", well, storageFindings(facts));
  }
}

/** Connected, or known why not: a broker that is slow is not one that is away. */
async function decided(broker: BrokerConnection): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await broker.ready(connectMs)) && broker.lastError === undefined && performance.now() < deadline);
}

function brokerState({ model, blockedReason, lastError }: BrokerConnection): Health["broker"] {
  if (model && blockedReason === undefined) return { status: "up" };
  const detail = blockedReason ?? lastError;
  return { status: "down", ...(detail === undefined ? {} : { detail }) };
}

async function inTime<T>(trial: Promise<T>): Promise<T | undefined> {
  const over = new AbortController();
  const patience = pause(patienceMs, over.signal).then(() => undefined);
  try {
    return await Promise.race([trial.catch(() => undefined), patience]);
  } finally {
    over.abort();
  }
}
