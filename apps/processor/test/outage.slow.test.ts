import { pause } from "@baton/runtime";
import { ownStorage, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { expectNothingStale, leaseMs } from "./frozen-worker.ts";

const steps = 20;

test("storage that is away for two leases and comes back costs no job, no recorded step and no order", async () => {
  const storage = await ownStorage();
  const system = await setup({ connectionString: storage.address });
  const workers = await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const submit = (lockKey: string) => system.submit({ type: "probe", lockKey, payload: { steps, stepMs: 200 } });
  const jobIds = [await submit("one"), await submit("two"), await submit("one")];
  await system.until("a step", jobIds[1] ?? "", ({ events }) => events.some(({ status }) => status === "Step"));

  await storage.stop();
  const during = await submit("one");
  // Time is the fault here.
  await pause(2 * leaseMs);
  for (const worker of workers) expect(worker.exitCode).toBeNull();
  expect(workers.map((worker) => worker.log).join("")).toContain("Lock lost");
  await storage.start();

  const ended = await Promise.all([...jobIds, during].map((jobId) => system.ended(jobId, 120_000)));
  for (const { job, events } of ended) {
    expect(job).toMatchObject({ status: "Completed", result: { steps } });
    expect(events.filter(({ status }) => status === "Step")).toHaveLength(steps);
  }
  for (const lockKey of ["one", "two"]) expectNothingStale(await system.ledger(lockKey));
  const completed = (await system.ledger("one")).filter(({ status }) => status === "Completed");
  expect(completed.map(({ jobId }) => jobId)).toEqual([jobIds[0], jobIds[2], during]);
});
