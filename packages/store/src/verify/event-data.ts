import type { LedgerEvent } from "../ledger/ledger-event.ts";

/** The data of an event that the system itself wrote; undefined when it has none, or it lies in a blob. */
export function parsedData(event: LedgerEvent): Record<string, unknown> | undefined {
  if (event.data?.kind !== "inline") return undefined;
  try {
    const data: unknown = JSON.parse(event.data.text);
    return typeof data === "object" && data !== null ? (data as Record<string, unknown>) : undefined;
  } catch {
    // Whatever it is, the hash has it.
    return undefined;
  }
}
