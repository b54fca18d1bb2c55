import { type BrokerConnection, brokerNames, Publisher, type PublishOutcome } from "@baton/broker";
import type { Job } from "@baton/contracts";

/** What became of a submission; see `PublishOutcome`. After `unknown`, submit again with the same job id. */
export type SubmitOutcome = { kind: PublishOutcome; jobId: string };

export type JobClientOptions = {
  /** How long `submit` waits for the broker's word, the connection included; default 5 s. */
  timeLimitMs?: number;
};

/** Submits jobs over one broker connection. */
export class JobClient {
  readonly #publisher: Publisher;
  readonly #queue: string;

  constructor(connection: BrokerConnection, options: JobClientOptions = {}) {
    this.#publisher = new Publisher(connection, options);
    this.#queue = brokerNames(connection.namespace).jobs;
  }

  start(): Promise<void> {
    return this.#publisher.start();
  }

  stop(): Promise<void> {
    return this.#publisher.stop();
  }

  /** Waits for the broker's word, `timeLimitMs` at most. Numbers of a `parseLossless` payload keep their digits. */
  async submit(job: Job): Promise<SubmitOutcome> {
    const kind = await this.#publisher.publish({
      exchange: this.#queue,
      routingKey: this.#queue,
      body: Buffer.from(JSON.stringify(job)),
      messageId: job.jobId,
      ...(job.traceparent === undefined ? {} : { headers: { traceparent: job.traceparent } }),
    });
    return { kind, jobId: job.jobId };
  }
}
