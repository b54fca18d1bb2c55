import { monotonicNow } from "@baton/lease";
import { eventually, LockBlobs, readProbe, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { expectNothingStale, leaseMs } from "./frozen-worker.ts";

const steps = 60;
const keys = ["broken-at-once", "broken-in-time", "deleted"] as const;

test("jobs whose lock is broken or deleted by someone else stop, and go on under the next hold with a higher fence", async () => {
  const system = await setup();
  const workers = await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const jobIds = await Promise.all(
    keys.map((lockKey) => system.submit({ type: "probe", lockKey, payload: { steps, stepMs: 250 } })),
  );
  for (const jobId of jobIds) await system.until("a step", jobId, ({ events }) => events.some(isStep));

  const brokenAt = monotonicNow();
  await breakLocks(system);
  const resumed = await Promise.all(
    jobIds.map((jobId) => eventually("the next attempt", () => secondStart(system, jobId), { withinMs: 40_000 })),
  );
  // Broken in time: nobody had it before the holder's own time was over.
  const renewedAt = brokenAt - leaseMs / 3 - 1000;
  expect(resumed[1]?.atMs).toBeGreaterThan(renewedAt + leaseMs);
  const logs = workers.map((worker) => worker.log).join("");
  expect(logs.split("Lock lost").length - 1).toBe(keys.length);

  const ended = await Promise.all(jobIds.map((jobId) => system.ended(jobId, 90_000)));
  for (const { job, events } of ended) {
    expect(job).toMatchObject({ status: "Completed", attempts: 2, result: { steps } });
    expect(events.filter(isStep)).toHaveLength(steps);
  }
  for (const lockKey of keys) {
    const ledger = await system.ledger(lockKey);
    expectNothingStale(ledger);
    const fences = ledger.filter((event) => event.status === "LockAcquired").map((event) => event.fence);
    // A hold may have given the key up before its job's start, because that must be alone: it has minted one, too.
    expect(fences[0]).toBe(1);
    expect(fences.length).toBeGreaterThan(1);
    expect(fences).toEqual([...new Set(fences)].toSorted((one, other) => one - other));
  }
});

test("a lock blob that is deleted between two holds brings no fence back", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { HOLD_LINGER_MS: "100" });
  const locks = new LockBlobs(system);
  const released = (count: number) =>
    eventually("the release", async () => {
      const ledger = await system.ledger();
      return ledger.filter((event) => event.status === "LockReleased").length === count && ledger;
    });
  await system.ended(await system.submit({ type: "probe" }));
  await released(1);
  await eventually("the lock to be free", () =>
    locks.delete("default").then(
      () => true,
      () => false,
    ),
  );
  await system.ended(await system.submit({ type: "probe" }));
  const ledger = await released(2);
  expect(ledger.filter((event) => event.status === "LockAcquired").map((event) => event.fence)).toEqual([1, 2]);
});

async function breakLocks(system: TestSystem): Promise<void> {
  const locks = new LockBlobs(system);
  const [atOnce, inTime, deleted] = keys;
  await locks.break(atOnce, 0);
  await locks.break(inTime, 60);
  await locks.break(deleted, 0);
  await locks.delete(deleted);
}

function secondStart(system: TestSystem, jobId: string) {
  const lines = readProbe(system.env["PROBE_FILE"] ?? "");
  return lines.find((line) => line.jobId === jobId && line.event === "start" && line.attempt === 2);
}

function isStep({ status }: { status: string }): boolean {
  return status === "Step";
}
