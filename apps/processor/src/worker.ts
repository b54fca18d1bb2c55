import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import {
  BrokerConnection,
  brokerNames,
  claimInstance,
  onSchedulesChanged,
  Publisher,
  subscribe,
  WakeLadder,
} from "@baton/broker";
import { JobClient } from "@baton/client";
import { Admission, AttemptThreads, RunGate } from "@baton/engine";
import { type LeaseJournal, LockStore, Watchdog, watchdogAfterMs } from "@baton/lease";
import { type Lifecycle, type Logger, pause, RequestCounter } from "@baton/runtime";
import {
  ChangedHeads,
  Checkpoints,
  EndedJobs,
  ExpiringResults,
  Inbox,
  type Instance,
  JobFeed,
  JobIndex,
  JobKeys,
  JobTypes,
  Markers,
  PayloadFiles,
  Projector,
  ScheduleFires,
  SchemaTooNewError,
  StatsRollUp,
  Storage,
  signingKeys,
  WorkerRegistry,
  type WorkerUsage,
} from "@baton/store";
import type { ProcessorConfig } from "./config.ts";
import { Ingestor } from "./ingestor.ts";
import { jobModules } from "./job-modules.ts";
import { KeyDispatcher } from "./key-dispatcher.ts";
import { Leader } from "./leader.ts";
import { leaderDuties } from "./leader-duties.ts";
import { Rejections } from "./rejections.ts";
import { RunningJobs } from "./running-jobs.ts";
import { ScheduleDuty } from "./schedule-duty.ts";
import { TypePublisher } from "./type-publisher.ts";
import { WorkerBeat } from "./worker-beat.ts";
import type { WorkerTelemetry } from "./worker-telemetry.ts";

export type WorkerHooks = {
  journal: LeaseJournal;
  telemetry: Pick<WorkerTelemetry, "metrics" | "watch">;
  /** How many attempts run now; called soon after a change. */
  onRunning: (jobs: number) => void;
  /** Something that no retry mends, found after the start; the process should end. */
  onFatal: (err: unknown) => void;
  /** Job code blocks its thread for good; only the end of this process ends it. */
  onStuck: () => void;
};

const version = "0.1.0";
const retryMs = 1000;

/**
 * Starts everything that makes a worker; resolves when it takes jobs. Broker and storage may come up later:
 * they are waited for.
 * @throws {InstanceMismatchError | SchemaTooNewError} when they do not belong together or to this code.
 * @throws {JobModuleError} when a job module cannot be used.
 */
export async function startWorker(
  config: ProcessorConfig,
  lifecycle: Lifecycle,
  hooks: WorkerHooks,
  logger: Logger,
): Promise<void> {
  const { WORKER_ID: workerId, BATON_NAMESPACE: namespace, AZURE_STORAGE_CONNECTION_STRING: connectionString } = config;
  const identity = { workerId, incarnation: randomUUID(), host: hostname() };
  const keys = signingKeys(config.AUDIT_SIGNING_KEY, config.dataFolder);

  const threads = new AttemptThreads({
    modules: await jobModules(config.JOBS_DIR),
    size: config.WORKER_CONCURRENCY,
    maxOldGenerationMb: 512,
    onStuck: hooks.onStuck,
    logger,
  });
  lifecycle.onClose("job threads", () => threads.stop());
  await threads.start();

  const watchdog = new Watchdog();
  watchdog.start(watchdogAfterMs);
  lifecycle.onClose("watchdog", () => watchdog.stop());
  const { metrics } = hooks.telemetry;
  const requests = new RequestCounter(metrics.noteRequest);
  const storage = new Storage({ connectionString, namespace, auditTable: config.AUDIT_TABLE, requests, logger });
  const locks = new LockStore({
    connectionString,
    namespace,
    lockContainer: config.LOCK_CONTAINER,
    leaseSeconds: config.LEASE_SECONDS,
    identity,
    journal: hooks.journal,
    watchdog,
    requests,
    logger,
  });
  const { instanceId } = await prepared(storage, locks, logger);

  const changed = new ChangedHeads(storage, workerId, logger);
  const checkpoints = new Checkpoints({
    storage,
    instanceId,
    keys,
    changed,
    allKeyIds: () => locks.keyIds(),
    logger,
  });
  lifecycle.onClose("changed heads", () => changed.stop());

  const messages = new RequestCounter();
  const connection = new BrokerConnection({
    url: config.AMQP_URL,
    namespace,
    name: `baton ${workerId}`,
    messages,
    logger,
  });
  lifecycle.onClose("broker connection", () => connection.close());
  await connection.onConnect((model) => claimInstance(model, namespace, instanceId).catch(rethrowAfter(hooks.onFatal)));
  await connection.start();
  const publisher = new Publisher(connection);
  await publisher.start();
  const ladder = new WakeLadder(connection);
  await ladder.start();
  // The duty tries again by itself, with the same job ids.
  const client = new JobClient(connection, { tries: 1 });
  await client.start();

  const schedules = new ScheduleDuty({ fires: new ScheduleFires(storage), client, clock: storage.clock, logger });
  await onSchedulesChanged(connection, () => schedules.lookSoon()).start();
  const results = new ExpiringResults(storage);
  const [inbox, markers, files] = [new Inbox(storage), new Markers(storage), new PayloadFiles(storage)];
  const checkpointMs = config.CHECKPOINT_SECONDS * 1000;
  const stats = new StatsRollUp(storage, logger);
  const duties = leaderDuties({
    storage,
    checkpoints,
    checkpointMs,
    schedules,
    results,
    stats,
    readModelTtlDays: config.READ_MODEL_TTL_DAYS,
    markers,
    logger,
  });
  const leader = new Leader(locks, duties, logger);
  lifecycle.onClose("leader", () => leader.stop());

  const names = brokerNames(namespace);
  const feed = new JobFeed(storage);
  const projector = new Projector({
    index: new JobIndex(storage),
    feed,
    ended: new EndedJobs(storage),
    logger,
    publish: ({ event, text }) => {
      metrics.noteEvent(event);
      publisher.hint(names.events, `event.${event.tenantId}.${event.status}`, Buffer.from(text));
    },
    onEnded: (job) => metrics.noteEnded(job),
    onGrown: (head) => changed.note(head),
  });
  lifecycle.onClose("read models", () => projector.stop());

  const admission = new Admission({ storage, types: threads.types, random: Math.random, logger });
  lifecycle.onClose("limits", () => admission.stop());

  const running = new RunningJobs(hooks.onRunning);
  const startedAt = new Date().toISOString();
  const beat = new WorkerBeat(
    new WorkerRegistry(storage),
    {
      workerId,
      types: threads.types,
      describe: () => ({
        incarnation: identity.incarnation,
        host: identity.host,
        pid: process.pid,
        version,
        concurrency: config.WORKER_CONCURRENCY,
        holds: dispatcher.heldKeys,
        running: dispatcher.running,
        leasesLeftMs: dispatcher.leasesLeftMs,
        startedAt,
        draining: dispatcher.isDraining,
        usage: usageOf(requests, messages, running.attempts),
      }),
      obey: (desired) => (desired === "draining" ? dispatcher.drain() : dispatcher.resume()),
    },
    storage.clock,
    logger,
  );
  const dispatcher = new KeyDispatcher({
    connection,
    publisher,
    ladder,
    locks,
    concurrency: config.WORKER_CONCURRENCY,
    workerId,
    logger,
    engine: {
      storage,
      inbox,
      markers,
      files,
      results,
      projector,
      threads,
      gate: new RunGate(),
      admission,
      whoKnows: beat.whoKnows,
      isGivenUp: ({ type }) => beat.unknownForMs(type) > config.UNKNOWN_TYPE_SECONDS * 1000,
      worker: identity,
      settings: {
        holdLingerMs: config.HOLD_LINGER_MS,
        holdMaxMs: config.HOLD_MAX_MS,
        stopGraceMs: config.STOP_GRACE_MS,
        resultTtlSeconds: config.RESULT_TTL_HOURS && config.RESULT_TTL_HOURS * 3600,
        priorityAgeingSeconds: config.PRIORITY_AGEING_SECONDS,
      },
      random: Math.random,
      onRunningChanged: (change) => running.change(change),
      onLockLost: (loss) => metrics.noteLockLost(loss),
      logger,
    },
  });
  await beat.start();
  lifecycle.onClose("registry", () => beat.stop());
  const typePublisher = new TypePublisher(new JobTypes(storage), workerId, logger);
  typePublisher.start(threads.described);
  lifecycle.onClose("job types", () => typePublisher.stop());

  dispatcher.start();
  lifecycle.onClose("held keys", () => dispatcher.stop());
  const wakes = subscribe(
    connection,
    names.wake,
    "",
    (body) => void dispatcher.onWake(body).catch((err) => logger.debug({ err }, "A wake message was of no use")),
  );
  await wakes.start();

  const jobKeys = new JobKeys(storage);
  const ingestor = new Ingestor({
    connection,
    clock: storage.clock,
    inbox,
    markers,
    jobKeys,
    files,
    projector,
    rejections: new Rejections({ namespace, publisher, feed, logger }),
    dispatcher,
    workerId,
    logger,
  });
  lifecycle.onClose("ingest", () => ingestor.stop());
  await ingestor.start();
  leader.start();
  hooks.telemetry.watch(() => ({
    types: threads.types,
    running: dispatcher.running,
    slots: config.WORKER_CONCURRENCY,
    heldKeys: dispatcher.heldKeys.length,
    leasesLeftMs: dispatcher.leasesLeftMs,
    isDraining: dispatcher.isDraining,
    isBrokerConnected: connection.model !== undefined,
    brokerError: connection.lastError,
    sinceBeatMs: beat.sinceBeatMs,
    threadHeaps: () => threads.heapBytes(),
  }));
  while (!connection.isClosed && !(await connection.ready(retryMs)))
    logger.debug({ reason: connection.lastError }, "The broker is not ready");
}

async function prepared(storage: Storage, locks: LockStore, logger: Logger): Promise<Instance> {
  for (;;) {
    try {
      await locks.prepare();
      return await storage.prepare();
    } catch (err) {
      if (err instanceof SchemaTooNewError) throw err;
      logger.warn({ err }, "Storage is not ready; trying again");
      await pause(retryMs);
    }
  }
}

function usageOf(requests: RequestCounter, messages: RequestCounter, attempts: number): WorkerUsage {
  const storageRequests = requests.counts;
  const { user, system } = process.cpuUsage();
  return {
    storageRequests,
    ledgerTransactions: storageRequests["ledger"] ?? 0,
    calls: { ...requests.calls, ...messages.calls },
    cpuMs: Math.round((user + system) / 1000),
    rssBytes: process.memoryUsage.rss(),
    attempts,
  };
}

function rethrowAfter(tell: (err: unknown) => void) {
  return (err: unknown) => {
    tell(err);
    throw err;
  };
}
