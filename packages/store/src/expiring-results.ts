import { createHash } from "node:crypto";
import { odata, type TransactionAction } from "@azure/data-tables";
import { escapeName } from "./key-id.ts";
import { putJson } from "./payload-files.ts";
import type { Storage } from "./storage.ts";
import type { StoredText } from "./stored-text.ts";

type ExpiringStorage = Pick<Storage, "payloads" | "expiry" | "clock">;
type ExpiryRow = { partitionKey: string; rowKey: string; blob: string };

/** Readers tell by their own estimate of storage's time that a result has expired: it goes when all agree. */
const graceMs = 10_000;
/** Blobs at the same time, and their rows in one transaction. */
const atOnce = 20;

/**
 * Results with a time to live. Each is a blob, whatever its size, and its name, which the record has, says until when
 * it is kept: `<tenant>/<jobId>/until-<time>/<sha256>`. Table `ResultExpiry` has a row each, partition = the hour of
 * its end, so that whoever sweeps reads only what is over. The row is written first: no blob is forgotten, also
 * when the attempt's end never gets onto the record.
 */
export class ExpiringResults {
  readonly #storage: ExpiringStorage;

  constructor(storage: ExpiringStorage) {
    this.#storage = storage;
  }

  async keep(tenantId: string, jobId: string, text: string, until: Date, signal?: AbortSignal): Promise<StoredText> {
    const bytes = Buffer.from(text, "utf8");
    const hash = createHash("sha256").update(bytes).digest("hex");
    const blob = `${escapeName(tenantId)}/${jobId}/until-${until.toISOString()}/${hash}`;
    await this.#storage.expiry.upsertEntity(
      rowOf(jobId, blob, until),
      "Replace",
      signal ? { abortSignal: signal } : {},
    );
    await putJson(this.#storage.payloads, blob, bytes, signal);
    return { kind: "blob", blob };
  }

  /** Writes a result's row again, by the name that the record has. One that has expired and is gone needs none. */
  async note(jobId: string, { blob }: StoredText & { kind: "blob" }): Promise<void> {
    const until = keptUntil(blob);
    if (until === undefined) return;
    const isOver = until <= this.#storage.clock.now();
    if (isOver && !(await this.#storage.payloads.getBlockBlobClient(blob).exists())) return;
    await this.#storage.expiry.upsertEntity(rowOf(jobId, blob, until), "Replace");
  }

  /** Removes what has expired. */
  async sweep(stopping: AbortSignal): Promise<void> {
    const over = new Date(this.#storage.clock.now().getTime() - graceMs);
    const filters = [
      odata`PartitionKey lt ${hourOf(over)}`,
      odata`PartitionKey eq ${hourOf(over)} and RowKey lt ${over.toISOString()}`,
    ];
    for (const filter of filters) {
      const rows = this.#storage.expiry.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
      for await (const page of rows.byPage()) {
        for (const group of Map.groupBy(page.map(toRow), ({ partitionKey }) => partitionKey).values())
          await this.#removeAll(group, stopping);
      }
    }
  }

  async #removeAll(rows: ExpiryRow[], stopping: AbortSignal): Promise<void> {
    const { payloads, expiry } = this.#storage;
    for (let from = 0; from < rows.length && !stopping.aborted; from += atOnce) {
      const some = rows.slice(from, from + atOnce);
      await Promise.all(some.map(({ blob }) => payloads.getBlockBlobClient(blob).deleteIfExists()));
      await expiry.submitTransaction(
        some.map(({ partitionKey, rowKey }): TransactionAction => ["delete", { partitionKey, rowKey }]),
      );
    }
  }
}

/** Until when a blob is kept, if its name says so. */
export function keptUntil(blob: string): Date | undefined {
  const time = /\/until-([^/]+)\/[0-9a-f]{64}$/.exec(blob)?.[1];
  return time === undefined ? undefined : new Date(time);
}

function rowOf(jobId: string, blob: string, until: Date) {
  return { partitionKey: hourOf(until), rowKey: `${until.toISOString()}:${jobId}`, Blob: blob };
}

function hourOf(time: Date): string {
  return time.toISOString().slice(0, 13);
}

function toRow(row: Record<string, unknown>): ExpiryRow {
  return { partitionKey: row["partitionKey"] as string, rowKey: row["rowKey"] as string, blob: row["Blob"] as string };
}
