import { createHash } from "node:crypto";
import type { TransactionAction } from "@azure/data-tables";
import { type JobEvent, jobEventSchema, type RejectedMessage, type Tenants } from "@baton/contracts";
import type { Storage } from "../storage.ts";
import { sendInParts } from "../transaction-parts.ts";
import { Directory, dayOf, dayPartition, firstRows } from "./directory.ts";
import { EventLook } from "./event-look.ts";
import { invertTime } from "./inverted-time.ts";
import { type ActionPage, OperatorActions } from "./operator-actions.ts";

/** A row's text column holds 32K UTF-16 units; larger data stays in the ledger only. */
const maxEventChars = 30_000;
const rejectedPartition = "~rejected";

/** An event with its JSON text, which live listeners and the feed's row share, and who submitted its job. */
export type ShownEvent = { event: JobEvent; text: string; submittedBy?: string };

/**
 * Table `JobFeed`: the newest events across keys, partition = tenant and day, newest first. Row keys follow
 * from the event, so writing one twice changes nothing.
 */
export class JobFeed {
  readonly #storage: Storage;
  readonly #directory: Directory;
  readonly #actions: OperatorActions;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#directory = new Directory(storage.feed);
    this.#actions = new OperatorActions(storage.feed);
  }

  async put(events: ShownEvent[]): Promise<void> {
    const byPartition = Map.groupBy(events, ({ event }) => dayPartition(event.tenantId, dayOf(event.occurredAt)));
    for (const [partition, group] of byPartition) {
      const first = group[0]?.event;
      if (!first) continue;
      await this.#directory.note(first.tenantId, dayOf(first.occurredAt));
      // Two entries for one row key in a transaction would be refused; what the ledger says goes before what was early.
      const inOrder = group.toSorted((one, other) => one.event.seq - other.event.seq);
      const rows = new Map(inOrder.map((shown) => [feedRowKey(shown.event), shown]));
      await this.#write([...rows].map(([rowKey, shown]) => ({ shown, entity: toEntity(partition, rowKey, shown) })));
      await this.#actions.put([...rows].map(([rowKey, { event }]) => ({ rowKey, event })));
    }
  }

  /** What storage never takes is left out: all that comes after it would be missing otherwise. */
  async #write(rows: { shown: ShownEvent; entity: FeedEntity }[]): Promise<void> {
    const { feed, logger } = this.#storage;
    const refused = await sendInParts(rows, (part) =>
      feed.submitTransaction(part.map(({ entity }): TransactionAction => ["upsert", entity, "Merge"])),
    );
    for (const { row, cause } of refused)
      logger.error({ err: cause, eventId: row.shown.event.eventId }, "Storage refuses an event of the feed");
  }

  /** The newest events of these tenants, newest first. */
  async newest(limit: number, tenants: Tenants): Promise<JobEvent[]> {
    const found: { rowKey: string; event: JobEvent }[] = [];
    for (const tenantId of await this.#directory.tenantIdsOf(tenants)) {
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

  /**
   * The newest events of the jobs that somebody has submitted in these tenants, newest first; no further back than
   * `EventLook` looks.
   */
  async newestOf(submittedBy: string, limit: number, tenants: Tenants): Promise<JobEvent[]> {
    const look = new EventLook(this.#storage, this.#directory);
    const tenantIds = await this.#directory.tenantIdsOf(tenants);
    const found = (await Promise.all(tenantIds.map((id) => look.rowsOf(id, submittedBy, limit)))).flat();
    found.sort((one, other) => (one.rowKey < other.rowKey ? -1 : 1));
    return found.slice(0, limit).map(readEvent);
  }

  /** What operators did in these tenants, newest first. @param cursor of the page before. */
  async actions(tenants: Tenants, limit: number, cursor?: string): Promise<ActionPage> {
    return this.#actions.list(await this.#directory.tenantIdsOf(tenants), limit, cursor);
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

type FeedEntity = ReturnType<typeof toEntity>;

/** What was told early lies beside what the ledger says, which goes before it, whoever of the two writes later. */
function toEntity(partitionKey: string, rowKey: string, { event, text, submittedBy = "" }: ShownEvent) {
  const column = event.seq === 0 ? "Early" : "Event";
  return { partitionKey, rowKey, JobId: event.jobId ?? "", SubmittedBy: submittedBy, [column]: bounded(event, text) };
}

function bounded(event: JobEvent, text: string): string {
  return text.length <= maxEventChars ? text : JSON.stringify({ ...event, data: undefined });
}

function readEvent(row: Record<string, unknown>): JobEvent {
  return jobEventSchema.parse(JSON.parse((row["Event"] ?? row["Early"]) as string));
}
