import { type Concern, type Overview, overviewSchema } from "@baton/contracts";
import { eventually, ownStorage, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

const long = { type: "probe", payload: { steps: 3, stepMs: 60_000 } };

test("what runs is told with its lock, holder and fence at once, and is gone when it has ended", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { WORKER_CONCURRENCY: "3" });
  const dashboard = await (await startDashboard(system)).connected();
  expect(await until(dashboard, "an answer", () => true)).toMatchObject({
    running: [],
    workers: { live: 1, draining: 0, slots: 3, busySlots: 0 },
    waiting: { count: 0, isAll: true },
    scheduled: { count: 0, isAll: true },
    deadLettered: { count: 0, isAll: true },
    concerns: [],
  });
  const jobId = await system.submit({ ...long, name: "Settlement", lockKey: "busy" });
  await system.submit({ type: "probe", lockKey: "busy" });
  await system.submit({ type: "probe", lockKey: "tomorrow", runAt: new Date(Date.now() + 86_400_000).toISOString() });
  await system.until("it runs", jobId, ({ job }) => job.status === "Running");
  // Before its worker has beaten again.
  const { running } = await until(dashboard, "it to be listed", (now) => now.running.length === 1);
  const told = { jobId, name: "Settlement", type: "probe", tenantId: "default", lockKey: "busy", attempt: 1 };
  expect(running).toMatchObject([{ ...told, workerId: "worker-1", fence: 1 }]);
  const { workers } = await until(
    dashboard,
    "the others to wait",
    (now) => now.waiting.count === 1 && now.scheduled.count === 1 && now.workers.busySlots > 0,
  );
  expect(workers.slots).toBe(3);
  // A dashboard that has seen no event knows it from the worker's word.
  const other = await (await startDashboard(system)).connected();
  expect((await until(other, "the beat to tell it", (now) => now.running.length === 1)).running).toMatchObject([told]);

  await dashboard.order(`jobs/${jobId}/cancel`, { reason: "test" });
  await system.ended(jobId);
  await until(dashboard, "the next to have run, too", (now) => now.running.length === 0 && now.waiting.count === 0);
});

test("what needs a person is told: keys that are parked or paused, open circuits, workers that drain", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  await dashboard.order("locks/calm/pause?tenant=acme", { reason: "audit" });
  await dashboard.order("locks/risky/policy", { policy: "park" });
  const failing = { type: "misbehave", payload: { how: "throwLater" }, maxAttempts: 1 };
  await system.ended(await system.submit({ ...failing, lockKey: "risky" }));
  await dashboard.order("workers/worker-1/drain");

  const { concerns, deadLettered } = await until(
    dashboard,
    "all to be told",
    (now) => now.concerns.length >= 3 && now.deadLettered.count === 1,
  );
  expect(byKind(concerns)).toMatchObject({
    "key-paused": { lockKey: "calm", tenantId: "acme" },
    "key-parked": { lockKey: "risky", tenantId: "default" },
    "all-drain": { workers: 1 },
  });
  expect(deadLettered).toEqual({ count: 1, isAll: true });

  await dashboard.order("workers/worker-1/drain", { desired: "running" });
  await until(dashboard, "the worker to take keys", (now) => now.workers.live === 1);
  await dashboard.order("locks/calm/resume?tenant=acme", { reason: "done" });
  await dashboard.order("locks/risky/resume", { reason: "seen" });
  await until(dashboard, "nothing to be left", (now) => now.concerns.length === 0);
});

test("an open circuit and a worker's wrong clock are told until they are over", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  await system.startWorker("worker-1");
  const off = { partitionKey: "workers", rowKey: "worker-1", ClockOffsetMs: -7000 };
  const openUntil = system.storage.clock.now().getTime() + 600_000;
  const state = { type: "mailer", settings: { probes: 1, openMs: 600_000 }, phase: "open", openings: 1, openUntil };
  await system.storage.limits.createEntity({
    partitionKey: "circuit",
    rowKey: "mailer",
    State: JSON.stringify({ ...state, window: "", probes: [], succeeded: 0, changedAt: 0 }),
    WriteId: "test",
  });
  const { concerns } = await eventually("both to be told", async () => {
    await system.storage.workers.updateEntity(off, "Merge");
    return until(dashboard, "an answer", () => true).then((now) => now.concerns.length === 2 && now);
  });
  expect(byKind(concerns)).toEqual({
    "circuit-open": { kind: "circuit-open", type: "mailer", until: new Date(openUntil).toISOString() },
    "clock-skew": { kind: "clock-skew", workerId: "worker-1", offsetMs: -7000 },
  });
  await system.storage.limits.deleteEntity("circuit", "mailer");
  // Its next beat tells how its clock really is.
  await until(dashboard, "both to be over", (now) => now.concerns.length === 0);
});

test("jobs that no worker has taken in wait, too", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  await system.submit({ type: "probe" });
  await system.submit({ type: "probe" });
  const now = await until(dashboard, "both to be counted", ({ waiting }) => waiting.count === 2);
  expect(now).toMatchObject({ waiting: { isAll: true }, workers: { live: 0 }, running: [] });
});

test("while storage is away the overview says so, and comes back by itself", async () => {
  const storage = await ownStorage();
  const system = await setup({ connectionString: storage.address });
  const dashboard = await (await startDashboard(system)).connected();
  await storage.stop();
  await eventually("the outage to be told", async () => (await dashboard.fetch("/api/overview")).status === 503);
  await expectProblem(await dashboard.fetch("/api/overview"), 503, "storage-unavailable");
  await storage.start();
  await eventually("it to come back", async () => (await dashboard.fetch("/api/overview")).status === 200);
});

function byKind(concerns: Concern[]): Partial<Record<Concern["kind"], Concern>> {
  return Object.fromEntries(concerns.map((concern) => [concern.kind, concern]));
}

/** A storage that is slow for once is no answer. */
function until(dashboard: Dashboard, what: string, holds: (overview: Overview) => boolean): Promise<Overview> {
  return eventually(what, async () => {
    const response = await dashboard.fetch("/api/overview");
    const overview = response.status === 200 && overviewSchema.parse(await response.json());
    return overview && holds(overview) && overview;
  });
}
