import { createHash } from "node:crypto";
import type { TransactionAction } from "@azure/data-tables";
import { type JobEvent, jobEventSchema, type RejectedMessage } from "@baton/contracts";
import type { Storage } from "../storage.ts";
import { Directory, dayOf, dayPartition, firstRows } from "./directory.ts";

const rowsPerTransaction = 100;
/** A row's text column holds 32K UTF-16 units; larger data stays in the ledger only. */
const maxEventChars = 30_000;
const rejectedPartition = "~rejected";

/** An event with its JSON text, which live listeners and the feed's row share. */
export type ShownEvent = { event: JobEvent; text: string };

/**
 * Table `JobFeed`: the newest events across keys, partition = tenant and day, newest first. Row keys follow
 * from the event, so writing one twice changes nothing.
 */
export class JobFeed {
  readonly #storage: Storage;
  readonly #directory: Directory;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#directory = new Directory(storage.feed);
  }

  async put(events: ShownEvent[]): Promise<void> {
    const byPartition = Map.groupBy(events, ({ event }) => dayPartition(event.tenantId, dayOf(event.occurredAt)));
    for (const [partition, group] of byPartition) {
      const first = group[0]?.event;
      if (!first) continue;
      await this.#directory.note(first.tenantId, dayOf(first.occurredAt));
      const rows = [...new Map(group.map((shown) => [feedRowKey(shown.event), shown])).entries()];
      for (let from = 0; from < rows.length; from += rowsPerTransaction) {
        const part = rows.slice(from, from + rowsPerTransaction);
        await this.#storage.feed.submitTransaction(
          part.map(
            ([rowKey, { event, text }]): TransactionAction => [
              "upsert",
              { partitionKey: partition, rowKey, JobId: event.jobId ?? "", Event: bounded(event, text) },
              "Replace",
            ],
          ),
        );
      }
    }
  }

  /** The newest events of all tenants, newest first. */
  async newest(limit: number): Promise<JobEvent[]> {
    const found: { rowKey: string; event: JobEvent }[] = [];
    for (const tenantId of await this.#directory.tenantIds()) {
      let missing = limit;
      for await (const day of this.#directory.days(tenantId)) {
        const rows = await firstRows(this.#storage.feed, dayPartition(tenantId, day), missing);
        found.push(...rows.map((row) => ({ rowKey: row["rowKey"] as string, event: readEvent(row) })));
        missing -= rows.length;
        if (missing <= 0) break;
      }
    }
    found.sort((one, other) => (one.rowKey < other.rowKey ? -1 : 1));
    return found.slice(0, limit).map(({ event }) => event);
  }

  async noteRejected(message: RejectedMessage): Promise<void> {
    const time = invertTime(message.rejectedAt);
    const digest = createHash("sha256").update(JSON.stringify(message)).digest("hex").slice(0, 16);
    await this.#storage.feed.upsertEntity(
      { partitionKey: rejectedPartition, rowKey: `${time}:${digest}`, Message: JSON.stringify(message) },
      "Replace",
    );
  }

  async rejected(limit: number): Promise<RejectedMessage[]> {
    const rows = await firstRows(this.#storage.feed, rejectedPartition, limit);
    return rows.map((row) => JSON.parse(row["Message"] as string) as RejectedMessage);
  }
}

const timeCeiling = 10 ** 13;

function invertTime(iso: string): string {
  return String(timeCeiling - new Date(iso).getTime()).padStart(13, "0");
}

/** Newest first; within a millisecond by key and, there, newest first. */
function feedRowKey(event: JobEvent): string {
  const time = invertTime(event.occurredAt);
  // What a job went through before its first start is known by job, whoever tells it.
  if (event.seq === 0 || event.status === "Queued" || event.status === "Deferred") {
    return `${time}:~${event.jobId}:${event.status}`;
  }
  const key = createHash("sha256").update(event.keyId).digest("hex").slice(0, 16);
  return `${time}:${key}:${String(10 ** 15 - event.seq).padStart(16, "0")}`;
}

function bounded(event: JobEvent, text: string): string {
  return text.length <= maxEventChars ? text : JSON.stringify({ ...event, data: undefined });
}

function readEvent(row: Record<string, unknown>): JobEvent {
  return jobEventSchema.parse(JSON.parse(row["Event"] as string));
}
