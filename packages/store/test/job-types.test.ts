import { setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { JobTypes, WorkerRegistry, type WorkerRow } from "../src/index.ts";

function worker({ storage }: TestSystem, workerId: string, types: string[], beatAt = storage.clock.now()): WorkerRow {
  return {
    workerId,
    incarnation: "1",
    host: "here",
    pid: 1,
    version: "0.1.0",
    types,
    concurrency: 1,
    holds: [],
    running: [],
    draining: false,
    startedAt: beatAt.toISOString(),
    clockOffsetMs: 0,
    beatAt: beatAt.toISOString(),
    usage: { storageRequests: {}, ledgerTransactions: 0, calls: {}, cpuMs: 0, rssBytes: 0, attempts: 0 },
  };
}

test("known are the types of live workers, with what was told of them last", async () => {
  const system = await setup();
  const [types, registry] = [new JobTypes(system.storage), new WorkerRegistry(system.storage)];
  await registry.beat(worker(system, "worker-2", ["b/ü", "a"]));
  await registry.beat(worker(system, "worker-1", ["a"]));
  await registry.beat(worker(system, "gone", ["c"], new Date(system.storage.clock.now().getTime() - 60_000)));
  await types.publish({ type: "c" }, "gone");
  await types.publish({ type: "a", description: "Old", inputSchemaText: '{"type":"object"}' }, "worker-1");
  await types.publish({ type: "a", timeoutMs: 1000, retry: { maxAttempts: 2 } }, "worker-2");
  const inputSchemaText = JSON.stringify({ description: "é".repeat(12_000) });
  await types.publish({ type: "b/ü", description: "New", inputSchemaText }, "worker-2");

  const updatedAt = expect.any(String);
  expect(await types.known()).toEqual([
    { type: "a", timeoutMs: 1000, retry: { maxAttempts: 2 }, workers: ["worker-1", "worker-2"], updatedAt },
    { type: "b/ü", description: "New", inputSchema: JSON.parse(inputSchemaText), workers: ["worker-2"], updatedAt },
  ]);
  expect((await registry.live()).map(({ workerId }) => workerId)).toEqual(["worker-1", "worker-2"]);
});

test("of a type that nobody has told yet only the name is known", async () => {
  const system = await setup();
  await new WorkerRegistry(system.storage).beat(worker(system, "worker-1", ["a"]));
  expect(await new JobTypes(system.storage).known()).toEqual([{ type: "a", workers: ["worker-1"] }]);
});
