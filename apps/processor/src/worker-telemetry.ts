import type { Logger } from "@baton/runtime";
import { type ReadyPart, TelemetryServer } from "@baton/runtime/telemetry";
import type { ProcessorConfig } from "./config.ts";
import { ProcessorMetrics, type WorkerStanding } from "./processor-metrics.ts";

/** What readiness is told by, beside the standing: what cannot be used, and why. */
export type WorkerParts = WorkerStanding & {
  brokerError: string | undefined;
  /** Since storage took the last beat. */
  sinceBeatMs: number;
};

type TelemetryAddress = Pick<ProcessorConfig, "METRICS_HOST" | "METRICS_PORT">;

/** Three beats. */
const silentMs = 15_000;

/** A worker's metrics and readiness, and the port on which they are told, if it is to have one. */
export class WorkerTelemetry {
  readonly metrics = new ProcessorMetrics();
  #parts: (() => WorkerParts) | undefined;
  #server: TelemetryServer | undefined;

  /**
   * Listens before the worker is ready, so that it can be asked what it waits for; without a port, nowhere.
   * @throws {ConfigError} when the port cannot be had.
   */
  async start({ METRICS_HOST: host, METRICS_PORT: port }: TelemetryAddress, logger: Logger): Promise<void> {
    if (port === undefined) return;
    const { registry } = this.metrics;
    this.#server = new TelemetryServer({ host, port, registry, parts: async () => this.#readiness(), logger });
    const listening = await this.#server.listen();
    logger.info({ host, port: listening }, "Metrics and health are told");
  }

  async stop(): Promise<void> {
    await this.#server?.close();
  }

  /** The worker takes jobs now. */
  watch(parts: () => WorkerParts): void {
    this.#parts = parts;
    this.metrics.watch(parts);
  }

  #readiness(): ReadyPart[] {
    const now = this.#parts?.();
    if (!now) return [{ name: "worker", ready: false, reason: "it is starting" }];
    const seconds = Math.round(now.sinceBeatMs / 1000);
    return [
      part("broker", now.isBrokerConnected, now.brokerError ?? "there is no connection"),
      part("storage", now.sinceBeatMs <= silentMs, `it took no beat for ${seconds} s`),
      part("slots", !now.isDraining, "this worker drains and takes no new keys"),
    ];
  }
}

function part(name: string, ready: boolean, reason: string): ReadyPart {
  return ready ? { name, ready } : { name, ready, reason };
}
