// For server and browser alike: nothing here may import what only one of them has.
import canonicalize from "canonicalize";
import { storedTextColumns } from "../stored-text.ts";
import type { LedgerEvent } from "./ledger-event.ts";

/** What an event's row says, without its keys, its `Hash` and the table's own `Timestamp`. */
export type EventColumns = Record<string, string | number | boolean>;

export function eventColumns(event: Omit<LedgerEvent, "hash">): EventColumns {
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

/**
 * The text whose SHA-256 (as UTF-8, in hex) is an event's hash: its columns as canonical JSON (RFC 8785), the
 * previous hash among them.
 * @throws when a column holds a lone surrogate, which no event has that was written by a ledger.
 */
export function eventText(columns: EventColumns): string {
  return String(canonicalize(columns));
}

/** A chain begins with the SHA-256 of this text, so that no chain can be passed off as another's. */
export function genesisText(keyId: string): string {
  return keyId;
}
