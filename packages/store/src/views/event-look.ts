import { odata } from "@azure/data-tables";
import type { Storage } from "../storage.ts";
import { type Directory, dayPartition } from "./directory.ts";
import { invertTime } from "./inverted-time.ts";
import { TimeSlices } from "./time-slices.ts";

type FeedRow = Record<string, unknown> & { rowKey: string };

/** What is looked at in one tenant, at most: who submitted nothing of late does not let everything be looked through. */
const mostRequests = 32;
const patienceMs = 2000;
const dayMs = 86_400_000;

/** Looks through the feed for the events of somebody's jobs, newest first, a slice of time after the other. */
export class EventLook {
  readonly #storage: Pick<Storage, "feed" | "clock">;
  readonly #directory: Directory;

  constructor(storage: Pick<Storage, "feed" | "clock">, directory: Directory) {
    this.#storage = storage;
    this.#directory = directory;
  }

  /** Fewer than `limit` when there are no more, or when it has been looked far enough. */
  async rowsOf(tenantId: string, submittedBy: string, limit: number): Promise<FeedRow[]> {
    const slices = new TimeSlices();
    const patienceEnds = performance.now() + patienceMs;
    const found: FeedRow[] = [];
    let requests = 0;
    for await (const day of this.#directory.days(tenantId)) {
      const dayStart = Date.parse(day);
      // What a fast clock has dated later than now belongs to the first slice.
      for (let newest = dayStart + dayMs; newest > dayStart; ) {
        const from = new Date(Math.min(newest, this.#storage.clock.now().getTime()));
        const oldest = Math.max(dayStart, slices.endOf(from).getTime());
        const startedAt = performance.now();
        const range = { partition: dayPartition(tenantId, day), newest, oldest };
        found.push(...(await this.#read(range, submittedBy, limit - found.length)));
        slices.note(performance.now() - startedAt);
        requests += 1;
        if (found.length >= limit || requests >= mostRequests || performance.now() > patienceEnds) return found;
        newest = oldest;
      }
    }
    return found;
  }

  /** Events of `oldest` or later, and before `newest`. */
  async #read(
    { partition, newest, oldest }: { partition: string; newest: number; oldest: number },
    submittedBy: string,
    missing: number,
  ): Promise<FeedRow[]> {
    // A row's key goes on after its time.
    const filter = odata`PartitionKey eq ${partition} and RowKey gt ${after(newest)} and RowKey lt ${after(oldest)} and SubmittedBy eq ${submittedBy}`;
    const pages = this.#storage.feed
      .listEntities<FeedRow>({ queryOptions: { filter } })
      .byPage({ maxPageSize: missing });
    const rows: FeedRow[] = [];
    for await (const page of pages) {
      rows.push(...page);
      if (rows.length >= missing) break;
    }
    return rows.slice(0, missing);
  }
}

/** Behind all rows of this millisecond, before those of the one before. */
function after(ms: number): string {
  return `${invertTime(new Date(ms).toISOString())}~`;
}
