import { type Logger, pause } from "@baton/runtime";
import { queuedMessage } from "../id-clock.ts";
import type { InboxRow } from "../inbox/inbox-row.ts";
import type { EndedJob, EndedJobs } from "../stats/ended-jobs.ts";
import { earlyEvent } from "./event-view.ts";
import { FollowedJobs, type Recorded, shownEvent } from "./followed-jobs.ts";
import { type IndexedJob, waitingJob } from "./indexed-job.ts";
import type { JobFeed, ShownEvent } from "./job-feed.ts";
import type { JobIndex } from "./job-index.ts";

/** What a transaction added to a key's ledger. */
export type Projection = Recorded & {
  /** Called when the read models have it; never called before. */
  done?: () => void;
};

type Batch = {
  index: Map<string, IndexedJob>;
  events: ShownEvent[];
  ended: Map<string, EndedJob>;
  done: (() => void)[];
};

export type ProjectorOptions = {
  index: JobIndex;
  feed: JobFeed;
  ended: EndedJobs;
  logger: Logger;
  /** Sends an event to those who watch live; called at once, before the read models are written. */
  publish: (event: ShownEvent) => void;
  /** Told of each job that has ended. */
  onEnded?: (job: EndedJob) => void;
  /** Told of each key whose ledger has grown. */
  onGrown?: (head: [keyId: string, seq: number, hash: string]) => void;
};

const retryMs = 500;
/** What is told within this time is written together: storage has better things to do than to hurry with lists. */
const paceMs = 500;

/**
 * Writes the read models behind the ledger: in order, in batches, again and again until storage takes them. The
 * first news after a pause go at once, what follows in steps. Nothing here is trusted for correctness; after a crash
 * the key's next holder fills the gap.
 */
export class Projector {
  readonly #options: ProjectorOptions;
  readonly #followed = new FollowedJobs();
  readonly #added: Projection[] = [];
  #batch: Batch = emptyBatch();
  #writing: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  /** Takes a committed transaction of a key's ledger. Returns at once: whoever appended has something to go on with. */
  add(projection: Projection): void {
    this.#added.push(projection);
    if (this.#added.length === 1) setImmediate(() => this.#takeAdded());
  }

  #takeAdded(): void {
    for (const projection of this.#added.splice(0)) this.#take(projection);
    this.#start();
  }

  #take({ done, ...recorded }: Projection): void {
    const last = recorded.events.at(-1);
    if (last) this.#options.onGrown?.([recorded.keyId, last.seq, last.hash]);
    const { events, jobs, ended } = this.#followed.take(recorded);
    for (const event of events) this.#show(event);
    for (const job of jobs) this.#batch.index.set(job.jobId, job);
    for (const job of ended) {
      this.#batch.ended.set(job.jobId, job);
      this.#options.onEnded?.(job);
    }
    if (done) this.#batch.done.push(done);
  }

  /** Takes jobs that have come to wait in the inbox. */
  addArrived(rows: InboxRow[], workerId: string): void {
    for (const row of rows) {
      const event = earlyEvent(row, "Queued", queuedMessage(row), row.receivedAt, workerId);
      this.#show(shownEvent(event, row.submittedBy));
      const job = waitingJob(row, workerId);
      const known = this.#batch.index.get(job.jobId);
      if (!known || known.seq < job.seq) this.#batch.index.set(job.jobId, job);
    }
    this.#start();
  }

  /** Takes why jobs that have come to wait go on waiting, before their ledger says it. */
  addDeferred(rows: { row: InboxRow; message: string }[], workerId: string): void {
    for (const { row, message } of rows) {
      const event = earlyEvent(row, "Deferred", message, row.receivedAt, workerId);
      this.#show(shownEvent(event, row.submittedBy));
    }
    this.#start();
  }

  /** Resolves when all that was added is written. Stops trying when storage stays away. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#takeAdded();
    await this.#writing;
  }

  #show(shown: ShownEvent): void {
    this.#options.publish(shown);
    this.#batch.events.push(shown);
  }

  #start(): void {
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    // One turn of the event loop: what a transaction told of several jobs goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#batch.events.length > 0 || this.#batch.index.size > 0 || this.#batch.done.length > 0) {
      const batch = this.#batch;
      this.#batch = emptyBatch();
      if (!(await this.#write(batch))) break;
      await pause(paceMs, this.#stopping.signal);
    }
    // In the same turn as the last look: nothing can be added in between and be left lying.
    this.#writing = undefined;
  }

  async #write({ index, events, ended, done }: Batch): Promise<boolean> {
    const { index: jobIndex, feed, ended: endedJobs } = this.#options;
    for (;;) {
      try {
        await Promise.all([jobIndex.raise([...index.values()]), feed.put(events), endedJobs.put([...ended.values()])]);
        for (const tell of done) tell();
        return true;
      } catch (err) {
        this.#options.logger.warn({ err, events: events.length }, "Read models not written; trying again");
        if (this.#stopping.signal.aborted) return false;
        await pause(retryMs);
      }
    }
  }
}

function emptyBatch(): Batch {
  return { index: new Map(), events: [], ended: new Map(), done: [] };
}
