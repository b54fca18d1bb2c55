import { pause } from "@baton/runtime";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { expectNothingStale, freeze, leaseMs, runningBehindProxy } from "./frozen-worker.ts";

const steps = 200;

test("workers that were stopped for three leases, alone or with their parents, write nothing more when they wake up", async () => {
  await Promise.all([frozenForThreeLeases({ parentToo: false }), frozenForThreeLeases({ parentToo: true })]);
});

async function frozenForThreeLeases(which: { parentToo: boolean }): Promise<void> {
  const system = await setup();
  const { proxy, victim, jobId } = await runningBehindProxy(system, "default", steps);
  const { wake } = await freeze(system, victim, proxy, which);
  // Time is the fault here.
  await pause(3 * leaseMs);
  const { job, events } = await system.until("resumed", jobId, (detail) => detail.job.attempts === 2);
  expect(job).toMatchObject({ status: "Running", workerId: "other" });
  expect(events.filter(({ status }) => status === "Resumed")).toHaveLength(1);

  const refused = proxy.release();
  wake();
  expect(await refused).toEqual([412]);
  // By itself, or by its watchdog, which may be quicker.
  await eventually("the woken worker to say that its lock is lost", () => /Lock lost|Trust in a lock/.test(victim.log));
  expect((await system.ended(jobId, 120_000)).job).toMatchObject({ status: "Completed", attempts: 2 });
  expectNothingStale(await system.ledger());
}
