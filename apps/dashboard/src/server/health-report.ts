import type { BrokerConnection } from "@baton/broker";
import type { Finding, Health, HealthDetails, PassedCheck, ShownSetting, WorkerList } from "@baton/contracts";
import {
  type Check,
  type Doctor,
  findingsOf,
  isLoopback,
  judgeTrials,
  storageFindings,
  storageKind,
  type Trials,
  tableAddressOf,
} from "@baton/doctor";
import type { Logger } from "@baton/runtime";
import type { StorageProbe } from "@baton/store";
import type { Answer } from "./answer.ts";
import { brokerReport, lookAtQueues, type QueueLook } from "./broker-report.ts";
import type { HealthCheck } from "./health-check.ts";
import type { StorageGate } from "./storage-gate.ts";
import { workerFindings } from "./worker-findings.ts";

export type HealthReportDeps = {
  gate: StorageGate;
  health: Pick<HealthCheck, "check" | "outage">;
  broker: BrokerConnection;
  probe: () => Promise<StorageProbe>;
  workers: () => Promise<Answer<WorkerList>>;
  clock: { now: () => Date; readonly wallOffsetMs: number };
  doctor: Pick<Doctor, "tryAll">;
  config: { AMQP_URL: string; AZURE_STORAGE_CONNECTION_STRING: string; HOST: string };
  /** People rely on this system. */
  isProduction: boolean;
  settings: ShownSetting[];
  logger: Logger;
};

/** Every open page asks every few seconds; they share one look. */
const freshMs = 1000;
/** The doctor writes, and what it tries does not change often. */
const triedAgainMs = 60_000;

/** `GET /api/health/details`: each part of the system, with what is to be done about it. */
export class HealthReport {
  readonly #deps: HealthReportDeps;
  readonly #startedAt = new Date().toISOString();
  #look: { at: number; details: Promise<HealthDetails> } | undefined;
  #trials: Trials | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;

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
    if (checked.broker.status === "up" && checked.storage.status === "up") this.#tryAgain();
    return this.#details(checked, look, answered(probed), answered(listed));
  }

  /** Beside the answer, which does not wait for it: the next one has it. */
  #tryAgain(): void {
    const now = performance.now();
    if (now - this.#triedAt < triedAgainMs) return;
    this.#triedAt = now;
    this.#deps.doctor.tryAll().then(
      (trials) => {
        this.#trials = trials;
      },
      (err) => this.#deps.logger.warn({ err }, "The doctor could not look"),
    );
  }

  #checks({ broker: { status }, storage }: Health, now: Date): Check[] {
    if (!this.#trials) return [];
    const version = this.#deps.broker.server?.version;
    const context = { broker: { isUp: status === "up", version }, storage: { isUp: storage.status === "up" }, now };
    return judgeTrials(this.#trials, context);
  }

  #details(
    health: Health,
    look: QueueLook,
    probed: StorageProbe | undefined,
    listed: WorkerList | undefined,
  ): HealthDetails {
    const { broker, config, clock } = this.#deps;
    const now = clock.now();
    const checks = this.#checks(health, now);
    const report = brokerReport({ broker, state: health.broker, look, url: config.AMQP_URL, now });
    return {
      at: now.toISOString(),
      ready: health.ready,
      broker: { ...report, findings: [...report.findings, ...findingsOf(checks, "broker")] },
      storage: this.#storage(probed, findingsOf(checks, "storage")),
      workers: listed ? { known: listed.workers, findings: workerFindings(listed.workers) } : { findings: [] },
      dashboard: this.#dashboard(findingsOf(checks, "machine")),
      ...(this.#trials ? { checks: { at: this.#trials.at, passed: checks.flatMap(passed) } } : {}),
    };
  }

  #storage(probed: StorageProbe | undefined, tried: Finding[]): HealthDetails["storage"] {
    const { gate, config, isProduction } = this.#deps;
    const address = tableAddressOf(config.AZURE_STORAGE_CONNECTION_STRING);
    const { state } = gate;
    const kind = storageKind(probed?.server, address);
    return {
      ...state,
      address,
      ...(kind ? { kind } : {}),
      ...(probed?.server === undefined ? {} : { server: probed.server }),
      ...(probed ? { latencyMs: probed.latencyMs, ...probed.instance } : {}),
      findings: [...storageFindings({ state, address, kind, isProduction }), ...tried],
    };
  }

  #dashboard(tried: Finding[]): HealthDetails["dashboard"] {
    const { clock, settings, config } = this.#deps;
    const clockOffsetMs = clock.wallOffsetMs;
    return {
      node: process.version,
      startedAt: this.#startedAt,
      clockOffsetMs,
      settings,
      findings: [...tried, ...(isLoopback(config.HOST) ? [] : [plainToNetwork(config.HOST)])],
    };
  }
}

function answered<T>(answer: Answer<T>): T | undefined {
  return answer.kind === "ok" ? answer.value : undefined;
}

function passed({ level, code, part, what }: Check): PassedCheck[] {
  return level === "ok" ? [{ code, part, what }] : [];
}

function plainToNetwork(host: string): Finding {
  return {
    code: "plain-to-network",
    level: "note",
    what: `The dashboard listens on ${host} by plain HTTP: passwords and sessions can be read on their way to it.`,
    remedy: "Put it behind a server that speaks TLS and sends X-Forwarded-Proto.",
  };
}
