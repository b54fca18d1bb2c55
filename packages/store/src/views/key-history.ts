import { odata } from "@azure/data-tables";
import type { EventStatus, LockHistory } from "@baton/contracts";
import { keyId as keyIdOf } from "../key-id.ts";
import { eventFromEntity, eventRowKey, type LedgerEvent } from "../ledger/ledger-event.ts";
import { readHead } from "../ledger/ledger-head.ts";
import type { Storage } from "../storage.ts";
import { toJobEvent } from "./event-view.ts";
import { readJobMarks } from "./job-marks.ts";

/** `before`: the seq at which the page before ended. */
export type HistorySpan = {
  from?: Date | undefined;
  to?: Date | undefined;
  before?: number | undefined;
  limit: number;
};

type Found = { events: LedgerEvent[]; next?: number };

/** What tells of holds, attempts and waits, and of what was done to the key. */
const told: Record<EventStatus, boolean> = {
  Submitted: false,
  Queued: true,
  Deferred: true,
  LockAcquired: true,
  Started: true,
  Step: false,
  Progress: false,
  Log: false,
  Completed: true,
  Failed: true,
  TimedOut: true,
  RetryScheduled: true,
  Interrupted: true,
  Resumed: false,
  Cancelled: true,
  DeadLettered: true,
  Replayed: false,
  Discarded: false,
  DuplicateIgnored: false,
  LockReleased: true,
  LockLost: true,
  KeyPaused: true,
  KeyResumed: true,
  KeyParked: true,
  PriorityChanged: false,
  Rescheduled: true,
  ForceUnlocked: true,
};

/**
 * What there may be very many of stays in storage, but for changes of policy, which are logs of the key. A query may
 * compare fifteen times; so the rest is sorted out here.
 */
const isWanted =
  "Status ne 'Step' and Status ne 'Progress' and " +
  "(Status ne 'Log' or (Message ge 'Head-failure policy ' and Message lt 'Head-failure policy!'))";

/** A page of the service holds so many rows: looking at them is one request. */
const rowsPerLook = 1000;
const mostLooks = 8;
/** As good as found: the rest is left out of the answer. */
const closeEnough = 200;
const rowsPerProbe = 16;

/** The ledger of one key as its page shows it, newest first. */
export class KeyHistory {
  readonly #storage: Pick<Storage, "ledger">;

  constructor(storage: Pick<Storage, "ledger">) {
    this.#storage = storage;
  }

  /** A page of it, which costs a dozen requests at most; for an end in the past one for each halving of the ledger. */
  async page(key: { tenantId: string; lockKey: string }, span: HistorySpan): Promise<LockHistory> {
    const keyId = keyIdOf(key.tenantId, key.lockKey);
    const newest = span.before === undefined ? await this.#newestSeq(keyId, span.to) : span.before - 1;
    const { events, next } = await this.#lookBack(keyId, newest, span);
    const jobIds = events.flatMap(({ jobId }) => jobId ?? []);
    const marks = await readJobMarks(this.#storage.ledger, keyId, jobIds);
    return {
      events: events.map((event) => toJobEvent(event, key, event.jobId ? marks.get(event.jobId) : undefined)),
      ...(next === undefined ? {} : { cursor: String(next) }),
    };
  }

  async #lookBack(keyId: string, newest: number, { from, to, limit }: HistorySpan): Promise<Found> {
    const events: LedgerEvent[] = [];
    let last = newest;
    for (let look = 0; look < mostLooks && last >= 1; look += 1) {
      const first = Math.max(1, last - rowsPerLook + 1);
      for await (const event of this.#events(keyId, first, last, limit)) {
        if (from && hasOwnTime(event) && new Date(event.occurredAt) < from) return { events };
        if (to && new Date(event.occurredAt) > to) continue;
        events.push(event);
        if (events.length >= limit) return { events, ...(event.seq > 1 ? { next: event.seq } : {}) };
      }
      last = first - 1;
    }
    return last >= 1 ? { events, next: last + 1 } : { events };
  }

  /** Those of a stretch of the ledger that are wanted, newest first. */
  async *#events(keyId: string, firstSeq: number, lastSeq: number, pageRows: number): AsyncGenerator<LedgerEvent> {
    const range = odata`PartitionKey eq ${keyId} and RowKey ge ${eventRowKey(lastSeq)} and RowKey le ${eventRowKey(firstSeq)}`;
    const rows = this.#storage.ledger.listEntities<Record<string, unknown>>({
      queryOptions: { filter: `${range} and ${isWanted}` },
    });
    for await (const page of rows.byPage({ maxPageSize: pageRows })) yield* page.map(eventFromEntity).filter(isTold);
  }

  /** The youngest event that may not be younger than `to`. */
  async #newestSeq(keyId: string, to: Date | undefined): Promise<number> {
    const seq = (await readHead(this.#storage.ledger, keyId))?.head.seq ?? 0;
    return to === undefined ? seq : this.#seqAt(keyId, to, seq);
  }

  /** By halving: within one chain, time goes on with the seq, but for the clocks of its workers. */
  async #seqAt(keyId: string, time: Date, headSeq: number): Promise<number> {
    let [low, high] = [0, headSeq];
    while (high - low > closeEnough) {
      const middle = Math.floor((low + high) / 2);
      const probed = await this.#timeAt(keyId, middle);
      if (probed === undefined || probed > time) high = middle;
      else low = middle;
    }
    return high;
  }

  async #timeAt(keyId: string, seq: number): Promise<Date | undefined> {
    const first = Math.max(1, seq - rowsPerProbe + 1);
    const range = odata`PartitionKey eq ${keyId} and RowKey ge ${eventRowKey(seq)} and RowKey le ${eventRowKey(first)}`;
    const select = ["PartitionKey", "RowKey", "Seq", "Status", "OccurredAt"];
    const rows = this.#storage.ledger.listEntities<Record<string, unknown>>({
      queryOptions: { filter: range, select },
    });
    for await (const page of rows.byPage({ maxPageSize: rowsPerProbe })) {
      const event = page.map(eventFromEntity).find(hasOwnTime);
      return event && new Date(event.occurredAt);
    }
    return undefined;
  }
}

/** A job's log may read like a change of policy. */
function isTold({ status, jobId }: LedgerEvent): boolean {
  return told[status] || (status === "Log" && jobId === undefined);
}

/** What is told of a job's time before its start is recorded with the start. */
function hasOwnTime({ status }: LedgerEvent): boolean {
  return status !== "Queued" && status !== "Deferred";
}
