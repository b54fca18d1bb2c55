import { BrokerConnection } from "@baton/broker";
import { JobClient } from "@baton/client";
import type { Job, JobEvent } from "@baton/contracts";
import { createLogger, pause } from "@baton/runtime";
import { startTracing } from "@baton/runtime/tracing";
import { ProcessorCount } from "./console/processor-count.ts";
import { listenToEvents } from "./job-events.ts";
import { eventReader, typeReader } from "./job-records.ts";
import type { JobSystem, Outcome, Reach } from "./job-system.ts";
import { openKeys } from "./key-claims.ts";
import { type OpenStorage, storageOpener } from "./open-storage.ts";
import type { PublisherConfig } from "./publisher-config.ts";

// A broker that does not answer any more must not keep us from ending.
const closeMs = 1000;
// So many submissions wait for the broker's word at once.
const maxInFlight = 200;

/** Submits at the broker, as its user, and listens there. The record is read from storage, if that is set. */
export class BrokerSystem implements JobSystem {
  readonly where = "the broker";
  readonly tellsEvents = true;
  readonly readEvents: JobSystem["readEvents"];
  readonly readTypes: JobSystem["readTypes"];
  readonly #connection: BrokerConnection;
  readonly #client: JobClient;
  readonly #processors: ProcessorCount;
  readonly #open: (() => Promise<OpenStorage>) | undefined;
  readonly #trace: () => Promise<() => Promise<void>>;
  #stopTracing: (() => Promise<void>) | undefined;

  /** @param tries how often a job is sent at most until the broker confirms it. */
  constructor(config: PublisherConfig, tries: number) {
    // The display or the report tells what matters; a log would run through it.
    const logger = createLogger({ level: "silent", base: { app: "publisher" }, readable: false });
    const { AMQP_URL: url, BATON_NAMESPACE: namespace } = config;
    this.#connection = new BrokerConnection({ url, namespace, name: "baton publisher", logger });
    this.#client = new JobClient(this.#connection, { tries, signed: true });
    this.#processors = new ProcessorCount(this.#connection);
    this.#open = storageOpener(config);
    this.#trace = () =>
      startTracing({
        endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
        headers: config.OTEL_EXPORTER_OTLP_HEADERS,
        ratio: config.OTEL_TRACES_SAMPLER_ARG,
        resource: { "service.name": "baton-publisher" },
        logger,
      });
    this.readEvents = this.#open && eventReader(this.#open);
    this.readTypes = this.#open && typeReader(this.#open);
  }

  get name(): string {
    return this.#connection.namespace;
  }

  get reach(): Reach {
    const { model, blockedReason, lastError } = this.#connection;
    if (!model) return { kind: "away", reason: lastError ?? "connecting" };
    return blockedReason === undefined ? { kind: "connected" } : { kind: "blocked", reason: blockedReason };
  }

  get processors(): number | undefined {
    return this.#processors.current;
  }

  async start(): Promise<void> {
    this.#stopTracing = await this.#trace();
    await this.#connection.start();
    await this.#client.start();
  }

  async stop(): Promise<void> {
    this.#processors.stop();
    await Promise.race([this.#connection.close(), pause(closeMs)]);
    await this.#stopTracing?.();
  }

  submit(job: Job): Promise<Outcome> {
    return this.#client.submit(job);
  }

  /** @throws {KeysUnavailableError} @throws {UsageError} when no storage is set. */
  async submitKeyed(job: Job, idempotencyKey: string): Promise<Outcome> {
    const client = new JobClient(this.#connection, { keys: await openKeys(this.#open), signed: true });
    await client.start();
    return client.submit(job, { idempotencyKey });
  }

  submitMany(jobs: Iterable<Job>): AsyncIterable<Outcome> {
    return this.#client.submitMany(jobs, { maxInFlight });
  }

  listen(onEvent: (event: JobEvent) => void): Promise<void> {
    return listenToEvents(this.#connection, onEvent).start();
  }

  onFlow(hook: () => void): Promise<void> {
    return this.#connection.onConnect(async () => hook());
  }

  watchProcessors(): void {
    this.#processors.start();
  }
}
