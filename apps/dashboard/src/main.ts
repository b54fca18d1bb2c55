import { BrokerConnection } from "@baton/broker";
import { JobClient } from "@baton/client";
import { appEnvironment, createLogger, Lifecycle, type Logger } from "@baton/runtime";
import { JobIndex, JobKeys, JobReader, Storage, SubmittedJobs, WorkerRegistry } from "@baton/store";
import { Announcer } from "./server/announcer.ts";
import { connectBackend } from "./server/backend.ts";
import { type DashboardConfig, loadDashboardConfig } from "./server/dashboard-config.ts";
import { HealthCheck } from "./server/health-check.ts";
import { HttpServer } from "./server/http-server.ts";
import { JobQueries } from "./server/job-queries.ts";
import { LiveEvents } from "./server/live-events.ts";
import { PageStatus } from "./server/page-status.ts";
import { loadPages, requireBuild } from "./server/pages.ts";
import { provideServices } from "./server/services.ts";
import { StorageGate } from "./server/storage-gate.ts";
import { Submissions } from "./server/submissions.ts";

/** Serves at once, whatever broker and storage do; pages and API say what is missing. */
async function main(): Promise<void> {
  requireBuild();
  const config = loadDashboardConfig(appEnvironment());
  const logger = createLogger({ level: config.LOG_LEVEL, base: { app: "dashboard" } });
  const lifecycle = new Lifecycle(logger);
  lifecycle.stopOnSignals();

  const pageStatus = new PageStatus();
  const server = new HttpServer({ host: config.HOST, port: config.PORT, pageStatus, logger });
  const port = await server.listen();
  lifecycle.onClose("http server", () => server.close());

  connectInBackground(wire(config, pageStatus, logger, lifecycle), logger, lifecycle);

  server.serve(await loadPages(config.HOST, port));
  logger.info({ url: urlOf(config.HOST, port) }, "The dashboard is open");
  process.send?.({ kind: "ready", port });
}

type Connect = (signal: AbortSignal) => Promise<void>;

function wire(config: DashboardConfig, pageStatus: PageStatus, logger: Logger, lifecycle: Lifecycle): Connect {
  const namespace = config.BATON_NAMESPACE;
  const storage = new Storage({
    connectionString: config.AZURE_STORAGE_CONNECTION_STRING,
    namespace,
    auditTable: config.AUDIT_TABLE,
    logger,
  });
  const broker = new BrokerConnection({ url: config.AMQP_URL, namespace, name: "baton dashboard", logger });
  const client = new JobClient(broker);
  const announcer = new Announcer(broker);
  const events = new LiveEvents(broker, logger);
  const gate = new StorageGate(logger);
  const reader = new JobReader(storage);

  provideServices({
    queries: new JobQueries({ gate, reader }),
    submissions: new Submissions({
      gate,
      jobKeys: new JobKeys(storage),
      submitted: new SubmittedJobs(new JobIndex(storage)),
      client,
      announcer,
      logger,
    }),
    events,
    health: new HealthCheck({ gate, reader, workers: new WorkerRegistry(storage), broker }),
    pageStatus,
    logger,
  });
  lifecycle.onClose("broker connection", () => broker.close());
  lifecycle.onClose("job client", () => client.stop());
  lifecycle.onClose("announcer", () => announcer.stop());
  lifecycle.onClose("live events", () => events.stop());

  const startClients = async () => {
    await client.start();
    await announcer.start();
    await events.start();
  };
  return (signal) => connectBackend({ namespace, storage, gate, broker, startClients }, signal);
}

function connectInBackground(connect: Connect, logger: Logger, lifecycle: Lifecycle): void {
  const closing = new AbortController();
  lifecycle.onClose("connecting", () => closing.abort());
  connect(closing.signal).catch(async (err: Error) => {
    logger.fatal({ err }, err.message);
    await lifecycle.close();
    process.exit(1);
  });
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

main().catch((err: NodeJS.ErrnoException) => {
  // What a user can mend comes as one clear line; the rest is a bug and keeps its stack.
  const known = ["no-build", "bad-config"].includes(err.code ?? "");
  const inUse = err.code === "EADDRINUSE" ? `${err.message}. Set PORT to a free port, or to 0 for any.` : undefined;
  process.stderr.write(`${inUse ?? (known ? err.message : err.stack)}\n`);
  process.exit(1);
});
