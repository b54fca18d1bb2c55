import { ExpiringResults } from "../expiring-results.ts";
import { queuedMessage } from "../id-clock.ts";
import type { WaitingRow } from "../inbox/inbox-row.ts";
import { readHead } from "../ledger/ledger-head.ts";
import { EndedJobs } from "../stats/ended-jobs.ts";
import { statsKeptMs } from "../stats/stats-roll-up.ts";
import type { Storage } from "../storage.ts";
import { partitionNames } from "../verify/ledger-rows.ts";
import { earlyEvent } from "../views/event-view.ts";
import { shownEvent } from "../views/followed-jobs.ts";
import { waitingJob } from "../views/indexed-job.ts";
import { JobFeed } from "../views/job-feed.ts";
import { JobIndex } from "../views/job-index.ts";
import { type ReplayedPiece, replayLedger } from "./ledger-replay.ts";
import { waitingPages } from "./waiting-pages.ts";

/** What a rebuild has read until now. `jobs`: those on the record; `waiting`: rows of the inbox. */
export type RebuildCounts = { keys: number; events: number; jobs: number; waiting: number };

export type RebuildOptions = {
  /** Told after every piece. */
  onProgress?: (counts: Readonly<RebuildCounts>) => void;
  /** Nothing more is begun when it aborts; what is written stays, and does no harm. */
  signal?: AbortSignal;
  /** How much of a ledger is read at once; default 500. */
  eventsPerPiece?: number;
};

/** Whoever reads the keys one by one waits for storage most of the time. */
const keysAtOnce = 4;
const usualPiece = 500;

/**
 * Writes the read models again from what they are told of: the ledgers and the inbox. Rows change only upwards, and
 * what is written twice changes nothing, so it may run beside workers and as often as one likes. It keeps a piece of
 * each of a few keys in memory, however long they are.
 *
 * What is nowhere else does not come back: jobs that are submitted and not yet taken off the broker (they are listed
 * when they are), unreadable messages (they are in the broker's queue), and what was told in passing of a job that
 * waited, or came twice, before its ledger said it.
 */
export class ReadModelRebuild {
  readonly #storage: Storage;
  readonly #index: JobIndex;
  readonly #feed: JobFeed;
  readonly #ended: EndedJobs;
  readonly #results: ExpiringResults;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#index = new JobIndex(storage);
    this.#feed = new JobFeed(storage);
    this.#ended = new EndedJobs(storage);
    this.#results = new ExpiringResults(storage);
  }

  /** Makes tables that are missing, and fills all. */
  async run({ onProgress, signal, eventsPerPiece = usualPiece }: RebuildOptions = {}): Promise<RebuildCounts> {
    await this.#storage.prepare();
    const counts: RebuildCounts = { keys: 0, events: 0, jobs: 0, waiting: 0 };
    const tell = () => onProgress?.({ ...counts });
    // The inbox first: a job that starts meanwhile is told of by its worker, as everything that is recorded from now on.
    for await (const rows of waitingPages(this.#storage.inbox)) {
      if (signal?.aborted) return counts;
      await this.#writeWaiting(rows);
      counts.waiting += rows.length;
      tell();
    }
    const names = partitionNames(this.#storage.ledger);
    const lanes = Array.from({ length: keysAtOnce }, async () => {
      for (let next = await names.next(); !next.done && !signal?.aborted; next = await names.next()) {
        await this.#rebuildKey(next.value, eventsPerPiece, (piece) => {
          counts.events += piece.recorded;
          counts.jobs += piece.newJobs;
          tell();
          return !signal?.aborted;
        });
        counts.keys += 1;
        tell();
      }
    });
    // All of them: none goes on behind the back of whoever is told of a failure.
    const settled = await Promise.allSettled(lanes);
    const failed = settled.find((lane) => lane.status === "rejected");
    if (failed) throw failed.reason;
    return counts;
  }

  /** @param goOn false: it was the last piece. */
  async #rebuildKey(keyId: string, eventsPerPiece: number, goOn: (piece: ReplayedPiece) => boolean): Promise<void> {
    const head = (await readHead(this.#storage.ledger, keyId))?.head;
    // What a partition without a head is, only `verify` can say.
    if (!head) return;
    for await (const piece of replayLedger(this.#storage.ledger, head, eventsPerPiece)) {
      await this.#writeRecorded(piece);
      if (!goOn(piece)) return;
    }
  }

  async #writeRecorded({ jobs, events, ended, results }: ReplayedPiece): Promise<void> {
    const countedFrom = new Date(this.#storage.clock.now().getTime() - statsKeptMs).toISOString();
    await Promise.all([
      this.#index.raise(jobs),
      this.#feed.put(events),
      this.#ended.putUncounted(ended.filter(({ endedAt }) => endedAt >= countedFrom)),
      ...results.map(({ jobId, result }) => this.#results.note(jobId, result)),
    ]);
  }

  async #writeWaiting(rows: WaitingRow[]): Promise<void> {
    await this.#index.raise(rows.map((row) => waitingJob(row, row.receivedBy ?? "")));
    await this.#feed.put(
      rows.map((row) =>
        shownEvent(
          earlyEvent(row, "Queued", queuedMessage(row), row.receivedAt, row.receivedBy ?? ""),
          row.submittedBy,
        ),
      ),
    );
  }
}
