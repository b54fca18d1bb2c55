import { odata } from "@azure/data-tables";
import {
  isJobId,
  type Job,
  type JobDetail,
  type JobEvent,
  type JobSummary,
  type JobView,
  type Json,
  parseLossless,
  type RejectedMessage,
  type WaitingReason,
} from "@baton/contracts";
import { inboxRowFromEntity, jobFromRequest, laterRowKey, waitRowKey } from "../inbox/inbox-row.ts";
import { JobKeys } from "../job-keys.ts";
import { type JobRow, jobRowKey } from "../ledger/job-row.ts";
import type { LedgerEvent } from "../ledger/ledger-event.ts";
import { readHead } from "../ledger/ledger-head.ts";
import { readJobRow, readTrail } from "../ledger/ledger-reader.ts";
import { PayloadFiles, type StoredText } from "../payload-files.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import { earlyEvent, progressOf, toJobEvent } from "./event-view.ts";
import { JobFeed } from "./job-feed.ts";
import { type IndexedJob, JobIndex, toSummary } from "./job-index.ts";
import { WorkerRegistry } from "./worker-registry.ts";

/** What lists, pages and the API read. Lists come from the read models, a job's own page from its ledger. */
export class JobReader {
  readonly #storage: Storage;
  readonly #index: JobIndex;
  readonly #feed: JobFeed;
  readonly #keys: JobKeys;
  readonly #files: PayloadFiles;
  readonly #workers: WorkerRegistry;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#index = new JobIndex(storage);
    this.#feed = new JobFeed(storage);
    this.#keys = new JobKeys(storage);
    this.#files = new PayloadFiles(storage);
    this.#workers = new WorkerRegistry(storage);
  }

  /** The newest events of all tenants, newest first. */
  newestEvents(limit: number): Promise<JobEvent[]> {
    return this.#feed.newest(limit);
  }

  /** The newest jobs of all tenants, newest first. */
  async newestJobs(limit: number): Promise<JobSummary[]> {
    return (await this.#index.newest(limit)).map(toSummary);
  }

  rejectedMessages(limit: number): Promise<RejectedMessage[]> {
    return this.#feed.rejected(limit);
  }

  /** A job with its whole trail, oldest first, by its job id or by the UUID that its submitter gave it. */
  async findJob(id: string): Promise<JobDetail | undefined> {
    const indexed = await this.#findIndexed(id);
    return indexed && this.#detail(indexed);
  }

  /**
   * The ledger in which a job is, by the job's id or the one that its submitter gave it. When the lists, which are
   * only copies, do not know it, the whole ledger table is searched.
   */
  async findLedger(id: string): Promise<{ jobId: string; keyId: string } | undefined> {
    const indexed = await this.#findIndexed(id);
    if (indexed) return { jobId: indexed.jobId, keyId: indexed.keyId };
    const filter = odata`RowKey eq ${jobRowKey(id.toLowerCase())}`;
    for await (const row of this.#storage.ledger.listEntities({ queryOptions: { filter } }))
      return { jobId: id.toLowerCase(), keyId: String(row.partitionKey) };
    return undefined;
  }

  async #findIndexed(id: string): Promise<IndexedJob | undefined> {
    for (const tenantId of await this.#index.directory.tenantIds()) {
      const jobId = isJobId(id) ? id.toLowerCase() : (await this.#keys.find(tenantId, id))?.jobId;
      const indexed = jobId && (await this.#index.find(tenantId, jobId));
      if (indexed) return indexed;
    }
    return undefined;
  }

  async #detail(indexed: IndexedJob): Promise<JobDetail> {
    const row = await readJobRow(this.#storage.ledger, indexed.keyId, indexed.jobId);
    return row ? this.#recorded(indexed, row) : this.#waiting(indexed);
  }

  async #recorded(indexed: IndexedJob, row: JobRow): Promise<JobDetail> {
    const key = { tenantId: row.tenantId, lockKey: row.lockKey };
    const [job, trail] = await Promise.all([
      this.#readRequest(row.request, row.jobId, row.createdAt),
      readTrail(this.#storage.ledger, indexed.keyId, row),
    ]);
    const view: JobView = {
      // The ledger's word goes before the read model's, which may be behind.
      ...toSummary({ ...indexed, ...recordedFields(row, trail) }),
      ...requestFields(job),
      keyId: indexed.keyId,
      attempts: row.attempts.length,
      ...(row.result ? { result: parseLossless(await this.#files.read(row.result)) as Json } : {}),
      ...(row.error ? { error: row.error } : {}),
    };
    if (row.status === "Waiting") view.waiting = await this.#whyWaiting(indexed, view.runAt);
    const events = await Promise.all(trail.map((event) => this.#readEvent(event, key, indexed)));
    return { job: view, events };
  }

  async #waiting(indexed: IndexedJob): Promise<JobDetail> {
    const received = await this.#inboxRow(indexed);
    const job = received && (await this.#readRequest(received.request, indexed.jobId, indexed.createdAt));
    const view: JobView = {
      ...toSummary(indexed),
      ...(job ? requestFields(job) : { payload: null }),
      keyId: indexed.keyId,
      waiting: await this.#whyWaiting(indexed, received?.runAt),
    };
    if (!received) return { job: view, events: [] };
    return {
      job: view,
      events: [earlyEvent(indexed, "Queued", "Queued", received.receivedAt, indexed.workerId ?? "")],
    };
  }

  async #inboxRow({ keyId, jobId, priority, runAt }: IndexedJob) {
    const rowKeys = [
      waitRowKey(priority, jobId),
      ...(runAt === undefined ? [] : [laterRowKey(new Date(runAt), jobId)]),
    ];
    for (const rowKey of rowKeys) {
      const entity = await orUndefinedIfMissing(this.#storage.inbox.getEntity<Record<string, unknown>>(keyId, rowKey));
      if (entity) return inboxRowFromEntity(entity);
    }
    return undefined;
  }

  async #whyWaiting(indexed: IndexedJob, runAt: string | undefined): Promise<WaitingReason> {
    if (runAt && new Date(runAt).getTime() > Date.now()) return { kind: "scheduled", runAt };
    const [workers, read] = await Promise.all([this.#workers.live(), readHead(this.#storage.ledger, indexed.keyId)]);
    if (workers.length === 0) return { kind: "no-worker" };
    if (!workers.some((worker) => worker.types.includes(indexed.type)))
      return { kind: "unknown-type", type: indexed.type };
    const running = read?.head.running;
    if (!running || running.jobId === indexed.jobId) return { kind: "next" };
    return { kind: "locked", workerId: running.workerId, fence: running.fence, behindJobId: running.jobId };
  }

  async #readRequest(stored: StoredText, jobId: string, createdAt: string): Promise<Job> {
    return jobFromRequest(await this.#files.read(stored), jobId, createdAt);
  }

  async #readEvent(event: LedgerEvent, key: { tenantId: string; lockKey: string }, job: IndexedJob): Promise<JobEvent> {
    const shown = toJobEvent(event, key, job);
    if (event.data?.kind !== "blob") return shown;
    return { ...shown, data: parseLossless(await this.#files.read(event.data)) as Json };
  }
}

function recordedFields(row: JobRow, trail: LedgerEvent[]): Partial<IndexedJob> {
  const attempt = row.attempts.at(-1);
  const progress = trail.map(progressOf).findLast((found) => found !== undefined);
  return {
    status: row.status,
    queuedAt: row.queuedAt,
    ...(trail.length > 0 ? { message: trail.at(-1)?.message ?? "" } : {}),
    ...(progress ? { progress } : {}),
    ...(attempt ? { workerId: attempt.workerId, fence: attempt.fence } : {}),
    ...(row.startedAt ? { startedAt: row.startedAt } : {}),
    ...(row.endedAt ? { endedAt: row.endedAt } : {}),
  };
}

function requestFields(job: Job) {
  const { payload, description, runAt, maxAttempts, timeoutMs, replayOf } = job;
  return {
    payload,
    ...(description === undefined ? {} : { description }),
    ...(runAt === undefined ? {} : { runAt }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(replayOf === undefined ? {} : { replayOf }),
  };
}
