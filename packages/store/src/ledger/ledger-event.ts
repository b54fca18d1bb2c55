import { createHash } from "node:crypto";
import type { EventStatus } from "@baton/contracts";
import canonicalize from "canonicalize";
import { type StoredText, storedTextColumns, storedTextFrom } from "../payload-files.ts";

/** What a writer knows of an event; the ledger adds its place in the chain. */
export type EventDraft = {
  /** Missing for events of the hold or the key. */
  jobId?: string;
  status: EventStatus;
  message: string;
  /** ISO 8601, UTC. */
  occurredAt: string;
  attempt?: number;
  step?: string;
  durationMs?: number;
  /** JSON text. */
  data?: StoredText;
};

/** An entry of a key's chain. */
export type LedgerEvent = EventDraft & {
  keyId: string;
  seq: number;
  /** The fence of the hold that wrote it. */
  fence: number;
  workerId: string;
  writeId: string;
  prevHash: string;
  hash: string;
};

/** A chain begins with the hash of its key's name, so that no chain can be passed off as another's. */
export function genesisHash(keyId: string): string {
  return createHash("sha256").update(keyId, "utf8").digest("hex");
}

/** Every column of the row but its keys, `Hash` and the table's own `Timestamp`. */
function hashedColumns(event: Omit<LedgerEvent, "hash">): Record<string, string | number> {
  return {
    EventId: `${event.keyId}:${event.seq}`,
    ...(event.jobId === undefined ? {} : { JobId: event.jobId }),
    Status: event.status,
    Message: event.message,
    OccurredAt: event.occurredAt,
    Seq: event.seq,
    Fence: event.fence,
    WorkerId: event.workerId,
    ...(event.attempt === undefined ? {} : { Attempt: event.attempt }),
    ...(event.step === undefined ? {} : { Step: event.step }),
    ...(event.durationMs === undefined ? {} : { DurationMs: event.durationMs }),
    ...storedTextColumns("Data", event.data),
    WriteId: event.writeId,
    PrevHash: event.prevHash,
  };
}

/** SHA-256 over the event's columns as canonical JSON (RFC 8785), the previous hash among them. */
export function hashEvent(event: Omit<LedgerEvent, "hash">): string {
  return createHash("sha256")
    .update(String(canonicalize(hashedColumns(event))))
    .digest("hex");
}

const seqDigits = 16;
const seqCeiling = 10 ** (seqDigits - 1);

/** Newest first: the table sorts by row key. */
export function eventRowKey(seq: number): string {
  return `event:${String(seqCeiling - seq).padStart(seqDigits, "0")}`;
}

export function eventToEntity(event: LedgerEvent) {
  const { Seq, Fence, Attempt, DurationMs, ...text } = hashedColumns(event);
  return {
    partitionKey: event.keyId,
    rowKey: eventRowKey(event.seq),
    ...text,
    Seq: int64(Seq as number),
    Fence: int64(Fence as number),
    ...(Attempt === undefined ? {} : { Attempt: Attempt as number }),
    ...(DurationMs === undefined ? {} : { DurationMs: { type: "Double" as const, value: String(DurationMs) } }),
    Hash: event.hash,
  };
}

export function eventFromEntity(row: Record<string, unknown>): LedgerEvent {
  const text = (name: string) =>
    typeof row[name] === "string" && row[name] !== "" ? (row[name] as string) : undefined;
  const number = (name: string) => (row[name] === undefined || row[name] === null ? undefined : Number(row[name]));
  const jobId = text("JobId");
  const attempt = number("Attempt");
  const step = text("Step");
  const durationMs = number("DurationMs");
  const data = storedTextFrom("Data", row);
  return {
    keyId: row["partitionKey"] as string,
    seq: number("Seq") ?? 0,
    fence: number("Fence") ?? 0,
    status: row["Status"] as EventStatus,
    message: (row["Message"] as string) ?? "",
    occurredAt: (row["OccurredAt"] as string) ?? "",
    workerId: (row["WorkerId"] as string) ?? "",
    writeId: (row["WriteId"] as string) ?? "",
    prevHash: (row["PrevHash"] as string) ?? "",
    hash: (row["Hash"] as string) ?? "",
    ...(jobId === undefined ? {} : { jobId }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(step === undefined ? {} : { step }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(data === undefined ? {} : { data }),
  };
}

export function int64(value: number) {
  return { type: "Int64" as const, value: String(value) };
}
