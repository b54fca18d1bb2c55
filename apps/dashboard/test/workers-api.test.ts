import { workerHoldsSchema, workerListSchema, workerViewSchema } from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

test("a worker is listed with what it holds, drained by its name, and listed as draining", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { WORKER_CONCURRENCY: "3" });
  const dashboard = await (await startDashboard(system)).connected();
  expect(await listed(dashboard)).toMatchObject([
    { workerId: "worker-1", state: "live", desired: "running", external: false, concurrency: 3, holds: [] },
  ]);
  const told = await post(dashboard, "/api/workers/worker-1/drain");
  expect(told.status).toBe(202);
  expect(workerViewSchema.parse(await told.json())).toMatchObject({ workerId: "worker-1", desired: "draining" });
  const isDraining = async () => (await listed(dashboard))[0]?.state === "draining";
  await eventually("the worker to drain", isDraining, { withinMs: 15_000 });
  await eventually("the system to be not ready", async () => !(await dashboard.health()).ready);
  expect((await post(dashboard, "/api/workers/worker-1/drain", { desired: "running" })).status).toBe(202);
  await eventually("the worker to go on", async () => !(await isDraining()), { withinMs: 15_000 });
  await eventually("the system to be ready", async () => (await dashboard.health()).ready);
});

test("a program that is no worker of ours registers, is heard, is listed apart, and makes nothing ready", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  await expectProblem(await dashboard.fetch("/api/workers/heartbeat/crane-7"), 404, "unknown-worker");
  const response = await post(dashboard, "/api/workers/register", { workerId: "crane-7", types: ["probe"] });
  expect(response.status).toBe(201);
  const registered = workerViewSchema.parse(await response.json());
  expect(registered).toMatchObject({ workerId: "crane-7", external: true, state: "live", concurrency: 1 });
  const beat = await eventually("a later beat", async () => {
    const heard = await dashboard.fetch("/api/workers/heartbeat/crane-7");
    const worker = workerViewSchema.parse(await heard.json());
    return worker.beatAt > registered.beatAt && worker;
  });
  expect(beat.startedAt).toBe(registered.startedAt);
  expect(await dashboard.health()).toMatchObject({ ready: false, workers: { live: 0, workerIds: [] } });
  const worker = await system.startWorker("worker-1", { JOBS_DIR: "" });
  const jobId = await system.submit({ type: "probe" });
  await system.until("told that nobody knows its type", jobId, ({ job }) => job.waiting?.kind === "unknown-type");
  await eventually("the worker to say so, too", () => worker.log.includes("no worker knows the job type"));
});

test("requests about workers that cannot be served say why", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  await expectProblem(await post(dashboard, "/api/workers/register", { workerId: "no way" }), 400, "invalid-worker");
  await expectProblem(await post(dashboard, "/api/workers/register", { workerId: "worker-1" }), 409, "worker-id-taken");
  await expectProblem(await dashboard.fetch("/api/workers/heartbeat/worker-1"), 404, "unknown-worker");
  await expectProblem(await post(dashboard, "/api/workers/nobody/drain"), 404, "unknown-worker");
  await expectProblem(await post(dashboard, "/api/workers/..%2f/drain"), 404, "unknown-worker");
  await expectProblem(await post(dashboard, "/api/workers/worker-1/drain", { desired: "gone" }), 400, "invalid-worker");
});

test("what a worker holds is told by key, with the job that runs in it, and nothing once it is released", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { HOLD_LINGER_MS: "0" });
  const dashboard = await (await startDashboard(system)).connected();
  const holds = async () => workerHoldsSchema.parse(await (await dashboard.fetch("/api/workers/holds")).json());
  expect(await holds()).toEqual({ holds: [], isWhole: true });
  const key = { tenantId: "acme", lockKey: "crane/7 ü" };
  const jobId = await system.submit({ ...key, type: "demo", name: "Lift", payload: { steps: 60, stepMs: 500 } });
  const [hold] = await eventually(
    "the key to be held",
    async () => {
      const told = (await holds()).holds;
      return told[0]?.running ? told : undefined;
    },
    { withinMs: 30_000 },
  );
  expect(hold).toMatchObject({ ...key, workerId: "worker-1", running: { jobId, name: "Lift" } });
  expect(hold?.seq).toBeGreaterThan(0);
  await dashboard.order(`jobs/${jobId}/cancel`, { reason: "seen" });
  await eventually("the key to be free", async () => (await holds()).holds.length === 0, { withinMs: 30_000 });
});

test("peers are those that are not gone", async () => {
  const system = await setup();
  await system.registry.register({ workerId: "there", host: "", version: "", types: [], concurrency: 1 });
  await system.registry.register({ workerId: "silent", host: "", version: "", types: [], concurrency: 1 });
  const beatAt = new Date(Date.now() - 60_000).toISOString();
  const silent = { partitionKey: "workers", rowKey: "silent", BeatAt: beatAt };
  await system.storage.workers.updateEntity(silent, "Merge");
  const dashboard = await (await startDashboard(system)).connected();
  expect((await listed(dashboard)).map(({ state }) => state)).toEqual(["gone", "live"]);
  expect((await listed(dashboard, "/api/workers/peers")).map(({ workerId }) => workerId)).toEqual(["there"]);
});

async function listed(dashboard: Dashboard, path = "/api/workers") {
  const response = await dashboard.fetch(path);
  return workerListSchema.parse(await response.json()).workers;
}

function post(dashboard: Dashboard, path: string, body?: unknown): Promise<Response> {
  if (body === undefined) return dashboard.fetch(path, { method: "POST" });
  const headers = { "content-type": "application/json" };
  return dashboard.fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
}
