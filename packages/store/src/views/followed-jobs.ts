import { headerOf } from "../job-header.ts";
import type { JobRow } from "../ledger/job-row.ts";
import type { LedgerEvent } from "../ledger/ledger-event.ts";
import { RecentMap } from "../recent-map.ts";
import { type EndedJob, endedJobOf } from "../stats/ended-jobs.ts";
import { type KeyName, progressOf, toJobEvent } from "./event-view.ts";
import { errorLineOf, type IndexedJob } from "./indexed-job.ts";
import type { ShownEvent } from "./job-feed.ts";

/** What a transaction added to a key's ledger. */
export type Recorded = { keyId: string; key: KeyName; events: LedgerEvent[]; jobs: JobRow[] };

/** The same as the read models have it: what is shown, where its jobs stand now, and those of them that have ended. */
export type Followed = { events: ShownEvent[]; jobs: IndexedJob[]; ended: EndedJob[] };

/** Far more than run at once. */
const followedJobs = 5000;

/**
 * The jobs whose latest state this process follows: events add to what was said of them before. One that goes on under
 * another worker never ends here.
 */
export class FollowedJobs {
  readonly #jobs = new RecentMap<string, IndexedJob>(followedJobs);

  /** Takes a ledger's transactions, in their order. */
  take({ keyId, key, events, jobs }: Recorded): Followed {
    for (const row of jobs) this.#jobs.set(row.jobId, indexedJob(keyId, row, this.#jobs.get(row.jobId)));
    const followed: Followed = { events: [], jobs: [], ended: [] };
    const moved = new Map<string, IndexedJob>();
    for (const event of events) {
      const job = event.jobId === undefined ? undefined : this.#jobs.get(event.jobId);
      followed.events.push(shownEvent(toJobEvent(event, key, job), job?.submittedBy));
      if (job) moved.set(job.jobId, this.#advance(job, event));
    }
    followed.jobs.push(...moved.values());
    for (const row of jobs) {
      const ended = endedJobOf(row);
      if (!ended) continue;
      this.#jobs.delete(row.jobId);
      followed.ended.push(ended);
    }
    return followed;
  }

  #advance(job: IndexedJob, event: LedgerEvent): IndexedJob {
    const next: IndexedJob = { ...job, seq: event.seq, message: event.message };
    // Another worker's next attempt would not know it, either.
    if (event.status === "Started") delete next.progress;
    const progress = progressOf(event);
    if (progress) next.progress = progress;
    // A job that was given up for another reason than its own error.
    if (event.status === "DeadLettered") next.errorLine ??= errorLineOf(event.message);
    this.#jobs.set(job.jobId, next);
    return next;
  }
}

export function shownEvent(event: ShownEvent["event"], submittedBy: string | undefined): ShownEvent {
  return { event, text: JSON.stringify(event), ...(submittedBy === undefined ? {} : { submittedBy }) };
}

function indexedJob(keyId: string, row: JobRow, before: IndexedJob | undefined): IndexedJob {
  const last = row.attempts.at(-1);
  return {
    ...headerOf(row),
    keyId,
    seq: before?.seq ?? 0,
    status: row.status,
    message: before?.message ?? "",
    attempts: row.attempts.length,
    ...(before?.progress ? { progress: before.progress } : {}),
    ...(last ? { workerId: last.workerId, fence: last.fence } : {}),
    queuedAt: row.queuedAt,
    ...(row.nextAt ? { runAt: row.nextAt } : {}),
    ...(row.startedAt ? { startedAt: row.startedAt } : {}),
    ...(row.endedAt ? { endedAt: row.endedAt } : {}),
    ...(row.replayedBy ? { replayedBy: row.replayedBy } : {}),
    ...(row.error ? { errorLine: errorLineOf(row.error.message || row.error.name) } : {}),
  };
}
