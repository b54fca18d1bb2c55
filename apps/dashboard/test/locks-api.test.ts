import { type LockDetail, type LockView, lockDetailSchema, lockListSchema, type WaitingReason } from "@baton/contracts";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, startDashboard } from "./dashboard.ts";

const long = { type: "probe", payload: { steps: 1, stepMs: 60_000 } };
/** Full jitter takes a random part of it. */
const backoff = { initialMs: 7 * 24 * 3_600_000 };

test("locks that are held, have work or are stopped are listed, each with what holds it", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const running = await system.submit({ ...long, lockKey: "busy" });
  await dashboard.order("locks/calm%20%2F%20%C3%BC/pause?tenant=acme", { reason: "audit" });
  await system.until("it runs", running, ({ job }) => job.status === "Running");
  await system.submit({ type: "probe", lockKey: "busy" });
  await system.submit({ type: "probe", lockKey: "tomorrow", runAt: new Date(Date.now() + 86_400_000).toISOString() });

  const locks = await eventually("all three to be listed", async () => {
    const found = await listed(dashboard);
    const [busy, calm] = [found.get("busy"), found.get("calm / ü")];
    return busy?.holder && calm && !calm.holder && found.has("tomorrow") && found;
  });
  expect(locks.get("busy")).toMatchObject({
    holder: { workerId: "worker-1" },
    running: { jobId: running, attempt: 1 },
  });
  expect(locks.get("calm / ü")).toMatchObject({ tenantId: "acme", paused: { by: "local", reason: "audit" } });
  expect(locks.get("tomorrow")).not.toHaveProperty("holder");

  const busy = await lock(dashboard, "busy");
  expect(busy).toMatchObject({ holder: { workerId: "worker-1", fence: 1 }, running: { jobId: running }, later: 0 });
  expect(busy.holder?.since).toBeTruthy();
  // The running job's row stays until its end is on the record.
  expect(busy.waiting).toBe(2);
  expect(await lock(dashboard, "tomorrow")).toMatchObject({ waiting: 0, later: 1 });
  expect(await lock(dashboard, "calm%20%2F%20%C3%BC?tenant=acme")).toMatchObject({ paused: { reason: "audit" } });
  expect(await lock(dashboard, "never%20used")).toEqual({
    keyId: "k.default.never~20used",
    tenantId: "default",
    lockKey: "never used",
    waiting: 0,
    later: 0,
  });
  await worker.end();
});

test("a job tells behind which other it waits, and how many are before it", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { WORKER_CONCURRENCY: "1" });
  const running = await system.submit(long);
  await system.until("it runs", running, ({ job }) => job.status === "Running");
  await system.submit({ type: "probe" });
  const third = await system.submit({ type: "probe" });
  await waits(system, third, { kind: "locked", workerId: "worker-1", behindJobId: running, ahead: 2 });
  const elsewhere = await system.submit({ type: "probe", lockKey: "other" });
  await waits(system, elsewhere, { kind: "no-slot", workers: 1, ahead: 0 });
});

test("a job of a key that is paused, held for a retry or parked says so", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  await dashboard.order("locks/paused/pause", { reason: "audit" });
  await waits(system, await system.submit({ type: "probe", lockKey: "paused" }), {
    kind: "paused",
    by: "local",
    reason: "audit",
    ahead: 0,
  });

  await dashboard.order("locks/held/policy", { policy: "hold" });
  const failing = { type: "misbehave", payload: { way: "throwAtLength" }, lockKey: "held" };
  const retried = await system.submit({ ...failing, maxAttempts: 4, backoff });
  await waits(system, retried, { kind: "retrying", attempt: 2, maxAttempts: 4 });
  await waits(system, await system.submit({ type: "probe", lockKey: "held" }), { kind: "held-for", jobId: retried });

  await dashboard.order("locks/parked/policy", { policy: "park" });
  const dead = await system.submit({ ...failing, lockKey: "parked", maxAttempts: 1 });
  await system.ended(dead);
  await waits(system, await system.submit({ type: "probe", lockKey: "parked" }), { kind: "parked", jobId: dead });
  await eventually("the parked key to be listed", async () => (await listed(dashboard)).get("parked")?.parked);
});

async function waits(system: TestSystem, jobId: string, reason: Partial<WaitingReason>): Promise<void> {
  const { job } = await system.until(`it waits: ${reason.kind}`, jobId, ({ job: { waiting } }) => {
    return waiting?.kind === reason.kind;
  });
  expect(job.waiting).toMatchObject(reason);
}

async function listed(dashboard: Dashboard): Promise<Map<string, LockView>> {
  const { locks } = lockListSchema.parse(await (await dashboard.fetch("/api/locks")).json());
  return new Map(locks.map((view) => [view.lockKey, view]));
}

async function lock(dashboard: Dashboard, path: string): Promise<LockDetail> {
  return lockDetailSchema.parse(await (await dashboard.fetch(`/api/locks/${path}`)).json());
}
