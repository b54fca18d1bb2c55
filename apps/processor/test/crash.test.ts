import { readProbe, setup } from "@baton/testing";
import { expect, test } from "vitest";

const leaseMs = 15_000;

test("after kill -9 another worker finishes the job from its last recorded step, within the lease and 5 s", async () => {
  const system = await setup();
  const worker1 = await system.startWorker("worker-1");
  const jobId = await system.submit({ type: "probe", payload: { steps: 12, stepMs: 300 } });
  await system.until(
    "a few steps recorded",
    jobId,
    ({ events }) => events.filter((event) => event.status === "Step").length >= 4,
  );
  await system.startWorker("worker-2");

  const killedAt = performance.now();
  await worker1.end("SIGKILL");
  const resumed = await system.until(
    "resumed",
    jobId,
    ({ events }) => events.some((event) => event.status === "Resumed"),
    leaseMs + 10_000,
  );
  expect(performance.now() - killedAt).toBeLessThan(leaseMs + 5000);

  const { job, events } = await system.ended(jobId);
  expect(job).toMatchObject({ status: "Completed", attempts: 2, workerId: "worker-2", result: { steps: 12 } });
  expect(events.map((event) => event.seq)).toEqual(events.map((event) => event.seq).toSorted((a, b) => a - b));

  // Every recorded step ran once; the one that was under way at the kill may have begun twice.
  const recordedBefore = resumed.events.filter((event) => event.status === "Step").map((event) => event.step);
  const ranAgain = readProbe(system.env["PROBE_FILE"] ?? "").filter(
    (line) => line.attempt === 2 && line.event === "step",
  );
  expect(ranAgain.map((line) => line.step)).not.toEqual(expect.arrayContaining(recordedBefore.slice(0, 1)));
  for (const step of recordedBefore) expect(ranAgain.map((line) => line.step)).not.toContain(step);
  expect(events.filter((event) => event.status === "Step").map((event) => event.step)).toEqual(
    Array.from({ length: 12 }, (_, at) => `step ${at + 1}`),
  );

  const interrupted = events.find((event) => event.status === "Interrupted");
  expect(interrupted?.data).toMatchObject({ by: "worker-lost", workerId: "worker-1" });
  const resumedEvent = events.find((event) => event.status === "Resumed");
  expect(resumedEvent?.data).toMatchObject({ previousFence: 1, fence: 2, previousWorkerId: "worker-1" });

  const ledger = await system.ledger();
  const listed = await system.reader.newestEvents(200);
  const listedSeqs = new Set(listed.filter((event) => event.seq > 0).map((event) => event.seq));
  const missing = ledger.filter((event) => !listedSeqs.has(event.seq) && event.status !== "LockReleased");
  expect(missing.map((event) => `${event.seq} ${event.status}`)).toEqual([]);
});

test("SIGTERM lets a running job be interrupted on the record, and another worker goes on at once", async () => {
  const system = await setup();
  const worker1 = await system.startWorker("worker-1");
  const jobId = await system.submit({ type: "probe", payload: { steps: 10, stepMs: 300 } });
  await system.until(
    "two steps recorded",
    jobId,
    ({ events }) => events.filter((event) => event.status === "Step").length >= 2,
  );
  await system.startWorker("worker-2");

  expect(await worker1.end("SIGTERM")).toBe(0);
  const endedAt = performance.now();
  await system.until("resumed", jobId, ({ events }) => events.some((event) => event.status === "Resumed"));
  expect(performance.now() - endedAt).toBeLessThan(3000);

  const { job, events } = await system.ended(jobId);
  expect(job.status).toBe("Completed");
  expect(events.find((event) => event.status === "Interrupted")?.data).toEqual({ by: "shutdown" });
  await system.ledger();
});
