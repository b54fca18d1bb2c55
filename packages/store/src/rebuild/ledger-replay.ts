import { isTerminal, jobStatusSchema } from "@baton/contracts";
import type { JobRow } from "../ledger/job-row.ts";
import type { LedgerEvent } from "../ledger/ledger-event.ts";
import type { LedgerHead } from "../ledger/ledger-head.ts";
import { readEvents, readJobRows } from "../ledger/ledger-reader.ts";
import { RecentMap } from "../recent-map.ts";
import type { EndedJob } from "../stats/ended-jobs.ts";
import type { StoredText } from "../stored-text.ts";
import type { Table } from "../table.ts";
import { type Followed, FollowedJobs } from "../views/followed-jobs.ts";

/** What the read models are told of a piece of a ledger. */
export type ReplayedPiece = Followed & {
  /** How many events it was read from, and how many jobs begin in it. */
  recorded: number;
  newJobs: number;
  /** Results that lie apart, each told with the last event of its job. */
  results: { jobId: string; result: StoredText & { kind: "blob" } }[];
};

const rowsPerRead = 100;
const rememberedEnds = 5000;

/**
 * A key's ledger, up to the head that is given, as its holders told of it: transaction by transaction, oldest first. Of
 * a job's row only its latest state is kept, so what is told of a job before its last event is ahead of its time.
 */
export async function* replayLedger(
  table: Table,
  head: LedgerHead,
  eventsPerPiece: number,
): AsyncGenerator<ReplayedPiece> {
  const replay = new LedgerReplay(head);
  for (let from = 1; from <= head.seq; from += eventsPerPiece) {
    const events = await readEvents(table, head.keyId, from, Math.min(head.seq, from + eventsPerPiece - 1));
    const rows = await rowsOf(table, head.keyId, events);
    yield* replay.pieces(events, rows);
  }
}

class LedgerReplay {
  readonly #head: LedgerHead;
  readonly #followed = new FollowedJobs();
  /** Jobs whose end has been told. */
  readonly #ended = new RecentMap<string, true>(rememberedEnds);

  constructor(head: LedgerHead) {
    this.#head = head;
  }

  *pieces(events: LedgerEvent[], rows: Map<string, JobRow>): Generator<ReplayedPiece> {
    let piece = new Piece();
    // `Map.groupBy` keeps the order in which the transactions come.
    for (const group of Map.groupBy(events, ({ writeId }) => writeId).values()) {
      const jobs = [...new Set(group.flatMap(({ jobId = "" }) => rows.get(jobId) ?? []))];
      // Why a job was given up is told with its end, and not again with what comes later.
      if (jobs.some(({ jobId }) => piece.hasEnd(jobId))) {
        yield piece.told;
        piece = new Piece();
      }
      const told = jobs.map((row) => this.#rowAfter(group, row));
      const { keyId, tenantId, lockKey } = this.#head;
      piece.add(group, told, this.#followed.take({ keyId, key: { tenantId, lockKey }, events: group, jobs: told }));
    }
    yield piece.told;
  }

  /** The job's row after a transaction, as far as it matters whether the job has ended. */
  #rowAfter(group: LedgerEvent[], row: JobRow): JobRow {
    const lastSeq = row.ranges.at(-1)?.[1];
    const isLast = group.some(({ seq }) => seq === lastSeq);
    const ends = group.some(({ jobId, status }) => jobId === row.jobId && isEnd(status));
    if (ends) this.#ended.set(row.jobId, true);
    if (isLast || this.#ended.get(row.jobId)) return row;
    const { endedAt: _endedAt, ...before } = row;
    return before;
  }
}

class Piece {
  readonly #jobs = new Map<string, Followed["jobs"][number]>();
  readonly #ended = new Map<string, EndedJob>();
  readonly #results = new Map<string, ReplayedPiece["results"][number]>();
  readonly #events: Followed["events"] = [];
  #recorded = 0;
  #newJobs = 0;

  hasEnd(jobId: string): boolean {
    return this.#ended.has(jobId);
  }

  add(group: LedgerEvent[], rows: JobRow[], { events, jobs, ended }: Followed): void {
    this.#events.push(...events);
    for (const job of jobs) this.#jobs.set(job.jobId, job);
    for (const job of ended) this.#ended.set(job.jobId, job);
    for (const { jobId, endedAt, result } of rows)
      if (endedAt !== undefined && result?.kind === "blob") this.#results.set(jobId, { jobId, result });
    this.#recorded += group.length;
    this.#newJobs += rows.filter(({ ranges }) => group.some(({ seq }) => seq === ranges[0]?.[0])).length;
  }

  get told(): ReplayedPiece {
    return {
      events: this.#events,
      jobs: [...this.#jobs.values()],
      ended: [...this.#ended.values()],
      results: [...this.#results.values()],
      recorded: this.#recorded,
      newJobs: this.#newJobs,
    };
  }
}

function isEnd(status: LedgerEvent["status"]): boolean {
  const { success, data } = jobStatusSchema.safeParse(status);
  return success && isTerminal(data);
}

async function rowsOf(table: Table, keyId: string, events: LedgerEvent[]): Promise<Map<string, JobRow>> {
  const jobIds = [...new Set(events.flatMap(({ jobId }) => jobId ?? []))].sort();
  const rows = new Map<string, JobRow>();
  for (let from = 0; from < jobIds.length; from += rowsPerRead)
    for (const [jobId, row] of await readJobRows(table, keyId, jobIds.slice(from, from + rowsPerRead)))
      rows.set(jobId, row);
  return rows;
}
