import { eventually, ownStorage, setup } from "@baton/testing";
import { expect, test } from "vitest";

test("a worker whose storage does not belong to the broker's queues refuses to start and says why", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const other = await ownStorage();
  const intruder = system.app("intruder", "apps/processor/src/main.ts", {
    WORKER_ID: "intruder",
    AZURE_STORAGE_CONNECTION_STRING: other.address,
  });
  await eventually("the intruder to give up", () => intruder.exitCode !== null);
  expect(intruder.exitCode).toBe(3);
  expect(intruder.log).toContain("belong to the storage instance");
  expect(intruder.log).toContain("set another BATON_NAMESPACE");
});

test("wrong settings are all named at once, and a secret is never repeated", async () => {
  const system = await setup();
  const worker = system.app("worker-1", "apps/processor/src/main.ts", {
    AMQP_URL: "secret-word",
    LEASE_SECONDS: "5",
    WORKER_CONCURRENCY: "many",
  });
  await eventually("the worker to give up", () => worker.exitCode !== null);
  expect(worker.exitCode).toBe(2);
  expect(worker.log).toContain("AMQP_URL: expected amqp://");
  expect(worker.log).toContain("LEASE_SECONDS: expected a whole number from 15 to 60");
  expect(worker.log).toContain("WORKER_CONCURRENCY: expected a whole number");
  expect(worker.log).not.toContain("secret-word");
});
