import { pause } from "@baton/runtime";
import { eventually, leaseAction, proxied, setup } from "@baton/testing";
import { expect, test } from "vitest";

const leaseMs = 15_000;
const requestMs = 5000;

test("a worker that is stopped while storage answers nothing tries to give its leases back no longer than they last", async () => {
  const system = await setup();
  const { proxy, connectionString } = await proxied(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Blob");
  const worker = await system.startWorker("worker-1", { AZURE_STORAGE_CONNECTION_STRING: connectionString });
  const jobId = await system.submit({ type: "probe", payload: { steps: 1000, stepMs: 100 } });
  await system.until("under way", jobId, ({ job }) => job.status === "Running");

  proxy.strike(leaseAction("release"), { kind: "hang" }, Number.POSITIVE_INFINITY);
  const child = await system.childPid("worker-1");
  const stoppedAt = performance.now();
  worker.signal("SIGTERM");
  process.kill(child, "SIGKILL");
  await worker.end("SIGCONT");
  expect(worker.log).toContain("Lease not given back; it has run out by itself");
  expect(performance.now() - stoppedAt).toBeLessThan(leaseMs + 2 * requestMs);
});

test("a worker that is told to stop while it starts is gone soon", async () => {
  const system = await setup();
  for (const afterMs of [0, 20, 60, 120]) {
    const workerId = `worker-${afterMs}`;
    const worker = system.app(workerId, "apps/processor/src/main.ts", { WORKER_ID: workerId });
    await eventually("its first beat", () => system.registry.find(workerId), { everyMs: 5 });
    await pause(afterMs);
    expect(await Promise.race([worker.end("SIGTERM"), pause(10_000)])).toBe(0);
  }
});

test("a working child whose parent has died before it could hear of it ends", async () => {
  const system = await setup();
  const child = system.app("child", "apps/processor/src/child.ts", { WORKER_ID: "worker-1" });
  child.disconnect();
  expect(await eventually("its end", () => child.exitCode !== null && { code: child.exitCode })).toEqual({ code: 0 });
});
