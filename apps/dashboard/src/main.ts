import { hostname } from "node:os";
import { BrokerConnection, brokerNames, countQueue } from "@baton/broker";
import { CommandClient, JobClient } from "@baton/client";
import { type Health, Redaction } from "@baton/contracts";
import { Doctor } from "@baton/doctor";
import { operatorLocks } from "@baton/lease";
import {
  appEnvironment,
  createLogger,
  type Environment,
  Lifecycle,
  type Logger,
  LogLevel,
  pause,
  toggleLogLevelOnSignal,
} from "@baton/runtime";
import { startTracing } from "@baton/runtime/tracing";
import {
  AuditReader,
  Commands,
  HeldKeys,
  Inbox,
  JobIndex,
  JobInputs,
  JobKeys,
  JobNeighbourhood,
  JobReader,
  JobRecords,
  JobTypes,
  KeptResults,
  KeyHistory,
  KeyLine,
  KeyReader,
  Markers,
  OverviewReader,
  ownPublicKeys,
  PayloadFiles,
  probeStorage,
  RunStatuses,
  Schedules,
  StatsReader,
  Storage,
  SubmittedJobs,
  toWorkerView,
  Verifier,
  WorkerRegistry,
} from "@baton/store";
import { type Access, withAccounts, withoutAccounts } from "./server/access/access.ts";
import { Callers } from "./server/access/callers.ts";
import { Announcer } from "./server/announcer.ts";
import { Audit } from "./server/audit.ts";
import { AuditRuns } from "./server/audit-runs.ts";
import { connectBackend } from "./server/backend.ts";
import { type DashboardConfig, loadDashboardConfig } from "./server/dashboard-config.ts";
import { DashboardMetrics } from "./server/dashboard-metrics.ts";
import { OpenStreams } from "./server/door/open-streams.ts";
import { Quotas } from "./server/door/quotas.ts";
import { RateLimits } from "./server/door/rate-limits.ts";
import { Requests } from "./server/door/requests.ts";
import { Evidence } from "./server/evidence.ts";
import { HealthCheck } from "./server/health-check.ts";
import { HealthReport } from "./server/health-report.ts";
import { HttpServer } from "./server/http-server.ts";
import { InputFiles } from "./server/input-files.ts";
import { JobActions } from "./server/job-actions.ts";
import { JobExport } from "./server/job-export.ts";
import { JobQueries } from "./server/job-queries.ts";
import { JobSearch } from "./server/job-search.ts";
import { KnownTypes } from "./server/known-types.ts";
import { LiveEvents } from "./server/live-events.ts";
import { LockQueries } from "./server/lock-queries.ts";
import { Operations } from "./server/operations.ts";
import { PageStatus } from "./server/page-status.ts";
import { loadPages, requireBuild } from "./server/pages.ts";
import { RecentEvents } from "./server/recent-events.ts";
import { RecordQueries } from "./server/record-queries.ts";
import { ScheduleDesk } from "./server/schedule-desk.ts";
import { provideServices } from "./server/services.ts";
import { shownSettings } from "./server/shown-settings.ts";
import { Statistics } from "./server/statistics.ts";
import { StorageGate } from "./server/storage-gate.ts";
import { Submissions } from "./server/submissions.ts";
import { SystemOverview } from "./server/system-overview.ts";
import { tellTelemetry } from "./server/telemetry.ts";
import { Workers } from "./server/workers.ts";

/** Serves at once, whatever broker and storage do; pages and API say what is missing. */
async function main(): Promise<void> {
  requireBuild();
  const env = appEnvironment();
  const config = loadDashboardConfig(env);
  const redaction = new Redaction(config.REDACT_FIELDS);
  const level = new LogLevel(config.LOG_LEVEL);
  const logger = createLogger({ level, base: { app: "dashboard" }, redaction });
  toggleLogLevelOnSignal(level, logger);
  const lifecycle = new Lifecycle(logger);
  lifecycle.stopOnSignals();
  const stopTracing = await startTracing({
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: config.OTEL_EXPORTER_OTLP_HEADERS,
    ratio: config.OTEL_TRACES_SAMPLER_ARG,
    resource: { "service.name": "baton-dashboard", "service.instance.id": `${hostname()}-${process.pid}` },
    logger,
  });
  lifecycle.onClose("traces", stopTracing);

  const pageStatus = new PageStatus();
  const callers = new Callers();
  const gate = new StorageGate(logger);
  const storage = new Storage({
    connectionString: config.AZURE_STORAGE_CONNECTION_STRING,
    namespace: config.BATON_NAMESPACE,
    auditTable: config.AUDIT_TABLE,
    logger,
  });
  const access =
    config.AUTH_MODE === "none"
      ? withoutAccounts
      : withAccounts({ config, storage, gate, callers, redaction, tell: tellStarter });
  const { doorkeeper } = access;
  const requests = new Requests();
  const metrics = new DashboardMetrics();
  const quotas = quotasOf(config);
  const server = new HttpServer({
    host: config.HOST,
    port: config.PORT,
    publicUrl: config.PUBLIC_URL,
    pageStatus,
    doorkeeper,
    callers,
    requests,
    quotas,
    onAnswered: (request) => metrics.noteRequest(request),
    logger,
  });
  const port = await server.listen();
  lifecycle.onClose("http server", () => server.close());

  const app = {
    config,
    env,
    storage,
    gate,
    access,
    pageStatus,
    callers,
    requests,
    redaction,
    metrics,
    logger,
    lifecycle,
  };
  const { connect, health } = wire(app);
  await tellTelemetry(config, { metrics, health, logger, lifecycle });
  connectInBackground(connect, logger, lifecycle);

  server.serve(await loadPages(config.HOST, port));
  logger.info({ url: urlOf(config.HOST, port) }, "The dashboard is open");
  process.send?.({ kind: "ready", port });
}

function quotasOf(config: DashboardConfig): Quotas {
  const rates = new RateLimits({
    read: config.API_RATE_READ,
    submit: config.API_RATE_SUBMIT,
    operate: config.API_RATE_OPERATE,
    auth: config.API_RATE_AUTH,
  });
  return new Quotas(rates, new OpenStreams(config.API_STREAMS));
}

/** Whoever has started this is told what belongs in no log: by the supervisor, or on the terminal. */
function tellStarter(text: string): void {
  if (process.send) process.send({ kind: "told", text });
  else process.stderr.write(`\n${text}\n\n`);
}

type Connect = (signal: AbortSignal) => Promise<void>;
/** `health`: for those who watch over it. */
type Wired = { connect: Connect; health: () => Promise<Health> };

type App = {
  config: DashboardConfig;
  env: Environment;
  storage: Storage;
  gate: StorageGate;
  access: Access;
  pageStatus: PageStatus;
  callers: Callers;
  requests: Requests;
  redaction: Redaction;
  metrics: DashboardMetrics;
  logger: Logger;
  lifecycle: Lifecycle;
};

function wire({
  config,
  env,
  storage,
  gate,
  access,
  pageStatus,
  callers,
  requests,
  redaction,
  metrics,
  logger,
  lifecycle,
}: App): Wired {
  const namespace = config.BATON_NAMESPACE;
  const broker = new BrokerConnection({ url: config.AMQP_URL, namespace, name: "baton dashboard", logger });
  const client = new JobClient(broker);
  const announcer = new Announcer(broker);
  const events = new LiveEvents(broker, redaction, logger);
  const jobs = new JobReader(storage, { redaction });
  const reader = () => jobs.within(callers.tenants);
  const commands = new Commands({
    storage,
    inbox: new Inbox(storage),
    markers: new Markers(storage),
    files: new PayloadFiles(storage),
  });
  const commandClient = new CommandClient(broker, { commands });
  const locks = operatorLocks({
    connectionString: config.AZURE_STORAGE_CONNECTION_STRING,
    namespace,
    lockContainer: config.LOCK_CONTAINER,
    logger,
  });
  const registry = new WorkerRegistry(storage);
  // NODE_ENV says nothing here: pages are always served as Next.js serves them in production.
  const isProduction = config.AUTH_MODE !== "none";

  const submissions = new Submissions({
    gate,
    jobKeys: new JobKeys(storage),
    submitted: new SubmittedJobs(new JobIndex(storage)),
    client,
    announcer,
    callers,
    requests,
    redaction,
    logger,
  });

  // Read when they are needed: the first worker of a clone makes the key.
  const trustedKeys = () => ownPublicKeys(config.AUDIT_SIGNING_KEY, config.dataFolder);
  const auditRuns = new AuditRuns({
    verifier: new Verifier(storage),
    results: new KeptResults(storage),
    trustedKeys,
    logger,
  });

  const jobTypes = new JobTypes(storage);
  const health = new HealthCheck({ gate, reader: jobs, workers: registry, broker });
  const workers = new Workers({
    gate,
    registry,
    heldKeys: new HeldKeys(storage),
    view: (worker) => toWorkerView(worker, registry),
    callers,
  });
  const recent = new RecentEvents();
  events.onEvent(recent.note);
  const overview = new SystemOverview({
    gate,
    reader: new OverviewReader(storage),
    recent,
    countUntaken: () => untakenJobs(broker),
    now: () => storage.clock.now(),
    callers,
  });
  const jobSearch = new JobSearch({ gate, reader: jobs, callers });
  provideServices({
    auth: access.auth,
    callers,
    audit: new Audit({ gate, reader: new AuditReader(storage), runs: auditRuns, callers }),
    evidence: new Evidence({ gate, storage, reader, callers, trustedKeys }),
    queries: new JobQueries({ gate, reader, callers }),
    requests,
    records: new RecordQueries({
      gate,
      reader,
      records: new JobRecords(storage),
      neighbourhood: new JobNeighbourhood(storage),
    }),
    submissions,
    schedules: new ScheduleDesk({
      gate,
      schedules: new Schedules(storage),
      runStatuses: new RunStatuses(storage),
      submissions,
      announcer,
      callers,
      redaction,
    }),
    operations: new Operations({ gate, jobTypes, redaction, reader, client: commandClient, commands, locks, callers }),
    jobActions: new JobActions({
      gate,
      jobTypes,
      redaction,
      reader,
      search: jobSearch,
      client: commandClient,
      callers,
    }),
    jobExport: new JobExport(jobSearch, redaction),
    jobSearch,
    locks: new LockQueries({
      gate,
      keys: new KeyReader(storage),
      history: new KeyHistory(storage),
      line: new KeyLine(storage),
      holderOf: (keyId) => locks.holder(keyId),
      callers,
    }),
    events,
    health,
    healthReport: new HealthReport({
      gate,
      health,
      broker,
      probe: () => probeStorage(storage),
      workers: () => workers.all(),
      clock: storage.clock,
      doctor: new Doctor({ broker, storage, config, dataFolder: config.dataFolder, isProduction }),
      config,
      isProduction,
      settings: shownSettings(config, env),
      logger,
    }),
    workers,
    inputs: new InputFiles({ gate, inputs: new JobInputs(storage) }),
    statistics: new Statistics({ gate, stats: new StatsReader(storage), callers }),
    overview,
    types: new KnownTypes({ gate, jobTypes }),
    traceUrlTemplate: config.TRACE_URL_TEMPLATE,
    pageStatus,
    redaction,
    logger,
  });
  lifecycle.onClose("broker connection", () => broker.close());
  lifecycle.onClose("job client", () => client.stop());
  lifecycle.onClose("command client", () => commandClient.stop());
  lifecycle.onClose("announcer", () => announcer.stop());
  lifecycle.onClose("live events", () => events.stop());
  lifecycle.onClose("verification", () => auditRuns.stop("The dashboard stopped."));

  const startClients = async () => {
    await client.start();
    await commandClient.start();
    await announcer.start();
    await events.start();
  };
  const prepare = async () => {
    const instance = await storage.prepare();
    await access.prepare();
    return instance;
  };
  metrics.watch({ overview: () => overview.of("all"), openStreams: () => events.openStreams });
  const connect: Connect = (signal) =>
    connectBackend({ namespace, storage: { prepare }, gate, broker, startClients }, signal);
  return { connect, health: () => health.check() };
}

/** Jobs that no worker has taken off the broker; undefined while that does not answer. */
async function untakenJobs(broker: BrokerConnection): Promise<number | undefined> {
  if (!broker.model) return undefined;
  const counted = countQueue(broker, brokerNames(broker.namespace).jobs).catch(() => undefined);
  return (await Promise.race([counted, pause(2000)]))?.messages;
}

function connectInBackground(connect: Connect, logger: Logger, lifecycle: Lifecycle): void {
  const closing = new AbortController();
  lifecycle.onClose("connecting", () => closing.abort());
  connect(closing.signal).catch(async (err: Error) => {
    logger.fatal({ event: "CannotGoOn", err }, err.message);
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
