import { type BrokerConnection, brokerNames, countQueue } from "@baton/broker";
import { pause } from "@baton/runtime";

const everyMs = 1000;

/** Knows how many processors take jobs, as the broker counts them; `undefined` while nobody can say. */
export class ProcessorCount {
  readonly #connection: BrokerConnection;
  readonly #stopping = new AbortController();
  #count: number | undefined;

  constructor(connection: BrokerConnection) {
    this.#connection = connection;
  }

  get current(): number | undefined {
    return this.#count;
  }

  start(): void {
    void this.#watch();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #watch(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#count = await this.#ask();
      await pause(everyMs, this.#stopping.signal);
    }
  }

  async #ask(): Promise<number | undefined> {
    try {
      return (await countQueue(this.#connection, brokerNames(this.#connection.namespace).jobs)).consumers;
    } catch {
      // No connection, or no queue just now.
      return undefined;
    }
  }
}
