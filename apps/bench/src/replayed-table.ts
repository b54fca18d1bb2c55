import type { CallCount } from "@baton/runtime";
import type { Storage } from "@baton/store";
import { benchHead, benchRow } from "./bench-row.ts";

/** Characters that a row takes in a group transaction, alone in a request, and in an answer. */
const rowCharacters = { batch: 890, alone: 750, answer: 650 };
const maxRows = 99;

/** Makes a table's calls as the workers made them: so many, of such sizes, and nothing else. */
export class ReplayedTable {
  readonly #table: Storage["ledger"];
  readonly #partition: string;
  #rows = 0;
  #removed = 0;
  #headEtag: string | undefined;

  constructor(table: Storage["ledger"], partition: string) {
    this.#table = table;
    this.#partition = partition;
  }

  /** Rows to read and to remove. */
  async prepare(rows: number): Promise<void> {
    while (this.#rows < rows) await this.#transact(maxRows);
  }

  async call(method: string, { count, sent, received }: CallCount): Promise<void> {
    switch (method) {
      case "BATCH":
        return this.#transact(rowsIn(sent / count, rowCharacters.batch) - 1);
      case "QUERY":
        return this.#query(rowsIn(received / count, rowCharacters.answer));
      case "GET":
        return void (await this.#table.getEntity(this.#partition, "head"));
      case "DELETE":
        this.#removed += 1;
        return void (await this.#table.deleteEntity(this.#partition, benchRow("", this.#removed).rowKey));
      case "POST":
        return void (await this.#table.createEntity(this.#row(sent / count)));
      default:
        return void (await this.#table.upsertEntity(this.#row(sent / count), "Replace"));
    }
  }

  /** A head that is replaced under its ETag, and new rows. */
  async #transact(rows: number): Promise<void> {
    const head = benchHead(this.#partition);
    const answer = await this.#table.submitTransaction([
      this.#headEtag === undefined ? ["upsert", head] : ["update", head, "Replace", { etag: "*" }],
      ...Array.from({ length: rows }, (): ["create", ReturnType<typeof benchRow>] => ["create", this.#row(0)]),
    ]);
    this.#headEtag = answer.subResponses[0]?.etag;
  }

  async #query(rows: number): Promise<void> {
    const filter = `PartitionKey eq '${this.#partition}' and RowKey ge 'event:' and RowKey lt 'event;'`;
    const pages = this.#table
      .listEntities<Record<string, unknown>>({ queryOptions: { filter } })
      .byPage({ maxPageSize: rows });
    await pages.next();
  }

  #row(characters: number) {
    this.#rows += 1;
    return benchRow(this.#partition, this.#rows, "x".repeat(Math.max(0, Math.round(characters) - rowCharacters.alone)));
  }
}

function rowsIn(characters: number, each: number): number {
  return Math.min(maxRows, Math.max(1, Math.round(characters / each)));
}
