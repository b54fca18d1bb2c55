import type { LedgerEvent } from "../ledger/ledger-event.ts";
import { ChainCheck } from "./chain-check.ts";
import type { RecordBreak } from "./record-break.ts";

/**
 * Checks a key's chain from its first event on, oldest first, without its head, rows and blobs.
 * @returns the first break, or undefined when everything holds.
 */
export function verifyChain(keyId: string, events: LedgerEvent[]): RecordBreak | undefined {
  const check = new ChainCheck(keyId);
  for (const event of events) check.take(event);
  return check.broken;
}
