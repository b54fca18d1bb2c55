import type { Health } from "@baton/contracts";
import type { Lifecycle, Logger } from "@baton/runtime";
import { type ReadyPart, TelemetryServer } from "@baton/runtime/telemetry";
import type { DashboardConfig } from "./dashboard-config.ts";
import type { DashboardMetrics } from "./dashboard-metrics.ts";

type Telemetry = { metrics: DashboardMetrics; health: () => Promise<Health>; logger: Logger; lifecycle: Lifecycle };

/** Tells metrics and readiness on a port of their own, if there is to be one. */
export async function tellTelemetry(
  { METRICS_HOST: host, METRICS_PORT: port }: Pick<DashboardConfig, "METRICS_HOST" | "METRICS_PORT">,
  { metrics, health, logger, lifecycle }: Telemetry,
): Promise<void> {
  if (port === undefined) return;
  const parts = async () => readyParts(await health());
  const telemetry = new TelemetryServer({ host, port, registry: metrics.registry, parts, logger });
  logger.info({ host, port: await telemetry.listen() }, "Metrics and health are told");
  lifecycle.onClose("telemetry", () => telemetry.close());
}

function readyParts({ broker, storage }: Health): ReadyPart[] {
  return Object.entries({ broker, storage }).map(([name, { status, detail = `it is ${status}` }]) =>
    status === "up" ? { name, ready: true } : { name, ready: false, reason: detail },
  );
}
