import { isTerminal } from "@baton/contracts";
import type { JobRow } from "../ledger/job-row.ts";
import { readJobRow } from "../ledger/ledger-reader.ts";
import type { Storage } from "../storage.ts";
import { JobIndex } from "../views/job-index.ts";
import { Inbox } from "./inbox.ts";
import { waitingRowOf } from "./inbox-row.ts";
import type { Markers } from "./markers.ts";

type JobName = { keyId: string; jobId: string };

/** Keys with work that had no marker, and jobs of the record that had no row in the inbox; they have now. */
export type SweepFinds = { unmarked: string[]; unplaced: JobName[] };

/**
 * Finds keys with work of which no marker tells, and jobs that have begun to be on the record and wait nowhere.
 * Nothing of ours leaves one like that; a table that was restored from a copy, or a row that somebody removed by hand,
 * may.
 */
export class InboxSweep {
  readonly #storage: Pick<Storage, "inbox" | "ledger" | "index" | "logger">;
  readonly #markers: Markers;
  readonly #inbox: Inbox;
  readonly #index: JobIndex;

  constructor(storage: Pick<Storage, "inbox" | "ledger" | "index" | "logger">, markers: Markers) {
    this.#storage = storage;
    this.#markers = markers;
    this.#inbox = new Inbox(storage);
    this.#index = new JobIndex(storage);
  }

  /**
   * Reads the names of all that waits; meant to run now and then.
   * @param stopping no more is read when it aborts.
   */
  async run(stopping: AbortSignal): Promise<SweepFinds> {
    // In this order: a job that ends meanwhile is still in the inbox, or its end is on the record; and whoever adds a
    // row sets the marker after it, so a key that is seen here is told by the markers.
    const goingOn = await this.#index.goingOn(stopping);
    const rows = await this.#names("PartitionKey lt '~' and RowKey ge 'cmd:' and RowKey lt 'wait;'", stopping);
    const marked = await this.#names("PartitionKey ge '~marker:' and PartitionKey lt '~marker;'", stopping);
    if (stopping.aborted) return { unmarked: [], unplaced: [] };
    const markedKeys = new Set(marked.map(({ rowKey }) => rowKey));
    const unmarked = [...new Set(rows.map(({ partitionKey }) => partitionKey))].filter((key) => !markedKeys.has(key));
    const unplaced = await this.#placed(goingOn, rows, stopping);
    const keys = [...new Set([...unmarked, ...unplaced.map(({ keyId }) => keyId)])];
    if (keys.length > 0) await this.#markers.setDue(keys);
    return { unmarked, unplaced };
  }

  /** Those that had no row and have one now. */
  async #placed(goingOn: JobName[], rows: Name[], stopping: AbortSignal): Promise<JobName[]> {
    const inInbox = new Set(rows.map(({ partitionKey, rowKey }) => `${partitionKey} ${jobIdOf(rowKey)}`));
    const placed: JobName[] = [];
    for (const name of goingOn) {
      if (stopping.aborted) break;
      if (!inInbox.has(`${name.keyId} ${name.jobId}`) && (await this.#place(name))) placed.push(name);
    }
    return placed;
  }

  async #place({ keyId, jobId }: JobName): Promise<boolean> {
    if (!(await this.#unended(keyId, jobId))) return false;
    if ((await this.#inbox.rowsOf(keyId, jobId, [])).length > 0) return false;
    // Its row goes only after its end is on the record: one that has not ended by now was without a row.
    const job = await this.#unended(keyId, jobId);
    if (!job) return false;
    await this.#inbox.putIfMissing(waitingRowOf(keyId, job));
    return true;
  }

  async #unended(keyId: string, jobId: string): Promise<JobRow | undefined> {
    const job = await readJobRow(this.#storage.ledger, keyId, jobId);
    return job && !isTerminal(job.status) ? job : undefined;
  }

  async #names(filter: string, stopping: AbortSignal): Promise<Name[]> {
    const rows = this.#storage.inbox.listEntities<Name>({
      queryOptions: { filter, select: ["PartitionKey", "RowKey"] },
    });
    const names: Name[] = [];
    for await (const page of rows.byPage({ maxPageSize: 1000 })) {
      names.push(...page.map(({ partitionKey, rowKey }) => ({ partitionKey, rowKey })));
      if (stopping.aborted) break;
    }
    return names;
  }
}

type Name = { partitionKey: string; rowKey: string };

function jobIdOf(rowKey: string): string {
  return rowKey.slice(rowKey.lastIndexOf(":") + 1);
}
