import { BrokerConnection, brokerNames, subscribe } from "@baton/broker";
import { JobClient } from "@baton/client";
import type { LiveMessage } from "@baton/client/rest";
import { type Job, type JobDetail, type JobEvent, jobEventSchema } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import { isOutage, JobKeys, JobReader, type Storage } from "@baton/store";
import type { CliBrokerConfig } from "../cli-config.ts";
import type { JobSource, Outcome } from "./job-source.ts";

export type BrokerSourceOptions = { storage: Storage; config: CliBrokerConfig; logger: Logger };

const lookEveryMs = 1000;

/** Submits at the broker, as its user, and listens there; what is on record of a job is read from storage. */
export class BrokerSource implements JobSource {
  readonly #connection: BrokerConnection;
  readonly #client: JobClient;
  readonly #reader: JobReader;

  private constructor({ storage, config, logger }: BrokerSourceOptions) {
    const { AMQP_URL: url, BATON_NAMESPACE: namespace } = config;
    this.#connection = new BrokerConnection({ url, namespace, name: "baton cli", logger });
    this.#client = new JobClient(this.#connection, { signed: true, keys: new JobKeys(storage) });
    this.#reader = new JobReader(storage);
  }

  static async open(options: BrokerSourceOptions): Promise<BrokerSource> {
    const source = new BrokerSource(options);
    await source.#connection.start();
    await source.#client.start();
    return source;
  }

  async close(): Promise<void> {
    await this.#client.stop();
    await this.#connection.close();
  }

  submit(job: Job, idempotencyKey: string | undefined): Promise<Outcome> {
    return this.#client.submit(job, { idempotencyKey });
  }

  async find(jobId: string, tenantId: string | undefined): Promise<JobDetail | undefined> {
    try {
      return await this.#reader.findJob(jobId, tenantId);
    } catch (err) {
      if (isOutage(err)) return undefined;
      throw err;
    }
  }

  async *stream(signal: AbortSignal): AsyncGenerator<LiveMessage> {
    const told: LiveMessage[] = [];
    let isLive = false;
    const events = subscribe(this.#connection, brokerNames(this.#connection.namespace).events, "#", (body) => {
      const event = readEvent(body);
      if (event) tell({ kind: "event", event });
    });
    let news = Promise.withResolvers<void>();
    const tell = (message: LiveMessage) => {
      told.push(message);
      news.resolve();
    };
    await events.start();
    // Behind the hook that listens: when this one runs, events come.
    await this.#connection.onConnect(async () => {
      isLive = true;
      tell({ kind: "ready" });
    });
    const timer = setInterval(() => {
      if (!isLive || this.#connection.model) return;
      isLive = false;
      tell({ kind: "paused", because: "the broker is away", isConnected: false });
    }, lookEveryMs);
    const end = () => news.resolve();
    signal.addEventListener("abort", end);
    try {
      while (!signal.aborted) {
        yield* told.splice(0);
        if (told.length > 0) continue;
        await news.promise;
        news = Promise.withResolvers();
      }
    } finally {
      signal.removeEventListener("abort", end);
      clearInterval(timer);
      await events.stop();
    }
  }
}

/** Whoever may publish on the exchange may publish rubbish. */
function readEvent(body: Buffer): JobEvent | undefined {
  try {
    return jobEventSchema.safeParse(JSON.parse(body.toString())).data;
  } catch {
    return undefined;
  }
}
