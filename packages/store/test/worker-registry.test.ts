import { setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { toWorkerView, WorkerRegistry, type WorkerRow } from "../src/index.ts";

test("what is wanted of a worker stays through its beats", async () => {
  const { registry, beat } = await registryOf();
  await beat("worker-1");
  expect(await registry.desiredOf("worker-1")).toBe("running");
  expect(await registry.want("worker-1", "draining")).toBe(true);
  await beat("worker-1");
  expect(await registry.desiredOf("worker-1")).toBe("draining");
  expect(await registry.want("nobody", "draining")).toBe(false);
});

test("a worker is live, draining, and after 20 s without a beat gone", async () => {
  const { registry, beat, states } = await registryOf();
  await beat("fresh");
  await beat("drained", { draining: true });
  await beat("silent", { ageMs: 21_000 });
  await beat("late", { ageMs: 15_000 });
  expect(await states()).toEqual({ drained: "draining", fresh: "live", late: "live", silent: "gone" });
  expect((await registry.live()).map(({ workerId }) => workerId)).toEqual(["drained", "fresh", "late"]);
});

test("a worker that has been gone for a day is forgotten by whoever lists", async () => {
  const { registry, beat, states } = await registryOf();
  await beat("yesterday", { ageMs: 24 * 3600 * 1000 + 1000 });
  await beat("today", { ageMs: 23 * 3600 * 1000 });
  expect(await states()).toEqual({ today: "gone" });
  expect(await registry.find("yesterday")).toBeUndefined();
});

test("an external worker is seen, and neither runs jobs nor takes the name of one of ours", async () => {
  const { registry, beat, states } = await registryOf();
  await beat("worker-1");
  const external = { workerId: "crane-7", host: "yard", version: "3", types: ["lift"], concurrency: 2 };
  expect(await registry.register(external)).toBe(true);
  expect(await registry.register({ ...external, workerId: "worker-1" })).toBe(false);
  expect(await registry.find("crane-7")).toMatchObject({ ...external, external: true, holds: [] });
  expect((await registry.live()).map(({ workerId }) => workerId)).toEqual(["worker-1"]);
  expect(await registry.heard("crane-7")).toMatchObject({ workerId: "crane-7" });
  expect([await registry.heard("worker-1"), await registry.heard("nobody")]).toEqual([undefined, undefined]);
  await registry.want("crane-7", "draining");
  expect(await states()).toEqual({ "crane-7": "draining", "worker-1": "live" });
  await beat("crane-7");
  expect(await registry.find("crane-7")).toMatchObject({ external: false });
});

async function registryOf() {
  const { storage }: TestSystem = await setup();
  const registry = new WorkerRegistry(storage);
  const beat = (workerId: string, { ageMs = 0, draining = false } = {}) =>
    registry.beat({
      ...someone,
      workerId,
      draining,
      beatAt: new Date(storage.clock.now().getTime() - ageMs).toISOString(),
    });
  const states = async () =>
    Object.fromEntries((await registry.all()).map((worker) => [worker.workerId, toWorkerView(worker, registry).state]));
  return { registry, beat, states };
}

const someone: Omit<WorkerRow, "workerId" | "draining" | "beatAt"> = {
  incarnation: "i",
  host: "h",
  pid: 1,
  version: "0",
  types: [],
  concurrency: 4,
  holds: [],
  running: [],
  startedAt: "2026-01-01T00:00:00.000Z",
  clockOffsetMs: 0,
  usage: { storageRequests: {}, ledgerTransactions: 0, calls: {}, cpuMs: 0, rssBytes: 0, attempts: 0 },
};
