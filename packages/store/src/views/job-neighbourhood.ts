import { odata } from "@azure/data-tables";
import type { JobNeighbour, JobNeighbours } from "@baton/contracts";
import type { ChainRange } from "../ledger/chain-ranges.ts";
import type { JobRow } from "../ledger/job-row.ts";
import { eventRowKey, type LedgerEvent } from "../ledger/ledger-event.ts";
import { readEvents, readJobRow } from "../ledger/ledger-reader.ts";
import type { Storage } from "../storage.ts";

type Start = JobNeighbours["starts"][number] & { range: ChainRange; previousJobId?: string };
type Name = { jobId: string; keyId: string };

/** How many events around a start are looked at, and how far the next job's start is looked for. */
const [before, inside, nearAfter, farAfter] = [50, 3, 100, 2000];
/** Of a job that was started very often, only the first and the last starts are looked at. */
const [firstStarts, lastStarts] = [2, 6];

/** Who had a key's lock before and after a job, and how the job got it: from the few events around its own. */
export class JobNeighbourhood {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** A job that never started has no neighbours. */
  async of({ jobId, keyId }: Name): Promise<JobNeighbours> {
    const row = await readJobRow(this.#storage.ledger, keyId, jobId);
    if (!row) return { starts: [] };
    const looked = await Promise.all(outermost(row.ranges).map((range) => this.#start(keyId, row, range)));
    const starts = looked.filter((start) => start !== undefined);
    const [previous, next] = await Promise.all([
      this.#neighbour(keyId, starts[0]?.previousJobId),
      this.#nextJobId(keyId, row, starts.at(-1)?.range[1]).then((id) => this.#neighbour(keyId, id)),
    ]);
    return {
      ...(previous ? { previous } : {}),
      ...(next ? { next } : {}),
      starts: starts.map(({ range: _range, previousJobId: _id, ...start }) => start),
    };
  }

  /** @returns undefined when no attempt began in the range. */
  async #start(keyId: string, { jobId }: JobRow, range: ChainRange): Promise<Start | undefined> {
    const [first, last] = range;
    const end = Math.min(last ?? first + inside, first + inside);
    const events = await readEvents(this.#storage.ledger, keyId, Math.max(1, first - before), end);
    const started = events.find((event) => event.seq >= first && event.jobId === jobId && event.status === "Started");
    if (started?.attempt === undefined) return undefined;
    return {
      attempt: started.attempt,
      range,
      ...storyOf(
        events.filter(({ seq }) => seq < started.seq),
        jobId,
      ),
    };
  }

  async #nextJobId(keyId: string, { jobId }: JobRow, lastSeq: number | null | undefined): Promise<string | undefined> {
    if (lastSeq === null || lastSeq === undefined) return undefined;
    const near = await readEvents(this.#storage.ledger, keyId, lastSeq + 1, lastSeq + nearAfter);
    const found = near.find((event) => event.status === "Started" && event.jobId !== jobId);
    if (found || near.length < nearAfter) return found?.jobId;
    return this.#farJobId(keyId, jobId, lastSeq + nearAfter);
  }

  /** Behind other events than starts: asked for by status, two columns of each. */
  async #farJobId(keyId: string, jobId: string, afterSeq: number): Promise<string | undefined> {
    const [newest, oldest] = [eventRowKey(afterSeq + farAfter), eventRowKey(afterSeq + 1)];
    const place = odata`PartitionKey eq ${keyId} and RowKey ge ${newest} and RowKey le ${oldest}`;
    const filter = `${place} and ${odata`Status eq 'Started' and JobId ne ${jobId}`}`;
    const rows = this.#storage.ledger.listEntities<{ JobId: string }>({
      queryOptions: { filter, select: ["RowKey", "JobId"] },
    });
    let found: string | undefined;
    // Newest first: the last one is the nearest.
    for await (const { JobId } of rows) found = JobId;
    return found;
  }

  async #neighbour(keyId: string, jobId: string | undefined): Promise<JobNeighbour | undefined> {
    const row = jobId === undefined ? undefined : await readJobRow(this.#storage.ledger, keyId, jobId);
    return row && { jobId: row.jobId, name: row.name, status: row.status };
  }
}

function outermost(ranges: ChainRange[]): ChainRange[] {
  if (ranges.length <= firstStarts + lastStarts) return ranges;
  return [...ranges.slice(0, firstStarts), ...ranges.slice(-lastStarts)];
}

/** What the events before a start tell, newest first: the lock taken, another job's attempt that ended. */
function storyOf(events: LedgerEvent[], jobId: string): Pick<Start, "freeAt" | "acquiredAt" | "previousJobId"> {
  const attempts = events.findLastIndex((event) => event.attempt !== undefined);
  const last = events[attempts];
  const acquired = events.findLast(({ status }, at) => at > attempts && status === "LockAcquired");
  const gaveWay = last?.jobId !== undefined && last.jobId !== jobId ? last : undefined;
  return {
    ...(acquired ? { acquiredAt: acquired.occurredAt } : {}),
    ...(gaveWay?.jobId === undefined ? {} : { freeAt: gaveWay.occurredAt, previousJobId: gaveWay.jobId }),
  };
}
