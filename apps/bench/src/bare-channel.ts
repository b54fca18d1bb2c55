import { once } from "node:events";
import { type BrokerConnection, brokerNames } from "@baton/broker";
import type { Job } from "@baton/contracts";

type ConfirmChannel = Awaited<ReturnType<NonNullable<BrokerConnection["model"]>["createConfirmChannel"]>>;

/** What the broker itself takes: publishes on a confirm channel, with nothing of ours around them. */
export class BareChannel {
  readonly #channel: ConfirmChannel;
  readonly #queue: string;
  #bodies = new Map<string, Buffer>();

  private constructor(channel: ConfirmChannel, queue: string) {
    this.#channel = channel;
    this.#queue = queue;
  }

  static async open(connection: BrokerConnection): Promise<BareChannel> {
    const channel = await connection.model?.createConfirmChannel();
    if (!channel) throw new Error("not connected to the broker");
    return new BareChannel(channel, brokerNames(connection.namespace).jobs);
  }

  /** The bytes are made before the time is taken. */
  prepare(jobs: Job[]): void {
    this.#bodies = new Map(jobs.map((job) => [job.jobId, Buffer.from(JSON.stringify(job))]));
  }

  /** As fast as the channel takes them; all confirms are awaited at the end. */
  async publishAll(jobs: Job[]): Promise<void> {
    for (const job of jobs) if (!this.#publish(job)) await once(this.#channel, "drain");
    await this.#channel.waitForConfirms();
  }

  /** Each after the confirm of the one before. */
  async publishEach(jobs: Job[]): Promise<void> {
    for (const job of jobs) {
      this.#publish(job);
      await this.#channel.waitForConfirms();
    }
  }

  async purge(): Promise<void> {
    await this.#channel.purgeQueue(this.#queue);
  }

  #publish({ jobId }: Job): boolean {
    const options = { persistent: true, mandatory: true, contentType: "application/json", messageId: jobId };
    return this.#channel.publish(this.#queue, this.#queue, this.#bodies.get(jobId) ?? Buffer.alloc(0), options);
  }
}
