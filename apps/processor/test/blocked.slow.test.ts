import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { worstBeatDuring } from "./blocked-loop.ts";
import { leaseMs } from "./frozen-worker.ts";

const mostBeatMs = 8000;

test("a job that blocks its event loop for three leases keeps its lock; one that loops for ever ends at its time-out", async () => {
  const system = await setup();
  await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const blocked = await system.submit({ type: "probe", payload: { spinMs: 3 * leaseMs } });
  const endless = await system.submit({ type: "misbehave", payload: { way: "loop" }, timeoutMs: 2 * leaseMs });
  const { job } = await system.until("running", blocked, (detail) => detail.job.status === "Running");
  const ended = Promise.all([system.ended(blocked, 120_000), system.ended(endless, 120_000)]);
  expect(await worstBeatDuring(system, job.workerId ?? "", ended)).toBeLessThan(mostBeatMs);

  const [one, other] = await ended;
  expect(one.job).toMatchObject({ status: "Completed", attempts: 1 });
  expect(one.events.map(({ status }) => status)).not.toContain("Interrupted");
  expect(other.events.find(({ status }) => status === "TimedOut")?.message).toContain(`${2 * leaseMs} ms`);
  expect((await system.ledger()).filter(({ status }) => status === "LockAcquired")).toHaveLength(1);
});
