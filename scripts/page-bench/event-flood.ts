import { setTimeout as pause } from "node:timers/promises";
import { BrokerConnection, brokerNames, Publisher } from "@baton/broker";
import type { JobEvent } from "@baton/contracts";
import { createLogger, type RunFile } from "@baton/runtime";

const batch = 100;

/** Live events as workers publish them, of jobs that there are not: what a page that is left open for long gets to see. */
export class EventFlood {
  readonly #connection: BrokerConnection;
  readonly #publisher: Publisher;
  #sent = 0;

  constructor({ amqpUrl = "", namespace }: RunFile) {
    const logger = createLogger({ level: "warn", base: {}, readable: false });
    this.#connection = new BrokerConnection({ url: amqpUrl, namespace, name: "page bench", logger });
    this.#publisher = new Publisher(this.#connection);
  }

  async start(): Promise<void> {
    await this.#connection.start();
    await this.#publisher.start();
  }

  /** Sends events until there were `total`, at so many a second. */
  async sendUpTo(total: number, perSecond: number): Promise<void> {
    const { events } = brokerNames(this.#connection.namespace);
    while (this.#sent < total) {
      for (let n = 0; n < batch; n += 1) {
        this.#sent += 1;
        this.#publisher.hint(events, "event.default.Progress", Buffer.from(JSON.stringify(eventNo(this.#sent))));
      }
      await pause((batch * 1000) / perSecond);
    }
  }

  async stop(): Promise<void> {
    await this.#publisher.stop();
    await this.#connection.close();
  }
}

/** Ten of a job, each job on a key of its own. */
function eventNo(n: number): JobEvent {
  const job = Math.floor(n / 10);
  const keyId = `k.default.flood-${job}`;
  return {
    eventId: `${keyId}:${n}`,
    jobId: `019abcde-0000-7000-8000-${String(job).padStart(12, "0")}`,
    jobName: `Flood ${job}`,
    jobType: "flood",
    tenantId: "default",
    lockKey: `flood-${job}`,
    keyId,
    status: "Progress",
    message: `Event ${n}`,
    occurredAt: new Date().toISOString(),
    seq: n,
    attempt: 1,
    data: { done: n % 10, total: 10 },
  };
}
