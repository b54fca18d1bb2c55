import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { worstBeatDuring } from "./blocked-loop.ts";

const mostBeatMs = 8000;

test("a job that blocks its event loop for longer than the lease keeps its lock, and the heart beats on", async () => {
  const system = await setup();
  await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const jobId = await system.submit({ type: "probe", payload: { spinMs: 18_000 } });
  const { job } = await system.until("running", jobId, (detail) => detail.job.status === "Running");
  const ended = system.ended(jobId, 60_000);
  expect(await worstBeatDuring(system, job.workerId ?? "", ended)).toBeLessThan(mostBeatMs);

  const { events } = await ended;
  expect((await ended).job).toMatchObject({ status: "Completed", attempts: 1 });
  expect(events.map(({ status }) => status)).not.toContain("Interrupted");
  const holds = (await system.ledger()).filter(({ status }) => status === "LockAcquired" || status === "LockLost");
  expect(holds).toHaveLength(1);
});
