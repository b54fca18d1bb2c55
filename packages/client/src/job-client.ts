import { type BrokerConnection, brokerNames, type Publication, Publisher, type PublishOutcome } from "@baton/broker";
import type { Job } from "@baton/contracts";
import { activeTraceparent, inSpan, isTracing, tellSpan } from "@baton/runtime/tracing";
import type { KeyClaims } from "./key-claims.ts";
import { answersInOrder } from "./submit-stream.ts";

/**
 * What became of a submission. `jobId` is the job's.
 * - `accepted`: the broker has it, on disk, in a queue: it will run, once.
 * - `unroutable`: the broker has no queue for it; nothing is stored.
 * - `unavailable`: nothing was sent; the broker was away, blocked or too slow for all of `waitMs`.
 * - `unknown`: sent, but never confirmed: it may or may not run. Submit again with the same job id; a job that
 *   arrives twice runs once.
 */
export type SubmitOutcome =
  | { kind: "accepted"; jobId: string }
  | { kind: "unroutable"; jobId: string }
  | { kind: "unavailable"; jobId: string }
  | { kind: "unknown"; jobId: string };

/**
 * With an idempotency key there are two more.
 * - `duplicate`: the same job was submitted before under this key, as `jobId`. It was sent once more, because whoever
 *   was first may not have got so far; it runs once.
 * - `conflict`: the key was used before for another job, `jobId`. Nothing was sent.
 */
export type KeyedOutcome = SubmitOutcome | { kind: "duplicate"; jobId: string } | { kind: "conflict"; jobId: string };

export type JobClientOptions = {
  /** How long a job waits for a broker that takes it (connected, not blocked, keeping up), ms; default 5 s. */
  waitMs?: number;
  /** How long each try waits for the broker's confirm, ms; default 5 s. */
  confirmMs?: number;
  /** How often a job is sent at most, with the same id, until it is confirmed; default 3. */
  tries?: number;
  /** Needed for idempotency keys. */
  keys?: KeyClaims;
  /**
   * Jobs are submitted as of the broker's user, which the broker checks (`user_id`), instead of what they say in
   * `submittedBy`.
   */
  signed?: boolean;
};

export type SubmitManyOptions = {
  /** How many jobs may wait for the broker's word at once, each of them kept in memory; default 4,000. */
  maxInFlight?: number;
};

/** AMQP's limit for the property, in bytes. The body has the id, whatever its length. */
const messageIdBytes = 255;

/** Submits jobs over one broker connection. */
export class JobClient {
  readonly #publisher: Publisher;
  readonly #queue: string;
  readonly #tries: number;
  readonly #keys: KeyClaims | undefined;
  readonly #userId: string | undefined;

  constructor(connection: BrokerConnection, { tries = 3, keys, signed = false, ...limits }: JobClientOptions = {}) {
    this.#publisher = new Publisher(connection, limits);
    this.#queue = brokerNames(connection.namespace).jobs;
    this.#tries = tries;
    this.#keys = keys;
    this.#userId = signed ? connection.user : undefined;
  }

  start(): Promise<void> {
    return this.#publisher.start();
  }

  stop(): Promise<void> {
    return this.#publisher.stop();
  }

  /**
   * Submits a job and waits for the answer: `waitMs` and, for each try, `confirmMs` at most. Numbers of a
   * `parseLossless` payload keep their digits.
   * @param options with `idempotencyKey` (1–200 characters, of the job's tenant) the same job submitted again, by
   * whomever and under whatever job id, is answered `duplicate` with the id of the first.
   * @throws what the client's `keys` rejects with when the key could not be looked up; then nothing was sent.
   */
  submit(job: Job): Promise<SubmitOutcome>;
  submit(job: Job, options: { idempotencyKey?: string | undefined }): Promise<KeyedOutcome>;
  submit(job: Job, { idempotencyKey }: { idempotencyKey?: string | undefined } = {}): Promise<KeyedOutcome> {
    return idempotencyKey === undefined ? this.#send(job) : this.#sendKeyed(job, idempotencyKey);
  }

  /**
   * Submits jobs as they come and answers each, in their order. Nothing waits for a confirm of its own: up to
   * `maxInFlight` jobs are under way, and the broker confirms as many at once as it has written. Jobs of one lock key
   * and priority run in the order of their ids, and `prepareJob` gives rising ones.
   * @throws what `jobs` throws, after the answers to the jobs before.
   */
  submitMany(
    jobs: Iterable<Job> | AsyncIterable<Job>,
    { maxInFlight = 4000 }: SubmitManyOptions = {},
  ): AsyncGenerator<SubmitOutcome, void, undefined> {
    return answersInOrder(jobs, (job) => this.#send(job), maxInFlight);
  }

  async #sendKeyed(job: Job, idempotencyKey: string): Promise<KeyedOutcome> {
    if (!this.#keys) throw new Error("A JobClient takes idempotency keys only if it was made with `keys`");
    const { kind, jobId } = await this.#keys.claim(job, idempotencyKey);
    if (kind === "conflict") return { kind, jobId };
    const sent = await this.#send({ ...job, jobId });
    return sent.kind === "accepted" && kind === "known" ? { kind: "duplicate", jobId } : sent;
  }

  /** With tracing on, the job goes on in the trace in which it was submitted: as the child of its publication. */
  #send(job: Job): Promise<SubmitOutcome> {
    if (!isTracing()) return this.#publish(job);
    const { jobId, type, traceparent: parent } = job;
    const facts = {
      "messaging.system": "rabbitmq",
      "messaging.operation.name": "publish",
      "messaging.operation.type": "send",
      "messaging.destination.name": this.#queue,
      "messaging.message.id": jobId,
      "baton.job.type": type,
    };
    return inSpan(`publish ${this.#queue}`, { kind: "producer", facts, parent }, async () => {
      const outcome = await this.#publish({ ...job, traceparent: activeTraceparent() });
      if (outcome.kind !== "accepted") tellSpan({}, outcome.kind);
      return outcome;
    });
  }

  async #publish(job: Job): Promise<SubmitOutcome> {
    const publication = this.#publicationOf(job);
    const { jobId } = job;
    let kind: PublishOutcome = await this.#publisher.publish(publication);
    for (let tries = 1; kind === "unknown" && tries < this.#tries; tries += 1) {
      const again = await this.#publisher.publish(publication);
      // Only a confirm settles it: that this try was not sent, or not stored, says nothing about the one before.
      if (again === "accepted") kind = again;
    }
    return { kind, jobId };
  }

  #publicationOf(job: Job): Publication {
    return {
      exchange: this.#queue,
      routingKey: this.#queue,
      body: Buffer.from(JSON.stringify(job)),
      ...(Buffer.byteLength(job.jobId) <= messageIdBytes ? { messageId: job.jobId } : {}),
      ...(this.#userId === undefined ? {} : { userId: this.#userId }),
      ...(job.traceparent === undefined ? {} : { headers: { traceparent: job.traceparent } }),
    };
  }
}
