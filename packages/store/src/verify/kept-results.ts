import { odata, type TransactionAction } from "@azure/data-tables";
import { type AuditRun, auditRunSchema, type FoundBreak, recordBreakSchema } from "@baton/contracts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import { invertId } from "../views/inverted-id.ts";

/** What the last look at a key found. */
export type VerifiedKey = { keyId: string; at: string; seq: number; signedSeq: number };
/** A run as it was told last, and when. */
export type KeptRun = { run: AuditRun; toldAt: string };

type Row = Record<string, unknown>;

const verifiedPartition = "~verified";
const brokenPartition = "~broken";
const runsPartition = "~runs";
const lastWholeKey = { partitionKey: "~run", rowKey: "whole" } as const;
/** The checkpoint lines' place among those of keys, whose names are never empty. */
const linesRow = "~lines";
const rowsPerWrite = 100;

/**
 * What verifications have found, so that it outlives the process that ran them: small partitions of table
 * `AuditHeads`, a row for each key, for each place that is broken, and for each run. They are for the reader's
 * convenience: whoever can change the record can change these, too; only a new verification is a proof.
 */
export class KeptResults {
  readonly #table: Storage["heads"];

  constructor(storage: Pick<Storage, "heads">) {
    this.#table = storage.heads;
  }

  async keepKeys(keys: VerifiedKey[]): Promise<void> {
    const rows = keys.map(({ keyId, at, seq, signedSeq }): TransactionAction => {
      const columns = { At: at, Seq: String(seq), SignedSeq: String(signedSeq) };
      return ["upsert", { partitionKey: verifiedPartition, rowKey: keyId, ...columns }, "Replace"];
    });
    for (let from = 0; from < rows.length; from += rowsPerWrite)
      await this.#table.submitTransaction(rows.slice(from, from + rowsPerWrite));
  }

  /** Keys in the order of their ids, behind one of them. */
  async verified(after: string, limit: number): Promise<VerifiedKey[]> {
    const rows = await this.#firstRows(odata`PartitionKey eq ${verifiedPartition} and RowKey gt ${after}`, limit);
    return rows.map((row) => ({
      keyId: row["rowKey"] as string,
      at: row["At"] as string,
      seq: Number(row["Seq"]),
      signedSeq: Number(row["SignedSeq"]),
    }));
  }

  async keepBreak(found: FoundBreak): Promise<void> {
    const rowKey = found.keyId || linesRow;
    const row = { partitionKey: brokenPartition, rowKey, Break: JSON.stringify(found) };
    await this.#table.upsertEntity(row, "Replace");
  }

  /** @param keyId empty for the checkpoint lines. */
  async removeBreak(keyId: string): Promise<void> {
    await orUndefinedIfMissing(this.#table.deleteEntity(brokenPartition, keyId || linesRow));
  }

  async breaks(limit: number): Promise<FoundBreak[]> {
    const rows = await this.#firstRows(odata`PartitionKey eq ${brokenPartition}`, limit);
    return rows.map((row) => recordBreakSchema.parse(JSON.parse(row["Break"] as string)));
  }

  async keepRun(run: AuditRun): Promise<void> {
    const row = { partitionKey: runsPartition, rowKey: invertId(run.runId), Run: JSON.stringify(run) };
    await this.#table.upsertEntity({ ...row, ToldAt: new Date().toISOString() }, "Replace");
  }

  async run(runId: string): Promise<KeptRun | undefined> {
    const row = await orUndefinedIfMissing(this.#table.getEntity<Row>(runsPartition, invertId(runId)));
    return row && toKeptRun(row);
  }

  /** Newest first. */
  async runs(limit: number): Promise<KeptRun[]> {
    return (await this.#firstRows(odata`PartitionKey eq ${runsPartition}`, limit)).map(toKeptRun);
  }

  /** Keeps a run that has seen everything in the place of the last such one. */
  async keepWhole(run: AuditRun): Promise<void> {
    await this.#table.upsertEntity({ ...lastWholeKey, Run: JSON.stringify(run) }, "Replace");
  }

  async lastWhole(): Promise<AuditRun | undefined> {
    const row = await orUndefinedIfMissing(this.#table.getEntity<Row>(lastWholeKey.partitionKey, lastWholeKey.rowKey));
    return row && auditRunSchema.parse(JSON.parse(row["Run"] as string));
  }

  /** Removes the oldest runs, so many of the newest stay; a page at most. */
  async forgetRuns(kept: number): Promise<void> {
    const rows = await this.#firstRows(odata`PartitionKey eq ${runsPartition}`, kept + rowsPerWrite);
    const old = rows.slice(kept);
    const deletes = old.map((row): TransactionAction => {
      return ["delete", { partitionKey: runsPartition, rowKey: row["rowKey"] as string }];
    });
    if (deletes.length > 0) await this.#table.submitTransaction(deletes);
  }

  async #firstRows(filter: string, limit: number): Promise<Row[]> {
    const pages = this.#table.listEntities<Row>({ queryOptions: { filter } }).byPage({ maxPageSize: limit });
    for await (const page of pages) return page;
    return [];
  }
}

function toKeptRun(row: Row): KeptRun {
  return { run: auditRunSchema.parse(JSON.parse(row["Run"] as string)), toldAt: row["ToldAt"] as string };
}
