import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokerConnection, brokerNames, rungNames } from "@baton/broker";
import { JobClient, type SubmitOutcome, validateJob } from "@baton/client";
import { isTerminal, type JobDetail, type JobRequest } from "@baton/contracts";
import { createLogger, type Logger } from "@baton/runtime";
import {
  JobReader,
  keyId,
  type LedgerEvent,
  ownPublicKeys,
  readEvents,
  Storage,
  Verifier,
  type VerifyReport,
  WorkerRegistry,
} from "@baton/store";
import { AppProcess } from "./app-process.ts";
import { eventually } from "./eventually.ts";
import { breaksIn } from "./proof.ts";

export type RunningSystemOptions = {
  amqpUrl: string;
  connectionString: string;
  /** Nobody else's: its queues are deleted at the end. */
  namespace: string;
  /** More settings for its processes, by the folder that ends with the system. */
  env: (folder: string) => Record<string, string>;
};

/** A namespace of its own on a real broker and a real storage, with real worker processes and a client. */
export class RunningSystem {
  readonly namespace: string;
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly logger: Logger;
  readonly storage: Storage;
  readonly connection: BrokerConnection;
  readonly client: JobClient;
  readonly reader: JobReader;
  readonly registry: WorkerRegistry;
  readonly #processes: AppProcess[] = [];

  constructor({ amqpUrl, connectionString, namespace, env }: RunningSystemOptions) {
    this.namespace = namespace;
    this.folder = mkdtempSync(join(tmpdir(), "baton-run-"));
    this.env = {
      AMQP_URL: amqpUrl,
      AZURE_STORAGE_CONNECTION_STRING: connectionString,
      BATON_NAMESPACE: namespace,
      // It must not take up the settings of the developer's own system.
      BATON_ENV_FILE: "none.env",
      BATON_DATA_DIR: join(this.folder, "data"),
      ...env(this.folder),
    };
    this.logger = createLogger({ level: "fatal", base: { app: "harness" }, readable: false });
    this.storage = new Storage({ connectionString, namespace, logger: this.logger });
    this.connection = new BrokerConnection({ url: amqpUrl, namespace, name: "baton harness", logger: this.logger });
    this.client = new JobClient(this.connection);
    this.reader = new JobReader(this.storage);
    this.registry = new WorkerRegistry(this.storage);
  }

  async start(): Promise<void> {
    await this.storage.prepare();
    await this.connection.start();
    await this.connection.ready(10_000);
    await this.client.start();
  }

  /** Starts a processor and waits until it takes jobs. */
  async startWorker(workerId: string, env: Record<string, string> = {}): Promise<AppProcess> {
    const worker = this.app(workerId, "apps/processor/src/main.ts", { WORKER_ID: workerId, ...env });
    return worker.ready();
  }

  /** The pid of a worker's working child, which its parent would start again. */
  async childPid(workerId: string): Promise<number> {
    const worker = (await this.registry.live()).find((row) => row.workerId === workerId);
    if (!worker) throw new Error(`${workerId} is not in the registry`);
    return worker.pid;
  }

  app(name: string, script: string, env: Record<string, string> = {}): AppProcess {
    const app = new AppProcess(name, script, { ...this.env, ...env }, this.folder);
    this.#processes.push(app);
    return app;
  }

  async submit(request: JobRequest): Promise<string> {
    const checked = validateJob(request);
    if (checked.kind === "invalid") throw new Error(`Invalid job: ${JSON.stringify(checked.issues)}`);
    const outcome: SubmitOutcome = await this.client.submit(checked.job);
    if (outcome.kind !== "accepted") throw new Error(`The submission was answered ${outcome.kind}`);
    return outcome.jobId;
  }

  /** Waits until the job's record says that it is over. */
  async ended(jobId: string, withinMs = 30_000): Promise<JobDetail> {
    return eventually(`job ${jobId} to end`, () => this.#detailIf(jobId, ({ job }) => isTerminal(job.status)), {
      withinMs,
    });
  }

  /** Waits until the job's record satisfies a condition. */
  async until(
    what: string,
    jobId: string,
    holds: (detail: JobDetail) => boolean,
    withinMs = 30_000,
  ): Promise<JobDetail> {
    return eventually(`job ${jobId}: ${what}`, () => this.#detailIf(jobId, holds), { withinMs });
  }

  /** A key's whole chain, oldest first. @throws when the key's record does not hold. */
  async ledger(lockKey = "default", tenantId = "default"): Promise<LedgerEvent[]> {
    const id = keyId(tenantId, lockKey);
    const events = await readEvents(this.storage.ledger, id, 1, null);
    if (events.length > 0) clean(await new Verifier(this.storage).key(id, this.#trusted));
    return events;
  }

  /** What `baton verify --all` finds. */
  verification(): Promise<VerifyReport> {
    return new Verifier(this.storage).all(this.#trusted);
  }

  /** The same, for after each fault. @throws when the record does not hold. */
  async verifyAll(): Promise<VerifyReport> {
    return clean(await this.verification());
  }

  get #trusted() {
    return { trusted: ownPublicKeys(undefined, this.env["BATON_DATA_DIR"] ?? "") };
  }

  /** Ends its processes without waiting for running jobs. */
  async stopWorkers(): Promise<void> {
    await Promise.all(this.#processes.map((app) => app.stopNow()));
  }

  /** @param removeData also deletes its tables and containers, where the storage goes on to live. */
  async stop({ removeData = false } = {}): Promise<void> {
    await this.stopWorkers();
    if (removeData) await this.storage.remove();
    await this.#deleteQueues();
    await this.client.stop();
    await this.connection.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #detailIf(jobId: string, holds: (detail: JobDetail) => boolean): Promise<JobDetail | undefined> {
    const detail = await this.reader.findJob(jobId);
    return detail && holds(detail) ? detail : undefined;
  }

  async #deleteQueues(): Promise<void> {
    const names = brokerNames(this.namespace);
    const channel = await this.connection.model?.createChannel();
    const rungs = rungNames(this.namespace);
    // What was never made is deleted like the rest: the broker does not mind.
    for (const queue of [names.jobs, names.rejected, names.instance, ...rungs]) await channel?.deleteQueue(queue);
    for (const exchange of [names.jobs, names.wake, names.events, ...rungs]) await channel?.deleteExchange(exchange);
  }
}

function clean(report: VerifyReport): VerifyReport {
  const breaks = breaksIn(report);
  if (breaks.length > 0) throw new Error(`The record does not hold:\n${breaks.join("\n")}`);
  return report;
}
