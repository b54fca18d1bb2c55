import { type BrokerConnection, brokerNames, consumeJobs, Publisher } from "@baton/broker";
import type { CallCount } from "@baton/runtime";

const prefetch = 400;

/** Sends and takes as many messages, of such sizes, as the workers did. */
export class ReplayedBroker {
  readonly #connection: BrokerConnection;
  readonly #publisher: Publisher;

  constructor(connection: BrokerConnection) {
    this.#connection = connection;
    this.#publisher = new Publisher(connection);
  }

  async start(): Promise<void> {
    await this.#connection.start();
    await this.#connection.ready(10_000);
    await this.#publisher.start();
  }

  /** Lays as many messages into the queue as are to be taken. */
  async prepare({ count, received }: CallCount): Promise<void> {
    for (let message = 0; message < count; message += 1) await this.#publish(received / count);
  }

  /** Takes so many messages and acknowledges each. */
  async take(count: number): Promise<void> {
    if (count === 0) return;
    let left = count;
    const { promise, resolve } = Promise.withResolvers<void>();
    const consumer = consumeJobs(this.#connection, prefetch, (delivery) => {
      delivery.ack();
      left -= 1;
      if (left === 0) resolve();
    });
    await consumer.start();
    await promise;
    await consumer.stop();
  }

  async call(method: string, { count, sent }: CallCount): Promise<void> {
    if (method === "PUBLISH") return this.#publish(sent / count);
    this.#publisher.hint(brokerNames(this.#connection.namespace).events, "event.bench", body(sent / count));
  }

  stop(): Promise<void> {
    return this.#connection.close();
  }

  async #publish(size: number): Promise<void> {
    const { jobs } = brokerNames(this.#connection.namespace);
    await this.#publisher.publish({ exchange: jobs, routingKey: jobs, body: body(size) });
  }
}

function body(size: number): Buffer {
  return Buffer.alloc(Math.max(1, Math.round(size)), "x");
}
