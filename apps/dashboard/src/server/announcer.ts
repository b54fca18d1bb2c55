import { type BrokerConnection, brokerNames, hintSchedules, Publisher } from "@baton/broker";
import type { Job, JobEvent } from "@baton/contracts";
import { keyId } from "@baton/store";

/**
 * Tells every open page of a submission at once. The next word of a job is its worker's, and there may be no
 * worker for hours. A hint: pages that miss it find the job when they read the list.
 */
export class Announcer {
  readonly #publisher: Publisher;
  readonly #namespace: string;

  constructor(connection: BrokerConnection) {
    this.#publisher = new Publisher(connection);
    this.#namespace = connection.namespace;
  }

  start(): Promise<void> {
    return this.#publisher.start();
  }

  stop(): Promise<void> {
    return this.#publisher.stop();
  }

  submitted(job: Job): void {
    const event: JobEvent = {
      eventId: `${job.jobId}:Submitted`,
      jobId: job.jobId,
      jobName: job.name,
      jobType: job.type,
      tenantId: job.tenantId,
      lockKey: job.lockKey,
      keyId: keyId(job.tenantId, job.lockKey),
      status: "Submitted",
      message: "Submitted",
      occurredAt: new Date().toISOString(),
      seq: 0,
    };
    const { events } = brokerNames(this.#namespace);
    this.#publisher.hint(events, `event.${job.tenantId}.Submitted`, Buffer.from(JSON.stringify(event)));
  }

  /** Tells the leader, which would see it some seconds later. */
  schedulesChanged(): void {
    hintSchedules(this.#publisher, this.#namespace);
  }
}
