import { odata } from "@azure/data-tables";
import type { JobRecord, StoredEvent } from "@baton/contracts";
import { CheckpointLog } from "../checkpoints/checkpoint-log.ts";
import { joinedRanges } from "../ledger/chain-ranges.ts";
import type { EventColumns } from "../ledger/event-text.ts";
import type { JobRow } from "../ledger/job-row.ts";
import { eventRowKey, seqOfRowKey } from "../ledger/ledger-event.ts";
import { readHead } from "../ledger/ledger-head.ts";
import { readJobRow } from "../ledger/ledger-reader.ts";
import type { Storage } from "../storage.ts";

type ClosedRange = [first: number, last: number];

/** What one answer may have. */
const pageEvents = 1000;
const pageReads = 20;
/** Neighbouring ranges with so few events between them are read as one. */
const nearby = 20;

/** The stored events of a job as they are, for whoever wants to check them himself. */
export class JobRecords {
  readonly #storage: Storage;
  readonly #log: CheckpointLog;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#log = new CheckpointLog(storage);
  }

  /** @param from the event to begin with: `next` of the page before. */
  async page({ jobId, keyId }: { jobId: string; keyId: string }, from?: number): Promise<JobRecord> {
    // The row first: its open range ends at a head that is read later.
    const row = await readJobRow(this.#storage.ledger, keyId, jobId);
    const [read, checkpoint] = await Promise.all([
      readHead(this.#storage.ledger, keyId),
      from === undefined ? this.#log.newestWordOn(keyId) : undefined,
    ]);
    const head = { seq: read?.head.seq ?? 0, hash: read?.head.hash ?? "" };
    const ranges = closedRanges(row, head.seq);
    const { pieces, next } = piecesOf(withNeighbours(ranges, head.seq), from ?? 0);
    const events = await Promise.all(pieces.map((piece) => this.#read(keyId, piece)));
    return {
      jobId,
      keyId,
      ranges,
      head,
      events: events.flat(),
      ...(checkpoint ? { checkpoint } : {}),
      ...(next === undefined ? {} : { next }),
    };
  }

  async #read(keyId: string, [first, last]: ClosedRange): Promise<StoredEvent[]> {
    const filter = odata`PartitionKey eq ${keyId} and RowKey ge ${eventRowKey(last)} and RowKey le ${eventRowKey(first)}`;
    const events: StoredEvent[] = [];
    const rows = this.#storage.ledger.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
    for await (const row of rows) events.push(storedEvent(row));
    return events.reverse();
  }
}

function closedRanges(row: JobRow | undefined, headSeq: number): ClosedRange[] {
  return joinedRanges(row?.ranges ?? [], 0).map(([first, last]) => [first, last ?? headSeq]);
}

/** The events before and after a range are the other ends of its outermost links. */
function withNeighbours(ranges: ClosedRange[], headSeq: number): ClosedRange[] {
  const wider = ranges.map(([first, last]): ClosedRange => [Math.max(1, first - 1), Math.min(headSeq, last + 1)]);
  return joinedRanges(wider, nearby).map(([first, last]) => [first, last ?? headSeq]);
}

/** As much as one answer may have, from an event on. */
function piecesOf(ranges: ClosedRange[], from: number): { pieces: ClosedRange[]; next?: number } {
  const pieces: ClosedRange[] = [];
  let room = pageEvents;
  for (const [first, last] of ranges.filter((range) => range[1] >= from)) {
    const start = Math.max(first, from);
    if (room === 0 || pieces.length === pageReads) return { pieces, next: start };
    const end = Math.min(last, start + room - 1);
    pieces.push([start, end]);
    room -= end - start + 1;
    if (end < last) return { pieces, next: end + 1 };
  }
  return { pieces };
}

const notHashed = new Set(["etag", "partitionKey", "rowKey", "timestamp", "Hash"]);

function storedEvent(row: Record<string, unknown>): StoredEvent {
  const columns: EventColumns = {};
  for (const [name, value] of Object.entries(row))
    if (!notHashed.has(name) && !name.startsWith("odata.")) columns[name] = plain(value);
  const storedAt = row["timestamp"];
  return {
    seq: seqOfRowKey(String(row["rowKey"])),
    columns,
    hash: String(row["Hash"] ?? ""),
    ...(typeof storedAt === "string" ? { storedAt } : {}),
  };
}

/** Numbers of 64 bits are read as bigint; what is of a type that no event has, counts as its text. */
function plain(value: unknown): string | number | boolean {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "object" && value !== null && "value" in value) return plain(value.value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : String(value);
}
