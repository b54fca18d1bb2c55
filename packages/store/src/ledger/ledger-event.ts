import { createHash } from "node:crypto";
import type { EventStatus } from "@baton/contracts";
import { type StoredText, storedTextFrom } from "../stored-text.ts";
import { eventColumns, eventText, genesisText } from "./event-text.ts";

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

/** The hash of a chain's beginning. */
export function genesisHash(keyId: string): string {
  return sha256(genesisText(keyId));
}

/** What stands in the event's `Hash`. */
export function hashEvent(event: Omit<LedgerEvent, "hash">): string {
  return sha256(eventText(eventColumns(event)));
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

const seqDigits = 16;
const seqCeiling = 10 ** (seqDigits - 1);

/** Newest first: the table sorts by row key. */
export function eventRowKey(seq: number): string {
  return `event:${String(seqCeiling - seq).padStart(seqDigits, "0")}`;
}

/** The inverse of `eventRowKey`. */
export function seqOfRowKey(rowKey: string): number {
  return seqCeiling - Number(rowKey.slice("event:".length));
}

export function eventToEntity(event: LedgerEvent) {
  const { Seq, Fence, Attempt, DurationMs, ...text } = eventColumns(event);
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
