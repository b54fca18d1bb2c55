import {
  type BrokerConnection,
  brokerNames,
  type ChannelKeeper,
  consumeJobs,
  type Delivery,
  type Publisher,
} from "@baton/broker";
import { jobIdTime, type RejectedMessage, type ValidJobRequest } from "@baton/contracts";
import { type Logger, pause } from "@baton/runtime";
import {
  earlyEvent,
  headerOf,
  type Inbox,
  type InboxRow,
  type IndexedJob,
  type JobFeed,
  type JobKeys,
  keyId,
  laterRowKey,
  type Markers,
  type PayloadFiles,
  type Projector,
  type StorageClock,
  waitRowKey,
} from "@baton/store";
import type { KeyDispatcher } from "./key-dispatcher.ts";
import { readSubmission, type Submission } from "./read-submission.ts";

export type IngestorDeps = {
  connection: BrokerConnection;
  publisher: Publisher;
  clock: StorageClock;
  inbox: Inbox;
  markers: Markers;
  jobKeys: JobKeys;
  files: PayloadFiles;
  feed: JobFeed;
  projector: Projector;
  dispatcher: KeyDispatcher;
  workerId: string;
  logger: Logger;
};

type Received = { delivery: Delivery; row: InboxRow };

const prefetch = 400;
const retryMs = 500;
const previewChars = 200;

/**
 * Takes submissions off the broker and puts them into the inbox. A message is acknowledged when its row and
 * its key's marker are durable, so whatever happens in between brings it back; writing it twice does no harm.
 */
export class Ingestor {
  readonly #deps: IngestorDeps;
  readonly #consumer: ChannelKeeper;
  readonly #stopping = new AbortController();
  #arrived: Delivery[] = [];
  #working: Promise<void> | undefined;

  constructor(deps: IngestorDeps) {
    this.#deps = deps;
    this.#consumer = consumeJobs(deps.connection, prefetch, (delivery) => this.#take(delivery));
  }

  start(): Promise<void> {
    return this.#consumer.start();
  }

  /** Stops taking; what is unacknowledged goes back to the broker. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#consumer.stop();
    await this.#working;
  }

  #take(delivery: Delivery): void {
    this.#arrived.push(delivery);
    this.#working ??= this.#ingestAll();
  }

  /** What arrives while a batch is being written makes up the next one. */
  async #ingestAll(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#arrived.length > 0 && !this.#stopping.signal.aborted) {
      const batch = this.#arrived;
      this.#arrived = [];
      await this.#ingest(batch);
    }
    // In the same turn as the last look: nothing can arrive in between and be left lying.
    this.#working = undefined;
  }

  async #ingest(batch: Delivery[]): Promise<void> {
    const received = (await Promise.all(batch.map((delivery) => this.#receiveOrRequeue(delivery)))).filter(
      (one) => one !== undefined,
    );
    const groups = [...Map.groupBy(received, ({ row }) => row.keyId).values()];
    const stored = (await Promise.all(groups.map((group) => this.#storeOrRequeue(group)))).filter(
      (group) => group !== undefined,
    );
    if (stored.length > 0) await this.#markOrRequeue(stored);
  }

  // Each message and each key by itself: one that cannot be stored must not take the others along.
  async #receiveOrRequeue(delivery: Delivery): Promise<Received | undefined> {
    try {
      return await this.#receive(delivery);
    } catch (err) {
      await this.#requeue([{ delivery }], err);
      return undefined;
    }
  }

  async #storeOrRequeue(group: Received[]): Promise<Received[] | undefined> {
    try {
      await this.#deps.inbox.put(group.map(({ row }) => row));
      return group;
    } catch (err) {
      await this.#requeue(group, err);
      return undefined;
    }
  }

  /** The markers of all keys go together; only when they are durable are the jobs safe. */
  async #markOrRequeue(groups: Received[][]): Promise<void> {
    try {
      await this.#deps.markers.setDue(groups.flatMap((group) => group.map(({ row }) => row.keyId)));
    } catch (err) {
      return this.#requeue(groups.flat(), err);
    }
    for (const group of groups) this.#tell(group);
  }

  async #requeue(received: { delivery: Delivery }[], err: unknown): Promise<void> {
    const messages = received.length;
    this.#deps.logger.warn({ err, messages }, "Submissions not stored yet; they go back to the broker");
    await pause(retryMs, this.#stopping.signal);
    for (const { delivery } of received) delivery.requeue();
  }

  async #receive(delivery: Delivery): Promise<Received | undefined> {
    const submission = readSubmission(delivery.body, delivery.messageId);
    const known = await this.#withJobId(submission);
    if (known.kind === "unreadable") return this.#reject(delivery, known.reason);
    return { delivery, row: await this.#toRow(known.request, known.text, known.jobId) };
  }

  async #withJobId(submission: Submission): Promise<Exclude<Submission, { kind: "foreign-id" }>> {
    if (submission.kind !== "foreign-id") return submission;
    const { request, text, sourceId } = submission;
    const claim = await this.#deps.jobKeys.claim(request.tenantId, sourceId, text);
    if (claim.kind === "conflict") {
      return {
        kind: "unreadable",
        reason: `The id "${sourceId}" was used before for other content (job ${claim.jobId})`,
      };
    }
    return { kind: "job", request, text, jobId: claim.jobId };
  }

  async #toRow(request: ValidJobRequest, text: string, jobId: string): Promise<InboxRow> {
    const { tenantId, lockKey, priority, runAt } = request;
    const due = runAt === undefined ? undefined : new Date(runAt);
    const isLater = due !== undefined && due.getTime() > this.#deps.clock.now().getTime();
    return {
      ...headerOf({
        ...request,
        jobId,
        name: request.name ?? request.type,
        createdAt: request.createdAt ?? jobIdTime(jobId).toISOString(),
      }),
      keyId: keyId(tenantId, lockKey),
      rowKey: isLater ? laterRowKey(due, jobId) : waitRowKey(priority, jobId),
      request: await this.#deps.files.keep(tenantId, jobId, text),
      receivedAt: new Date().toISOString(),
      ...(isLater ? { runAt: due.toISOString() } : {}),
    };
  }

  /** The jobs are safe: the broker, the lists and the dispatcher learn it. */
  #tell(group: Received[]): void {
    const { dispatcher, projector, workerId, logger } = this.#deps;
    const rows = group.map(({ row }) => row);
    for (const { delivery } of group) delivery.ack();
    const keyId = rows[0]?.keyId;
    logger.debug({ keyId, jobs: rows.length }, "Submissions stored");
    projector.addEarly(
      rows.map((row) => indexed(row, workerId)),
      rows.map((row) => earlyEvent(row, "Queued", "Queued", row.receivedAt, workerId)),
    );
    // Whatever keeps this worker from taking their key now, the sweep comes back to it.
    void dispatcher.offer(rows).catch((err) => logger.warn({ err, keyId }, "Key not taken yet"));
  }

  /** To the rejected queue with the reason, then off the jobs queue; nothing unreadable stops the line. */
  async #reject(delivery: Delivery, reason: string): Promise<undefined> {
    const { publisher, connection, feed, logger } = this.#deps;
    const names = brokerNames(connection.namespace);
    const outcome = await publisher.publish({
      exchange: "",
      routingKey: names.rejected,
      body: delivery.body,
      headers: { "x-baton-reason": reason },
      contentType: "application/octet-stream",
      ...(delivery.messageId === undefined ? {} : { messageId: delivery.messageId }),
    });
    if (outcome !== "accepted") throw new Error(`The broker did not take a rejected message: ${outcome}`);
    await feed.noteRejected(rejectedMessage(delivery, reason));
    delivery.ack();
    logger.warn({ reason, messageId: delivery.messageId, bytes: delivery.body.length }, "Message rejected");
    return undefined;
  }
}

function rejectedMessage({ body, messageId }: Delivery, reason: string): RejectedMessage {
  return {
    rejectedAt: new Date().toISOString(),
    reason,
    bytes: body.length,
    preview: body.toString("utf8", 0, previewChars),
    ...(messageId === undefined ? {} : { messageId }),
  };
}

function indexed(row: InboxRow, workerId: string): IndexedJob {
  return {
    ...headerOf(row),
    keyId: row.keyId,
    seq: 0,
    status: row.runAt === undefined ? "Waiting" : "Scheduled",
    message: row.runAt === undefined ? "Queued" : `Scheduled for ${row.runAt}`,
    attempts: 0,
    workerId,
    queuedAt: row.receivedAt,
    ...(row.runAt === undefined ? {} : { runAt: row.runAt }),
  };
}
