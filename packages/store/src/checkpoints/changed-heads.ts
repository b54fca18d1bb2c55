import { createHash, randomUUID } from "node:crypto";
import { odata, type TransactionAction } from "@azure/data-tables";
import type { Logger } from "@baton/runtime";
import type { Storage } from "../storage.ts";
import { statusOf } from "../storage-errors.ts";
import type { LineHead } from "./checkpoint-line.ts";

/** Heads that changed, as one worker noted them at one time. */
export type Note = { partitionKey: string; rowKey: string; heads: LineHead[] };

const prefix = "~changed:";
const noteEveryMs = 5000;
/** A text column holds 32K UTF-16 units; a head takes less than 300. */
const headsPerRow = 100;
const rowsPerWrite = 100;

/**
 * Which heads have changed since the last checkpoint line, and to what: sixteen small partitions of table
 * `AuditHeads`. A worker gathers its heads for a few seconds and adds one row for them; nobody ever changes a row, so the leader may delete
 * those that it has read without losing a newer note. What a worker that dies has not noted is noted by the key's
 * next holder, or caught by the daily line over all heads.
 */
export class ChangedHeads {
  readonly #storage: Storage;
  readonly #partition: string;
  readonly #logger: Logger;
  /** The newest head of each key. */
  #heads = new Map<string, LineHead>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(storage: Storage, workerId: string, logger: Logger) {
    this.#storage = storage;
    this.#partition = `${prefix}${createHash("sha256").update(workerId).digest("hex")[0]}`;
    this.#logger = logger;
  }

  /** @param head as a transaction has left it; one that is older than what was noted changes nothing. */
  note(head: LineHead): void {
    const [keyId, seq] = head;
    if (seq > (this.#heads.get(keyId)?.[1] ?? 0)) this.#heads.set(keyId, head);
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
    const heads = [...this.#heads.values()];
    this.#heads = new Map();
    if (heads.length === 0) return;
    const rows = chunks(heads, headsPerRow).map((some): TransactionAction => ["create", this.#row(some)]);
    try {
      for (const some of chunks(rows, rowsPerWrite)) await this.#storage.heads.submitTransaction(some);
    } catch (err) {
      this.#logger.debug({ err }, "Changed heads not noted yet");
      for (const head of heads) this.note(head);
    }
  }

  #row(heads: LineHead[]) {
    return { partitionKey: this.#partition, rowKey: randomUUID(), Heads: JSON.stringify(heads) };
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
    heads: JSON.parse(String(row["Heads"])) as LineHead[],
  };
}

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
