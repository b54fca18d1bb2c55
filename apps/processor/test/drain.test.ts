import { keyId, Markers } from "@baton/store";
import { eventually, readProbe, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { order } from "./order.ts";

/** A worker learns what is wanted with its next beat, and tells with it what it does. */
const beatsMs = 15_000;
const linger = { HOLD_LINGER_MS: "60000" };

test("a draining worker ends what it runs, gives its idle keys up, takes no new ones, and goes on when it is told", async () => {
  const system = await setup();
  await system.startWorker("worker-1", linger);
  await system.ended(await system.submit({ type: "probe", lockKey: "idle" }));
  const running = await system.submit({ type: "probe", lockKey: "busy", payload: { steps: 1, stepMs: 8000 } });
  const behind = await system.submit({ type: "probe", lockKey: "busy" });
  await system.until("running", running, ({ job }) => job.status === "Running");

  expect(await system.registry.want("worker-1", "draining")).toBe(true);
  await eventually("the worker to drain", () => state(system), { withinMs: beatsMs });
  await eventually("the key without work to be given up", async () => released(system, "idle"));
  const { job } = await system.ended(running);
  expect(job).toMatchObject({ status: "Completed", attempts: 1 });
  await eventually("the busy key to be given up", async () => released(system, "busy"));
  const later = await system.submit({ type: "probe", lockKey: "idle" });
  await system.until("its waiting for a worker", later, (detail) => detail.job.waiting?.kind === "no-worker");

  // Another worker takes what this one leaves.
  await system.startWorker("worker-2");
  expect((await system.ended(behind)).job.workerId).toBe("worker-2");
  expect((await system.ended(later)).job.workerId).toBe("worker-2");

  await system.registry.want("worker-2", "draining");
  await system.registry.want("worker-1", "running");
  await eventually("the workers to have changed", async () => !(await state(system)) && state(system, "worker-2"), {
    withinMs: beatsMs,
  });
  const last = await system.submit({ type: "probe", lockKey: "idle" });
  expect((await system.ended(last)).job.workerId).toBe("worker-1");
  expect(readProbe(system.env["PROBE_FILE"] ?? "").filter(({ event }) => event === "start")).toHaveLength(5);
  for (const lockKey of ["idle", "busy"]) await system.ledger(lockKey);
});

test("a key that is paused or parked says so when its worker drains, though nobody else takes it", async () => {
  const system = await setup();
  await system.startWorker("worker-1", linger);
  await order(system, { kind: "set-policy", policy: "park" }, "parked");
  const failing = { type: "misbehave", payload: { how: "throwLater" }, maxAttempts: 1 };
  await system.ended(await system.submit({ ...failing, lockKey: "parked" }));
  await system.ended(await system.submit({ type: "probe", lockKey: "paused" }));
  await order(system, { kind: "pause", reason: "audit" }, "paused");
  await system.submit({ type: "probe", lockKey: "paused" });

  await system.registry.want("worker-1", "draining");
  const markers = new Markers(system.storage);
  for (const lockKey of ["parked", "paused"])
    await eventually(`the key to be told as ${lockKey}`, async () => {
      return (await markers.read(keyId("default", lockKey)))?.stopped === lockKey;
    });
});

test("a job whose worker drains before it is taken is run when the worker goes on", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  await system.registry.want("worker-1", "draining");
  await eventually("the worker to drain", () => state(system), { withinMs: beatsMs });
  const jobs = await Promise.all(["a", "b", "c"].map((lockKey) => system.submit({ type: "probe", lockKey })));
  const isKnown = ({ job }: { job: { waiting?: { kind: string } } }) => job.waiting?.kind === "no-worker";
  for (const jobId of jobs) await system.until("waiting", jobId, isKnown);
  await system.registry.want("worker-1", "running");
  for (const jobId of jobs) expect((await system.ended(jobId)).job.status).toBe("Completed");
});

test("what is wanted of a worker outlives its working child, and not its stop", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  await system.registry.want("worker-1", "draining");
  await eventually("the worker to drain", () => state(system), { withinMs: beatsMs });
  const { incarnation, pid } = (await system.registry.find("worker-1")) ?? {};
  process.kill(pid ?? 0, "SIGKILL");
  const next = await eventually("another child", async () => {
    const row = await system.registry.find("worker-1");
    return row && row.incarnation !== incarnation ? row : undefined;
  });
  expect(next).toMatchObject({ draining: true, desired: "draining" });
  expect(await worker.end("SIGTERM")).toBe(0);
  await system.startWorker("worker-1");
  expect(await system.registry.find("worker-1")).toMatchObject({ draining: false, desired: "running" });
});

async function state(system: TestSystem, workerId = "worker-1"): Promise<boolean> {
  return (await system.registry.find(workerId))?.draining === true;
}

async function released(system: TestSystem, lockKey: string): Promise<boolean> {
  return (await system.ledger(lockKey)).at(-1)?.status === "LockReleased";
}
