import { eventually, type RunningSystem } from "@baton/harness";
import type { WorkerRow } from "@baton/store";
import { type CallMix, callsBetween, callsOf } from "./call-mix.ts";

/** What all workers together have used, by their own count. */
export type TotalUsage = {
  storageRequests: Record<string, number>;
  ledgerTransactions: number;
  calls: CallMix;
  cpuMs: number;
  attempts: number;
  /** The time of the youngest of the counts, ISO 8601. */
  countedAt: string;
};

const beatLimitMs = 60_000;

/** Waits until each worker has said, after `since`, that it holds no key and what it has used. */
export async function usageWhenIdle(system: RunningSystem, workers: number, since: Date): Promise<TotalUsage> {
  const rows = await eventually(
    "every worker to be idle",
    async () => {
      const live = await system.registry.live();
      const fresh = live.filter((row) => new Date(row.beatAt) > since && row.holds.length === 0);
      return fresh.length === workers && fresh;
    },
    { withinMs: beatLimitMs, everyMs: 250 },
  );
  return totalOf(rows);
}

function totalOf(rows: readonly WorkerRow[]): TotalUsage {
  const storageRequests: Record<string, number> = {};
  for (const { usage } of rows) {
    for (const [kind, count] of Object.entries(usage.storageRequests)) {
      storageRequests[kind] = (storageRequests[kind] ?? 0) + count;
    }
  }
  const sum = (pick: (row: WorkerRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return {
    storageRequests,
    ledgerTransactions: sum((row) => row.usage.ledgerTransactions),
    calls: callsOf(rows.map((row) => row.usage.calls)),
    cpuMs: sum((row) => row.usage.cpuMs),
    attempts: sum((row) => row.usage.attempts),
    countedAt: rows.reduce((latest, row) => (row.beatAt > latest ? row.beatAt : latest), ""),
  };
}

export function usageBetween(before: TotalUsage, after: TotalUsage): Omit<TotalUsage, "countedAt"> {
  const kinds = Object.entries(after.storageRequests);
  return {
    storageRequests: Object.fromEntries(kinds.map(([kind, n]) => [kind, n - (before.storageRequests[kind] ?? 0)])),
    ledgerTransactions: after.ledgerTransactions - before.ledgerTransactions,
    calls: callsBetween(before.calls, after.calls),
    cpuMs: after.cpuMs - before.cpuMs,
    attempts: after.attempts - before.attempts,
  };
}
