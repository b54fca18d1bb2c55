import { setup } from "@baton/testing";
import { expect, test } from "vitest";

test("what the workers have recorded verifies, whatever became of the jobs", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const jobs = await Promise.all([
    system.submit({ type: "probe", payload: { steps: 3 } }),
    system.submit({ type: "probe", payload: { steps: 1 }, lockKey: "imports" }),
    system.submit({ type: "misbehave", payload: { how: "throwLater" }, lockKey: "imports" }),
    system.submit({ type: "demo", payload: { steps: 1, stepMs: 1 }, tenantId: "acme", description: "x".repeat(1000) }),
    system.submit({ type: "probe", payload: { steps: 1, note: "x".repeat(40_000) } as never }),
  ]);
  for (const jobId of jobs) await system.ended(jobId);
  const report = await system.verifyAll();
  expect(report).toMatchObject({ breaks: [], checked: { keys: 3, jobs: 5, attempts: 5, blobs: 1 } });
});
