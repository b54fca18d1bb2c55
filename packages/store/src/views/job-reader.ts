import { odata } from "@azure/data-tables";
import {
  type DeadLetterGroups,
  isJobId,
  isTerminal,
  type Job,
  type JobDetail,
  type JobEvent,
  type JobSummary,
  type JobView,
  type Json,
  parseLossless,
  Redaction,
  type RejectedMessage,
  type Tenants,
} from "@baton/contracts";
import { keptUntil } from "../expiring-results.ts";
import { queuedMessage } from "../id-clock.ts";
import { dueRowKey, inboxRowFromEntity, jobFromRequest, laterRowKey, waitRowKey } from "../inbox/inbox-row.ts";
import { JobKeys } from "../job-keys.ts";
import { type JobRow, jobRowKey } from "../ledger/job-row.ts";
import type { LedgerEvent } from "../ledger/ledger-event.ts";
import { readJobRow, readTrail } from "../ledger/ledger-reader.ts";
import { PayloadFiles } from "../payload-files.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { StoredText } from "../stored-text.ts";
import { type DeadLetterFilter, DeadLetters } from "./dead-letters.ts";
import { earlyEvent, progressOf, toJobEvent } from "./event-view.ts";
import { type IndexedJob, toSummary } from "./indexed-job.ts";
import { JobFeed } from "./job-feed.ts";
import { JobIndex } from "./job-index.ts";
import { JobSearch, namedOf, type SoughtJobs } from "./job-search.ts";
import type { JobPage } from "./looks.ts";
import { type IdleJob, WaitingReasons } from "./waiting-reasons.ts";

/** Of one tenant, or of all that may be seen. */
export type SoughtDeadLetters = DeadLetterFilter & { tenantId?: string | undefined };

/** `redaction`: what a search for a text in payloads must not find. */
type Shared = { tenants: Tenants; redaction: Redaction; index: JobIndex; feed: JobFeed };

/** What lists, pages and the API read. Lists come from the read models, a job's own page from its ledger. */
export class JobReader {
  readonly #storage: Storage;
  readonly #tenants: Tenants;
  readonly #redaction: Redaction;
  readonly #index: JobIndex;
  readonly #dead: DeadLetters;
  readonly #search: JobSearch;
  readonly #feed: JobFeed;
  readonly #keys: JobKeys;
  readonly #files: PayloadFiles;
  readonly #reasons: WaitingReasons;

  constructor(
    storage: Storage,
    {
      tenants = "all",
      redaction = new Redaction(),
      index = new JobIndex(storage),
      feed = new JobFeed(storage),
    }: Partial<Shared> = {},
  ) {
    this.#storage = storage;
    this.#tenants = tenants;
    this.#index = index;
    this.#dead = new DeadLetters(storage.index);
    this.#redaction = redaction;
    this.#search = new JobSearch(storage, this.#index.directory, redaction);
    this.#feed = feed;
    this.#keys = new JobKeys(storage);
    this.#files = new PayloadFiles(storage);
    this.#reasons = new WaitingReasons(storage);
  }

  /** The same for whoever sees these tenants only: of all others there is nothing to be found. */
  within(tenants: Tenants): JobReader {
    const shared = { redaction: this.#redaction, index: this.#index, feed: this.#feed };
    return new JobReader(this.#storage, { tenants, ...shared });
  }

  /** The newest events, newest first. */
  newestEvents(limit: number): Promise<JobEvent[]> {
    return this.#feed.newest(limit, this.#tenants);
  }

  /** The newest events of the jobs that somebody has submitted, newest first; not further back than a moment's look. */
  newestEventsOf(submittedBy: string, limit: number): Promise<JobEvent[]> {
    return this.#feed.newestOf(submittedBy, limit, this.#tenants);
  }

  /** The newest jobs, newest first. */
  async newestJobs(limit: number): Promise<JobSummary[]> {
    return (await this.#index.newest(limit, this.#tenants)).map(toSummary);
  }

  /** The newest jobs that match, newest first; not further back than can be looked at in a moment. */
  search(sought: SoughtJobs, limit: number, cursor?: string): Promise<JobPage> {
    return this.#search.page(sought, this.#tenants, limit, cursor);
  }

  /** Dead-lettered jobs, newest first. @param cursor of the page before. */
  async deadLetters(filter: SoughtDeadLetters, limit: number, cursor?: string): Promise<JobPage> {
    return this.#dead.list(await namedOf(filter, this.#tenants, this.#index.directory), filter, limit, cursor);
  }

  /** Dead-lettered jobs counted by type and error. @param cursor of the count before, which goes no further back. */
  async deadLetterGroups(filter: SoughtDeadLetters, cursor?: string): Promise<DeadLetterGroups> {
    return this.#dead.groups(await namedOf(filter, this.#tenants, this.#index.directory), filter, cursor);
  }

  /** Nobody knows whose they are: they are for whoever sees all tenants. */
  async rejectedMessages(limit: number): Promise<RejectedMessage[]> {
    return this.#tenants === "all" ? this.#feed.rejected(limit) : [];
  }

  /** A job with its whole trail, oldest first, by its job id or by the UUID that its submitter gave it. */
  async findJob(id: string, ofTenant?: string): Promise<JobDetail | undefined> {
    const indexed = await this.findIndexed(id, ofTenant);
    return indexed && this.#detail(indexed);
  }

  /**
   * The ledger in which a job is, by the job's id or the one that its submitter gave it. When the lists, which are
   * only copies, do not know it, the whole ledger table is searched.
   */
  async findLedger(id: string): Promise<{ jobId: string; keyId: string } | undefined> {
    const indexed = await this.findIndexed(id);
    if (indexed) return { jobId: indexed.jobId, keyId: indexed.keyId };
    const filter = odata`RowKey eq ${jobRowKey(id.toLowerCase())}`;
    for await (const row of this.#storage.ledger.listEntities({ queryOptions: { filter } }))
      return { jobId: id.toLowerCase(), keyId: String(row.partitionKey) };
    return undefined;
  }

  /** A job as the lists show it, by its id or the one that its submitter gave it. @param ofTenant one tenant's alone. */
  async findIndexed(id: string, ofTenant?: string): Promise<IndexedJob | undefined> {
    if (ofTenant !== undefined || this.#tenants !== "all")
      return this.#findIndexed(id, await namedOf({ tenantId: ofTenant }, this.#tenants, this.#index.directory));
    // Most jobs are of a tenant that is known: then the directory need not be asked.
    const known = this.#index.directory.knownTenantIds;
    const found = await this.#findIndexed(id, known);
    if (found) return found;
    const others = (await this.#index.directory.tenantIds()).filter((tenantId) => !known.includes(tenantId));
    return this.#findIndexed(id, others);
  }

  async #findIndexed(id: string, tenantIds: readonly string[]): Promise<IndexedJob | undefined> {
    for (const tenantId of tenantIds) {
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
      ...(row.nextAt ? { runAt: row.nextAt } : {}),
      keyId: indexed.keyId,
      attempts: row.attempts.length,
      ...(await this.#readResult(row)),
      ...(row.error ? { error: row.error } : {}),
    };
    if (!isTerminal(row.status) && row.status !== "Running")
      view.waiting = await this.#reasons.of(idleJob(row, indexed, trail));
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
      waiting: await this.#reasons.of({
        ...indexed,
        ...(received ? { rowKey: received.rowKey } : {}),
        ...(received?.runAt ? { nextAt: received.runAt } : {}),
      }),
    };
    if (!received) return { job: view, events: [] };
    return {
      job: view,
      events: [earlyEvent(indexed, "Queued", queuedMessage(received), received.receivedAt, indexed.workerId ?? "")],
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

  async #readRequest(stored: StoredText, jobId: string, createdAt: string): Promise<Job> {
    return jobFromRequest(await this.#files.read(stored), jobId, createdAt);
  }

  async #readResult({ result }: JobRow): Promise<Pick<JobView, "result" | "resultExpiresAt" | "resultExpired">> {
    if (!result) return {};
    const until = result.kind === "blob" ? keptUntil(result.blob) : undefined;
    const expiry = until ? { resultExpiresAt: until.toISOString() } : {};
    if (result.kind === "blob" && this.#isExpired(result.blob)) return { ...expiry, resultExpired: true };
    return { ...expiry, result: parseLossless(await this.#files.read(result)) as Json };
  }

  async #readEvent(event: LedgerEvent, key: { tenantId: string; lockKey: string }, job: IndexedJob): Promise<JobEvent> {
    const shown = toJobEvent(event, key, job);
    if (event.data?.kind !== "blob" || this.#isExpired(event.data.blob)) return shown;
    return { ...shown, data: parseLossless(await this.#files.read(event.data)) as Json };
  }

  #isExpired(blob: string): boolean {
    const until = keptUntil(blob);
    return until !== undefined && until <= this.#storage.clock.now();
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
    ...(row.replayedBy ? { replayedBy: row.replayedBy } : {}),
  };
}

function idleJob(row: JobRow, { keyId }: IndexedJob, trail: LedgerEvent[]): IdleJob {
  const { jobId, type, status, nextAt, failures, error } = row;
  const maxAttempts = maxAttemptsOf(trail);
  return {
    jobId,
    keyId,
    type,
    status,
    rowKey: dueRowKey(row),
    ...(nextAt === undefined ? {} : { nextAt }),
    retry: {
      attempt: failures + 1,
      ...(maxAttempts === undefined ? {} : { maxAttempts }),
      ...(error ? { lastError: error.message } : {}),
    },
  };
}

/** Its type's, perhaps, which only workers know; so the last retry tells it. */
function maxAttemptsOf(trail: LedgerEvent[]): number | undefined {
  const retry = trail.findLast(({ status }) => status === "RetryScheduled");
  if (retry?.data?.kind !== "inline") return undefined;
  return (JSON.parse(retry.data.text) as { maxAttempts?: number }).maxAttempts;
}

function requestFields(job: Job) {
  const { payload, description, runAt, maxAttempts, timeoutMs, resultTtl, replayOf, traceparent } = job;
  return {
    payload,
    ...(description === undefined ? {} : { description }),
    ...(runAt === undefined ? {} : { runAt }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(resultTtl === undefined ? {} : { resultTtl }),
    ...(replayOf === undefined ? {} : { replayOf }),
    ...(traceparent === undefined ? {} : { traceId: traceparent.slice(3, 35) }),
  };
}
