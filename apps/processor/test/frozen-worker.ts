import type { JobDetail } from "@baton/contracts";
import type { LedgerEvent } from "@baton/store";
import { type AppProcess, eventually, type FaultProxy, proxied, type TestSystem, transactionOn } from "@baton/testing";
import { expect } from "vitest";

export const leaseMs = 15_000;

/** A job that runs in a worker whose way to the tables leads through a proxy, and another worker that waits. */
export async function runningBehindProxy(system: TestSystem, lockKey: string, steps: number) {
  const { proxy, connectionString } = await proxied(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  const victim = await system.startWorker("victim", { AZURE_STORAGE_CONNECTION_STRING: connectionString });
  const jobId = await system.submit({ type: "probe", lockKey, payload: { steps, stepMs: 250 } });
  const isUnderWay = ({ events }: JobDetail) => events.filter(({ status }) => status === "Step").length >= 2;
  await system.until("a few steps recorded", jobId, isUnderWay);
  const other = await system.startWorker("other");
  return { proxy, victim, other, jobId };
}

/** Stops a worker while an append of its own is on its way, which arrives only when the proxy lets it. */
export async function freeze(
  system: TestSystem,
  worker: AppProcess,
  proxy: FaultProxy,
  { parentToo }: { parentToo: boolean },
) {
  proxy.strike(transactionOn(system.storage.ledger.tableName), { kind: "hold" });
  await eventually("an append under way", () => proxy.struck === 1);
  const child = await system.childPid(worker.name);
  if (parentToo) worker.signal("SIGSTOP");
  process.kill(child, "SIGSTOP");
  return {
    wake: () => {
      process.kill(child, "SIGCONT");
      worker.signal("SIGCONT");
    },
  };
}

/** Nothing of an older hold comes after a newer one has begun. */
export function expectNothingStale(ledger: LedgerEvent[]): void {
  expect(ledger.map((event) => event.fence)).toEqual(ledger.map((event) => event.fence).toSorted((a, b) => a - b));
}
