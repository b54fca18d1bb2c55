import { createHash, randomUUID } from "node:crypto";
import { odata, type TransactionAction } from "@azure/data-tables";
import type { Logger } from "@baton/runtime";
import type { Storage } from "../storage.ts";
import { statusOf } from "../storage-errors.ts";

/** Keys whose heads changed, as one worker noted them at one time. */
export type Note = { partitionKey: string; rowKey: string; keyIds: string[] };

const prefix = "~changed:";
const noteEveryMs = 5000;
const keysPerRow = 100;
const rowsPerWrite = 100;

/**
 * Which heads have changed since the last checkpoint line: sixteen small partitions of table `AuditHeads`. A worker
 * gathers its keys for a few seconds and adds one row for them; nobody ever changes a row, so the leader may delete
 * those that it has read without losing a newer note. What a worker that dies has not noted is noted by the key's
 * next holder, or caught by the daily line over all heads.
 */
export class ChangedHeads {
  readonly #storage: Storage;
  readonly #partition: string;
  readonly #logger: Logger;
  #keyIds = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(storage: Storage, workerId: string, logger: Logger) {
    this.#storage = storage;
    this.#partition = `${prefix}${createHash("sha256").update(workerId).digest("hex")[0]}`;
    this.#logger = logger;
  }

  note(keyId: string): void {
    this.#keyIds.add(keyId);
    this.#timer ??= setTimeout(() => void this.#flush(), noteEveryMs).unref();
  }

  /** Writes what was gathered. */
  async stop(): Promise<void> {
    await this.#flush();
  }

  /** The notes of all workers; a page at most. */
  async read(): Promise<Note[]> {
    const filter = odata`PartitionKey ge ${`${prefix}0`} and PartitionKey lt ${`${prefix}g`}`;
    const pages = this.#storage.heads.listEntities<Record<string, unknown>>({ queryOptions: { filter } }).byPage();
    for await (const page of pages) return page.map(toNote);
    return [];
  }

  /** Removes notes that a line has taken up. */
  async remove(notes: Note[]): Promise<void> {
    for (const partition of Map.groupBy(notes, ({ partitionKey }) => partitionKey).values()) {
      for (const some of chunks(partition, rowsPerWrite)) await this.#delete(some);
    }
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const keyIds = [...this.#keyIds];
    this.#keyIds = new Set();
    if (keyIds.length === 0) return;
    const rows = chunks(keyIds, keysPerRow).map((some): TransactionAction => ["create", this.#row(some)]);
    try {
      for (const some of chunks(rows, rowsPerWrite)) await this.#storage.heads.submitTransaction(some);
    } catch (err) {
      this.#logger.debug({ err }, "Changed heads not noted yet");
      for (const keyId of keyIds) this.note(keyId);
    }
  }

  #row(keyIds: string[]) {
    return { partitionKey: this.#partition, rowKey: randomUUID(), Keys: JSON.stringify(keyIds) };
  }

  async #delete(notes: Note[]): Promise<void> {
    const deletes = notes.map(({ partitionKey, rowKey }): TransactionAction => ["delete", { partitionKey, rowKey }]);
    try {
      await this.#storage.heads.submitTransaction(deletes);
    } catch (err) {
      // Another leader was quicker; what is left of them is only read once more.
      if (statusOf(err) !== 404) throw err;
    }
  }
}

function toNote(row: Record<string, unknown>): Note {
  return {
    partitionKey: String(row["partitionKey"]),
    rowKey: String(row["rowKey"]),
    keyIds: JSON.parse(String(row["Keys"])) as string[],
  };
}

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
