import { pause } from "@baton/runtime";
import { setup } from "@baton/testing";
import { expect, test } from "vitest";

test("with ageing a job that has waited for long goes before a more urgent one, also from behind a long line", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { PRIORITY_AGEING_SECONDS: "1" });
  const first = await system.submit({ type: "probe", payload: { stepMs: 6000 } });
  await system.until("running", first, ({ job }) => job.status === "Running");
  const old = await system.submit({ type: "probe", priority: 0 });
  const aged = performance.now() + 4000;
  // More than one look sees.
  const others = Array.from({ length: 120 }, () => system.submit({ type: "probe", priority: 2 }));
  const young = await Promise.all(others);
  await pause(aged - performance.now());
  const urgent = await system.submit({ type: "probe", priority: 3 });
  for (const jobId of [old, urgent, ...young]) await system.ended(jobId, 60_000);
  const started = (await system.ledger()).filter(({ status }) => status === "Started").map(({ jobId }) => jobId);
  // Four priorities higher by now, as those of priority 2 are: then the order of submission decides.
  expect(started.indexOf(old)).toBeLessThan(started.indexOf(urgent));
  expect(started.indexOf(old)).toBeGreaterThan(0);
  await system.verifyAll();
});
