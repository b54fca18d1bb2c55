import { type BrokerConnection, type ChannelKeeper, consumeJobs, type Delivery } from "@baton/broker";
import { jobIdTime, type ValidJobRequest } from "@baton/contracts";
import { type Logger, pause } from "@baton/runtime";
import {
  clockOffHours,
  headerOf,
  type Inbox,
  type InboxRow,
  type JobKeys,
  keyId,
  laterRowKey,
  type Markers,
  type PayloadFiles,
  type Projector,
  type SeenMarker,
  type StorageClock,
  waitRowKey,
} from "@baton/store";
import type { KeyDispatcher, Told } from "./key-dispatcher.ts";
import { readSubmission, type Submission } from "./read-submission.ts";
import type { Rejections } from "./rejections.ts";

export type IngestorDeps = {
  connection: BrokerConnection;
  clock: StorageClock;
  inbox: Inbox;
  markers: Markers;
  jobKeys: JobKeys;
  files: PayloadFiles;
  projector: Projector;
  rejections: Rejections;
  dispatcher: KeyDispatcher;
  workerId: string;
  logger: Logger;
};

type Received = { delivery: Delivery; row: InboxRow };
/** Of one key. */
type Group = { received: Received[]; told: Told };
type RefusedRow = Awaited<ReturnType<Inbox["put"]>>["refused"][number];

const prefetch = 400;
const retryMs = 500;

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
      // What is written for many messages at once shows in the trace of the first that has one.
      const span = batch.find((delivery) => delivery.span)?.span;
      await (span ? span.during(() => this.#ingest(batch)) : this.#ingest(batch));
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

  async #storeOrRequeue(group: Received[]): Promise<Group | undefined> {
    const { inbox, dispatcher } = this.#deps;
    try {
      const rows = group.map(({ row }) => row);
      const { refused, added } = await inbox.put(rows, dispatcher.expect(rows));
      const told = dispatcher.arrived(rows, added);
      const received = refused.length === 0 ? group : await this.#withoutRefused(group, refused);
      return received && { received, told };
    } catch (err) {
      await this.#requeue(group, err);
      return undefined;
    }
  }

  /** A job that storage never takes must not come back for ever: it goes where what cannot be read goes. */
  async #withoutRefused(group: Received[], refused: RefusedRow[]): Promise<Received[] | undefined> {
    const causes = new Map(refused.map(({ row, cause }) => [row.rowKey, cause]));
    const lost = group.filter(({ row }) => causes.has(row.rowKey));
    await Promise.all(lost.map(({ delivery, row }) => this.#rejectOrRequeue(delivery, row, causes.get(row.rowKey))));
    const kept = group.filter((one) => !lost.includes(one));
    return kept.length > 0 ? kept : undefined;
  }

  async #rejectOrRequeue(delivery: Delivery, { jobId }: InboxRow, cause: unknown): Promise<void> {
    this.#deps.logger.error({ err: cause, jobId }, "Storage refuses a job");
    try {
      await this.#deps.rejections.reject(delivery, "Storage does not take this job");
    } catch (err) {
      await this.#requeue([{ delivery }], err);
    }
  }

  /** The markers of all keys go together; only when they are durable are the jobs safe. */
  async #markOrRequeue(groups: Group[]): Promise<void> {
    const all = groups.flatMap(({ received }) => received);
    try {
      const markers = await this.#deps.markers.setDue(all.map(({ row }) => row.keyId));
      for (const group of groups) this.#tell(group, markers);
    } catch (err) {
      await this.#requeue(all, err);
    }
  }

  async #requeue(received: { delivery: Delivery }[], err: unknown): Promise<void> {
    const messages = received.length;
    this.#deps.logger.warn({ err, messages }, "Submissions not stored yet; they go back to the broker");
    await pause(retryMs, this.#stopping.signal);
    for (const { delivery } of received) delivery.requeue();
  }

  async #receive(delivery: Delivery): Promise<Received | undefined> {
    const submission = readSubmission({ ...delivery, traceparent: delivery.headers["traceparent"] });
    const known = await this.#withJobId(submission);
    if (known.kind === "unreadable") return this.#deps.rejections.reject(delivery, known.reason);
    const row = await this.#toRow(known.request, known.text, known.jobId);
    this.#checkClock(row);
    return { delivery, row };
  }

  /** Not refused: a job is worth more than its place in lists, which is by the time in its id. */
  #checkClock({ jobId, receivedAt }: InboxRow): void {
    const hours = clockOffHours(jobId, receivedAt);
    if (hours === undefined) return;
    this.#deps.logger.warn({ jobId, clockOffHours: hours }, "The time in a job's id is far off");
  }

  async #withJobId(submission: Submission): Promise<Exclude<Submission, { kind: "foreign-id" }>> {
    if (submission.kind !== "foreign-id") return submission;
    const { request, text, sourceId } = submission;
    const claim = await this.#deps.jobKeys.claim(request, sourceId);
    if (claim.kind === "conflict") {
      return {
        kind: "unreadable",
        reason: `The id "${sourceId}" was used before for other content (job ${claim.jobId})`,
      };
    }
    return { kind: "job", request, text, jobId: claim.jobId };
  }

  async #toRow(request: ValidJobRequest, text: string, jobId: string): Promise<InboxRow> {
    const { tenantId, lockKey, priority } = request;
    const due = dueTimeOf(request, jobId);
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
      // Compared with times of other workers: this one's own clock may be off.
      receivedAt: this.#deps.clock.likelyNow().toISOString(),
      receivedBy: this.#deps.workerId,
      ...(isLater ? { runAt: due.toISOString() } : {}),
    };
  }

  /** The jobs are safe: the broker, the lists and the dispatcher learn it. */
  #tell({ received, told }: Group, markers: Map<string, SeenMarker>): void {
    const { dispatcher, projector, workerId, logger } = this.#deps;
    const rows = received.map(({ row }) => row);
    for (const { delivery } of received) delivery.ack();
    const keyId = rows[0]?.keyId ?? "";
    logger.debug({ keyId, jobs: rows.length }, "Submissions stored");
    projector.addArrived(rows, workerId);
    // Whatever keeps this worker from taking their key now, the sweep comes back to it.
    void dispatcher
      .offer(rows, markers.get(keyId), told)
      .catch((err) => logger.warn({ err, keyId }, "Key not taken yet"));
  }
}

/** Undefined when it is due at once. A delay counts from the time in the job's id, so that a redelivery changes nothing. */
function dueTimeOf({ runAt, delayMs }: ValidJobRequest, jobId: string): Date | undefined {
  if (runAt !== undefined) return new Date(runAt);
  return delayMs === undefined ? undefined : new Date(jobIdTime(jobId).getTime() + delayMs);
}
