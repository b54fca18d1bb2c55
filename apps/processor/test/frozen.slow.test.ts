import { pause } from "@baton/runtime";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { expectNothingStale, freeze, leaseMs, runningBehindProxy } from "./frozen-worker.ts";

const steps = 300;

test.each([
  ["a working child that was stopped", false],
  ["a worker that was stopped with its parent", true],
])("%s for three leases writes nothing more when it wakes up, while another runs the job", async (_, parentToo) => {
  const system = await setup();
  const { proxy, victim, jobId } = await runningBehindProxy(system, "default", steps);
  const { wake } = await freeze(system, victim, proxy, { parentToo });
  // Time is the fault here.
  await pause(3 * leaseMs);
  const { job, events } = await system.until("resumed", jobId, (detail) => detail.job.attempts === 2);
  expect(job).toMatchObject({ status: "Running", workerId: "other" });
  expect(events.filter(({ status }) => status === "Resumed")).toHaveLength(1);

  const refused = proxy.release();
  wake();
  expect(await refused).toEqual([412]);
  await eventually("the woken worker to say that its lock is lost", () => victim.log.includes("Lock lost"));
  expect((await system.ended(jobId, 120_000)).job).toMatchObject({ status: "Completed", attempts: 2 });
  expectNothingStale(await system.ledger());
});
