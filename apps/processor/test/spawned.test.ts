import { join } from "node:path";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";

test.each([
  ["runs on when its job has returned", "returned", "Completed"],
  ["its job runs beside, past its time-out,", "beside", "TimedOut"],
  ["its job waits for in execSync, past its time-out,", "awaited", "TimedOut"],
  ["was started in the turn in which the job's thread exits", "exited", "Failed"],
] as const)("a process that %s is ended, children and all, before the next job starts", async (_, way, status) => {
  const system = await setup();
  await system.startWorker("worker-1");
  const pid = await system.childPid("worker-1");
  const pidFile = join(system.folder, "spawned.pids");
  const bad = await system.submit({ type: "leave-behind", payload: { pidFile, way }, timeoutMs: 2000 });
  const next = await system.submit({ type: "look-behind", payload: { pidFile } });

  expect((await system.ended(bad)).events.map((event) => event.status)).toContain(status);
  const { job } = await system.ended(next);
  expect(job).toMatchObject({ status: "Completed", result: { alive: [] } });
  expect((job.result as { known: number }).known).toBeGreaterThanOrEqual(2);
  expect(await system.childPid("worker-1")).toBe(pid);
  await system.ledger();
});

test("a job that blocks its thread for good ends the working child, and the others go on in the next one", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const pid = await system.childPid("worker-1");
  const stuck = await system.submit({
    type: "leave-behind",
    payload: { pidFile: join(system.folder, "none"), way: "stuck" },
    timeoutMs: 1000,
  });
  const next = await system.submit({ type: "probe" });
  const beside = await system.submit({ type: "probe", lockKey: "beside", payload: { steps: 40, stepMs: 250 } });

  const { events } = await system.ended(stuck, 60_000);
  expect(events.map((event) => event.status)).toContain("Interrupted");
  expect((await system.ended(next)).job).toMatchObject({ status: "Completed", attempts: 1 });
  expect((await system.ended(beside)).job).toMatchObject({ status: "Completed", result: { steps: 40 } });
  await eventually("the next child", async () => (await system.childPid("worker-1")) !== pid);
  expect(worker.log).toContain("A job's thread cannot be ended");
  expect(worker.exitCode).toBeNull();
  await system.ledger();
  await system.ledger("beside");
});
