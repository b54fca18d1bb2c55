import type { BrokerConnection } from "@baton/broker";
import type { Finding, Health, HealthDetails, ShownSetting, WorkerList } from "@baton/contracts";
import type { StorageProbe } from "@baton/store";
import type { Answer } from "./answer.ts";
import { brokerReport, lookAtQueues, type QueueLook } from "./broker-report.ts";
import { tolerableSkewMs } from "./clock-skew.ts";
import type { HealthCheck } from "./health-check.ts";
import { isLoopback } from "./network-address.ts";
import { tableAddressOf } from "./storage-address.ts";
import { storageFindings, storageKind } from "./storage-findings.ts";
import type { StorageGate } from "./storage-gate.ts";
import { workerFindings } from "./worker-findings.ts";

export type HealthReportDeps = {
  gate: StorageGate;
  health: Pick<HealthCheck, "check" | "outage">;
  broker: BrokerConnection;
  probe: () => Promise<StorageProbe>;
  workers: () => Promise<Answer<WorkerList>>;
  clock: { now: () => Date; readonly wallOffsetMs: number };
  config: { AMQP_URL: string; AZURE_STORAGE_CONNECTION_STRING: string; HOST: string };
  settings: ShownSetting[];
};

/** Every open page asks every few seconds; they share one look. */
const freshMs = 1000;

/** `GET /api/health/details`: each part of the system, with what is to be done about it. */
export class HealthReport {
  readonly #deps: HealthReportDeps;
  readonly #startedAt = new Date().toISOString();
  #look: { at: number; details: Promise<HealthDetails> } | undefined;

  constructor(deps: HealthReportDeps) {
    this.#deps = deps;
  }

  read(): Promise<HealthDetails> {
    const now = performance.now();
    if (!this.#look || now - this.#look.at > freshMs) this.#look = { at: now, details: this.#read() };
    return this.#look.details;
  }

  /** What is known of an outage without asking anybody: for a page that cannot wait. */
  outage(): HealthDetails | undefined {
    const health = this.#deps.health.outage();
    return health && this.#details(health, { queues: [] }, undefined, undefined);
  }

  async #read(): Promise<HealthDetails> {
    const { health, broker, gate, probe, workers } = this.#deps;
    const [checked, look, probed, listed] = await Promise.all([
      health.check(),
      lookAtQueues(broker),
      gate.use(probe),
      workers(),
    ]);
    return this.#details(checked, look, answered(probed), answered(listed));
  }

  #details(
    { ready, broker: state }: Health,
    look: QueueLook,
    probed: StorageProbe | undefined,
    listed: WorkerList | undefined,
  ): HealthDetails {
    const { broker, config, clock } = this.#deps;
    const now = clock.now();
    return {
      at: now.toISOString(),
      ready,
      broker: brokerReport({ broker, state, look, url: config.AMQP_URL, now }),
      storage: this.#storage(probed),
      workers: listed ? { known: listed.workers, findings: workerFindings(listed.workers) } : { findings: [] },
      dashboard: this.#dashboard(),
    };
  }

  #storage(probed: StorageProbe | undefined): HealthDetails["storage"] {
    const { gate, config } = this.#deps;
    const address = tableAddressOf(config.AZURE_STORAGE_CONNECTION_STRING);
    const { state } = gate;
    const kind = storageKind(probed?.server, address);
    return {
      ...state,
      address,
      ...(kind ? { kind } : {}),
      ...(probed?.server === undefined ? {} : { server: probed.server }),
      ...(probed ? { latencyMs: probed.latencyMs, ...probed.instance } : {}),
      findings: storageFindings({ state, address, kind, latencyMs: probed?.latencyMs }),
    };
  }

  #dashboard(): HealthDetails["dashboard"] {
    const { clock, settings, config } = this.#deps;
    const clockOffsetMs = clock.wallOffsetMs;
    return {
      node: process.version,
      startedAt: this.#startedAt,
      clockOffsetMs,
      settings,
      findings: [...ownSkew(clockOffsetMs), ...(isLoopback(config.HOST) ? [] : [plainToNetwork(config.HOST)])],
    };
  }
}

function answered<T>(answer: Answer<T>): T | undefined {
  return answer.kind === "ok" ? answer.value : undefined;
}

function ownSkew(offsetMs: number): Finding[] {
  if (Math.abs(offsetMs) < tolerableSkewMs) return [];
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
  return [
    {
      code: "clock-skew",
      level: "hazard",
      what: `The clock of the dashboard’s machine is ${seconds} s ${offsetMs > 0 ? "ahead of" : "behind"} storage’s. Job ids that it gives tell a wrong time of submission.`,
      remedy: "Let the machine keep time by NTP.",
    },
  ];
}

function plainToNetwork(host: string): Finding {
  return {
    code: "plain-to-network",
    level: "note",
    what: `The dashboard listens on ${host} by plain HTTP: passwords and sessions can be read on their way to it.`,
    remedy: "Put it behind a server that speaks TLS and sends X-Forwarded-Proto.",
  };
}
