import { odata, type TransactionAction } from "@azure/data-tables";
import { limits } from "@baton/contracts";
import type { Storage } from "../storage.ts";
import { isRefusal, orUndefinedIfMissing, statusOf } from "../storage-errors.ts";
import { fitTogether, maxTransactionEntities, type Refused, sendInParts } from "../transaction-parts.ts";
import { type CommandRow, commandFromEntity, commandRowKey, commandToEntity, isCommandKey } from "./command-row.ts";
import { type InboxRow, inboxRowFromEntity, inboxRowToEntity, type WaitingRow } from "./inbox-row.ts";

/** One entity of a transaction is `arrivals`. */
const rowsPerTransaction = maxTransactionEntities - 1;

/**
 * What a look at a key's inbox saw. `isWhole`: no rows wait but these; `isLaterWhole`: none are for later but these.
 * `arrivals`: the ETag of the row that every ingest of the key changes.
 */
export type FirstRows = {
  /** Oldest first. Until they are obeyed, nothing of what else was seen is certain to be all. */
  commands: CommandRow[];
  waiting: WaitingRow[];
  later: WaitingRow[];
  isWhole: boolean;
  isLaterWhole: boolean;
  arrivals: string | undefined;
};

/** What became of rows that were put: those that storage never takes, and, where that could be told, `added`. */
export type PutRows = { refused: Refused<InboxRow>[]; added?: AddedRows };

/**
 * Rows that came right after what a holder knew of its key's inbox: nothing else was put there in between.
 * `before` and `arrivals`: the ETag of the row `arrivals` until then and since.
 */
export type AddedRows = { rows: WaitingRow[]; before: string; arrivals: string };

/** `isWhole`: there are no more. */
export type KeyLine = { waiting: number; later: number; isWhole: boolean };

const arrivalsKey = "arrivals";
/** As many as a page of the service holds. */
const maxCount = 1000;

/** Table `JobInbox`: the jobs that wait, one partition a key. */
export class Inbox {
  readonly #storage: Pick<Storage, "inbox">;

  constructor(storage: Pick<Storage, "inbox">) {
    this.#storage = storage;
  }

  /**
   * Writes rows of one key; a second delivery of the same job writes the same columns again and erases nothing.
   * The row `arrivals` changes with them, so that whoever removes rows can tell that none was delivered again.
   * @param before what the key's holder knows `arrivals` to be: if it still is that, the holder need not look.
   * @returns the rows that storage does not take, however often they are sent; all others are durable.
   */
  async put(rows: InboxRow[], before?: string): Promise<PutRows> {
    // Two entries for one row key in a transaction would be refused.
    const unique = [...new Map(rows.map((row) => [row.rowKey, row])).values()];
    const sized = unique.map((row) => ({ row, entity: inboxRowToEntity(row) }));
    const isAdded = before !== undefined && fitTogether(sized, rowsPerTransaction);
    const added = isAdded ? await this.#putAfter(sized, before) : undefined;
    if (added) return { refused: [], added };
    const refused = await sendInParts(sized, (part) => this.#putTogether(part), rowsPerTransaction);
    return { refused: refused.map(({ row: { row }, cause }) => ({ row, cause })) };
  }

  /** The first rows in line of each priority. */
  async oldestOfEachPriority(keyId: string, limit: number): Promise<WaitingRow[]> {
    const priorities = Array.from({ length: limits.maxPriority + 1 }, (_, at) => String(at));
    const pages = await Promise.all(
      priorities.map((digit) =>
        this.#page(
          odata`PartitionKey eq ${keyId} and RowKey ge ${`wait:${digit}:`} and RowKey lt ${`wait:${digit};`}`,
          limit,
        ),
      ),
    );
    return pages.flat().map(inboxRowFromEntity);
  }

  /** `arrivals` changes with it: no job that comes later starts without a look that sees the command. */
  async putCommand(row: CommandRow): Promise<void> {
    await this.#storage.inbox.submitTransaction([
      ["upsert", { partitionKey: row.keyId, rowKey: arrivalsKey }, "Replace"],
      ["upsert", commandToEntity(row), "Replace"],
    ]);
  }

  /** A command that has been obeyed, and whose effects are there. */
  async removeCommand({ keyId, commandId }: CommandRow): Promise<void> {
    await orUndefinedIfMissing(this.#storage.inbox.deleteEntity(keyId, commandRowKey(commandId)));
  }

  /** All rows of one job, wherever they lie in its key's inbox. */
  async rowsOf(keyId: string, jobId: string, likely: string[]): Promise<WaitingRow[]> {
    const found = await Promise.all(
      likely.map((rowKey) => orUndefinedIfMissing(this.#storage.inbox.getEntity<Entity>(keyId, rowKey))),
    );
    const rows = found.filter((row) => row !== undefined);
    if (rows.length > 0) return rows.map(inboxRowFromEntity);
    return this.#searchRowsOf(keyId, jobId);
  }

  async #searchRowsOf(keyId: string, jobId: string): Promise<WaitingRow[]> {
    const filter = odata`PartitionKey eq ${keyId} and RowKey ge 'later:' and RowKey lt 'wait;' and JobId eq ${jobId}`;
    const rows: WaitingRow[] = [];
    for await (const entity of this.#storage.inbox.listEntities<Entity>({ queryOptions: { filter } }))
      rows.push(inboxRowFromEntity(entity));
    return rows;
  }

  /** Makes sure that a waiting row exists; leaves one alone that does. */
  async putIfMissing(row: InboxRow): Promise<void> {
    await this.#create(row);
  }

  /**
   * The first rows of a key: those that are due, in the order in which they are to run, and those for later,
   * by time. One request, unless there are so many for later that they fill the page by themselves.
   */
  async firstRows(keyId: string, limit: number): Promise<FirstRows> {
    const entities = await this.#page(
      odata`PartitionKey eq ${keyId} and RowKey ge ${arrivalsKey} and RowKey lt 'wait;'`,
      limit,
    );
    const commands = entities.filter(({ rowKey }) => isCommandKey(rowKey)).map(commandFromEntity);
    const isJob = ({ rowKey }: Entity) => rowKey !== arrivalsKey && !isCommandKey(rowKey);
    const rows = entities.filter(isJob).map(inboxRowFromEntity);
    const arrivals = entities.find(({ rowKey }) => rowKey === arrivalsKey)?.["etag"] as string | undefined;
    const later = rows.filter(({ rowKey }) => rowKey.startsWith("later:"));
    const waiting = rows.filter(({ rowKey }) => rowKey.startsWith("wait:"));
    const isWhole = entities.length < limit;
    if (isWhole || waiting.length > 0) return { commands, waiting, later, isWhole, isLaterWhole: true, arrivals };
    const due = await this.#page(odata`PartitionKey eq ${keyId} and RowKey ge 'wait:' and RowKey lt 'wait;'`, limit);
    return {
      commands,
      waiting: due.map(inboxRowFromEntity),
      later,
      isWhole: due.length < limit,
      isLaterWhole: false,
      arrivals,
    };
  }

  /** How many jobs are in a key's line, before one of its rows if one is given; counted up to 1,000. */
  countWaiting(keyId: string, before = "wait;"): Promise<number> {
    return this.#count(keyId, "wait:", before);
  }

  /** The same for those that are for later. */
  countLater(keyId: string): Promise<number> {
    return this.#count(keyId, "later:", "later;");
  }

  /**
   * How many jobs a key's line and its later rows hold, by one request: of more than 1,000 rows the first ones.
   * @param isLeftOut of jobs that are not to be counted.
   */
  async lineOf(keyId: string, isLeftOut: (jobId: string) => boolean): Promise<KeyLine> {
    const filter = odata`PartitionKey eq ${keyId} and RowKey ge 'later:' and RowKey lt 'wait;'`;
    const rows = this.#storage.inbox.listEntities<Entity>({ queryOptions: { filter, select: ["RowKey"] } });
    for await (const page of rows.byPage({ maxPageSize: maxCount })) {
      const counted = page.filter(({ rowKey }) => !isLeftOut(rowKey.slice(rowKey.lastIndexOf(":") + 1)));
      const waiting = counted.filter(({ rowKey }) => rowKey.startsWith("wait:")).length;
      return { waiting, later: counted.length - waiting, isWhole: page.continuationToken === undefined };
    }
    return { waiting: 0, later: 0, isWhole: true };
  }

  async #count(keyId: string, from: string, to: string): Promise<number> {
    const filter = odata`PartitionKey eq ${keyId} and RowKey ge ${from} and RowKey lt ${to}`;
    const rows = this.#storage.inbox.listEntities<Entity>({ queryOptions: { filter, select: ["RowKey"] } });
    let count = 0;
    for await (const page of rows.byPage({ maxPageSize: maxCount })) {
      count += page.length;
      if (count >= maxCount) break;
    }
    return Math.min(count, maxCount);
  }

  /**
   * Removes rows of one key as they were read: one that is gone already is fine; one that was delivered again
   * stays, because whoever holds the key must say so.
   * @param arrivals as of the look that saw them. While it holds, they go in one request.
   * @returns what to give the next time; undefined when rows have come since.
   */
  async remove(rows: WaitingRow[], arrivals?: string): Promise<string | undefined> {
    const unique = [...new Map(rows.map((row) => [row.rowKey, row])).values()];
    let etag = arrivals;
    for (let from = 0; from < unique.length; from += rowsPerTransaction) {
      const part = unique.slice(from, from + rowsPerTransaction);
      // The SDK's transactions delete without a condition; so the condition is on the row that every ingest changes.
      const together = etag !== undefined && part.length > 1 ? await this.#removeTogether(part, etag) : undefined;
      if (together === undefined) await this.#removeEach(part);
      if (part.length > 1) etag = together;
    }
    return etag;
  }

  /**
   * Moves a row that has become due into the line. Where its job has a row there already, this one stays: whoever put
   * that one there may be about to remove it.
   * @returns the row in the line, or undefined when this one stays.
   */
  async makeDue(row: WaitingRow, rowKey: string): Promise<WaitingRow | undefined> {
    const due = { ...row, rowKey };
    const etag = await this.#create(due);
    if (etag === undefined) return undefined;
    await this.remove([row]);
    return { ...due, etag };
  }

  async #putTogether(part: { entity: InboxEntity }[], before?: string): Promise<(string | undefined)[]> {
    const arrivals = { partitionKey: part[0]?.entity.partitionKey ?? "", rowKey: arrivalsKey };
    const { subResponses } = await this.#storage.inbox.submitTransaction([
      before === undefined ? ["upsert", arrivals, "Replace"] : ["update", arrivals, "Replace", { etag: before }],
      ...part.map(({ entity }): TransactionAction => ["upsert", entity, "Merge"]),
    ]);
    return subResponses.map(({ etag }) => etag);
  }

  /** @returns undefined when something else has come, or storage does not take these rows together. */
  async #putAfter(sized: { row: InboxRow; entity: InboxEntity }[], before: string): Promise<AddedRows | undefined> {
    try {
      const [arrivals, ...etags] = await this.#putTogether(sized, before);
      const rows = sized.flatMap(({ row }, at) => {
        const etag = etags[at];
        return etag === undefined ? [] : [{ ...row, etag }];
      });
      return arrivals !== undefined && rows.length === sized.length ? { rows, before, arrivals } : undefined;
    } catch (err) {
      if (!isStale(err) && !isRefusal(err)) throw err;
      return undefined;
    }
  }

  /** @returns the new ETag of `arrivals`, or undefined when nothing was removed. */
  async #removeTogether(rows: WaitingRow[], etag: string): Promise<string | undefined> {
    const partitionKey = rows[0]?.keyId ?? "";
    try {
      const { subResponses } = await this.#storage.inbox.submitTransaction([
        ["update", { partitionKey, rowKey: arrivalsKey }, "Replace", { etag }],
        ...rows.map(({ rowKey }): TransactionAction => ["delete", { partitionKey, rowKey }]),
      ]);
      return subResponses[0]?.etag;
    } catch (err) {
      if (!isStale(err)) throw err;
      return undefined;
    }
  }

  async #removeEach(rows: WaitingRow[]): Promise<void> {
    await Promise.all(rows.map((row) => this.#removeOne(row)));
  }

  async #removeOne({ keyId, rowKey, etag }: WaitingRow): Promise<void> {
    try {
      await this.#storage.inbox.deleteEntity(keyId, rowKey, { etag });
    } catch (err) {
      if (!isStale(err)) throw err;
    }
  }

  /** @returns the new row's ETag, or undefined when there is one already. */
  async #create(row: InboxRow): Promise<string | undefined> {
    try {
      return (await this.#storage.inbox.createEntity(inboxRowToEntity(row))).etag ?? "*";
    } catch (err) {
      if (statusOf(err) !== 409) throw err;
      return undefined;
    }
  }

  async #page(filter: string, limit: number): Promise<Entity[]> {
    const pages = this.#storage.inbox.listEntities<Entity>({ queryOptions: { filter } }).byPage({ maxPageSize: limit });
    for await (const page of pages) {
      // A page may be empty and still have a successor; the first rows are all that is asked for.
      if (page.length > 0) return page;
    }
    return [];
  }
}

type InboxEntity = ReturnType<typeof inboxRowToEntity>;
type Entity = Record<string, unknown> & { rowKey: string };

function isStale(err: unknown): boolean {
  return statusOf(err) === 404 || statusOf(err) === 412;
}
